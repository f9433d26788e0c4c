"""The end of an account: closed by its candidate (注销), or deleted by an office on request.

The row stays, so that its applications stay readable to the office; it gives up its number and
its username, and nothing leads into it any more.
"""

from datetime import datetime
from uuid import UUID

from baoming import clock
from baoming.accounts.changes import ELSEWHERE
from baoming.accounts.entering import confirm_password, replace_password
from baoming.accounts.tables import Account
from baoming.database import execute, rows, transaction
from baoming.errors import Conflict
from baoming.outbox.post import post

BY_ITSELF = "账户已删除，这份申请不再处理。"


async def require_unused(account: UUID) -> None:
    """Conflict once there is an application: then an office decides (notice of 2024)."""
    if await rows("SELECT 1 AS one FROM application WHERE account = {} LIMIT 1", account):
        raise Conflict(
            "您已经报考，不能自行注销账户。确需删除注册信息的，请提出申请，由考点、考区处理。",
            link=("/me/requests?kind=delete", "申请删除注册信息"),
        )


async def close(account: Account, password: str) -> None:
    """By the candidate, before any application: what was uploaded and typed goes too."""
    await require_unused(account.id)
    await confirm_password(account, password)
    now, same = clock.now(), account.password_hash
    async with transaction():
        # It holds the row: an application that begins at this moment comes after, or is seen.
        if not await replace_password(account.id, same, same):
            raise Conflict(ELSEWHERE, link=("/login", "去登录"))
        await require_unused(account.id)
        told = await end(account.id, now)
        await execute("DELETE FROM education WHERE account = {}", account.id)
        await execute("UPDATE account SET photo = NULL WHERE id = {}", account.id)
        words = {"status": "您的账户已注销", "reason": "不是本人办理的，请立即联系考点"}
        await post(f"closed:{account.id}", account.id, "closed", words, at=now, openid=told)


async def end(account: UUID, now: datetime) -> str | None:
    """Inside a transaction. Answers the WeChat that followed, for the last message.

    The account's row first: whoever signs in or applies at this moment waits for it.
    """
    ended = await rows(
        "UPDATE account SET deleted_at = {}, username_key = NULL, id_number_index = NULL"
        " WHERE id = {} AND deleted_at IS NULL RETURNING id",
        now,
        account,
    )
    if not ended:
        raise Conflict("这个账户刚刚已经删除。")
    unbound = await rows(
        "DELETE FROM wechat_binding WHERE account = {} RETURNING openid, following", account
    )
    for table in (
        "sign_in",
        "reset_code",
        "wechat_ticket",
        "past_result_link",
        "miniapp_link",
        "miniapp_arrival",
        "scan_sign_in",
    ):
        await execute(f"DELETE FROM {table} WHERE account = {{}}", account)  # noqa: S608  # ours
    await execute(
        "UPDATE request_case SET status = 'refused', decided_at = {}, decision_reason = {}"
        " WHERE account = {} AND status = 'open'",
        now,
        BY_ITSELF,
        account,
    )
    return next((row["openid"] for row in unbound if row["following"]), None)
