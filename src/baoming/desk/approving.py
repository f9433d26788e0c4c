"""What an approved request does, in the transaction of its decision."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baoming.accounts import closing, documents
from baoming.accounts.identity import id_number_of
from baoming.accounts.tables import Account, RequestCase
from baoming.applications import dossier as dossiers
from baoming.applications import lifecycle
from baoming.applications.tables import Application
from baoming.audit.record import note
from baoming.database import execute, rows
from baoming.desk import record
from baoming.desk.officer import ROLES, Officer
from baoming.errors import Conflict, Invalid
from baoming.returning import merging


@dataclass(frozen=True)
class Approval:
    """`account`: whom it is about; nobody where the number that is taken is nobody's now."""

    request: RequestCase
    account: Account | None
    officer: Officer
    reason: str
    now: datetime


async def take_effect(approval: Approval) -> str | None:
    """Answers the WeChat of an account that is no more, to be told there."""
    return await _EFFECTS[approval.request.kind](approval)


async def _change(approval: Approval) -> None:
    """Name and document type. Drafts show it at once; what was submitted stays as it was, and a
    print of it is told apart at the counter."""
    request, account = approval.request, _required(approval)
    if request.id_type and documents.check(request.id_type, id_number_of(account)):
        raise Invalid({"decision": "证件号码不符合申请的证件类型，不能同意。"})
    before = {"name": account.name, "id_type": account.id_type}
    after = {
        "name": request.name or account.name,
        "id_type": request.id_type or account.id_type,
    }
    written = await rows(
        "UPDATE account SET name = {}, id_type = {} WHERE id = {} AND deleted_at IS NULL"
        " RETURNING id",
        after["name"],
        after["id_type"],
        account.id,
    )
    if not written:
        raise Conflict("这名考生的注册信息刚刚已经删除。")
    # A submission of the old name at the same moment fails.
    await execute("UPDATE application SET version = version + 1 WHERE account = {}", account.id)
    await _log(approval, "account:change", {"from": before, "to": after})


async def _delete(approval: Approval) -> str | None:
    account, officer = _required(approval), approval.officer
    told = await closing.end(account.id, approval.now)
    held = await Application.objects().where(Application.account == account.id)
    for row in sorted(held, key=lambda row: row.id):
        dossier = await dossiers.of(row, account)
        await lifecycle.give_up(dossier, record.who(officer, dossier), approval.reason)
    await _log(approval, "account:delete", {"request": approval.request.id})
    return told


async def _merge(approval: Approval) -> None:
    await merging.approve(approval.request)


async def _free(approval: Approval) -> str | None:
    """The number is taken by somebody else's account: that one is deleted, by whoever has its
    latest application in scope."""
    account = approval.account
    if account is None or account.deleted_at:
        raise Invalid({"decision": "这个证件号码现在没有被注册，申请人可以直接注册，不用删除。"})
    held = await Application.objects().where(Application.account == account.id)
    latest = max(held, key=lambda row: row.id, default=None)
    if latest is not None and not approval.officer.sees(latest):
        raise Conflict(
            "占用这个号码的账户在别处有报名，由报名所在的考点、考区或人才中心决定是否删除。",
            link=(f"/desk/requests/{approval.request.id}", "查看申请"),
        )
    await execute(
        "UPDATE request_case SET account = {} WHERE id = {}", account.id, approval.request.id
    )
    return await _delete(approval)


_EFFECTS: dict[str, Callable[[Approval], Awaitable[str | None]]] = {
    "change": _change,
    "delete": _delete,
    "merge_scores": _merge,
    "taken": _free,
}


def _required(approval: Approval) -> Account:
    if approval.account is None:
        raise Conflict("这名考生的注册信息已经删除。")
    return approval.account


async def _log(approval: Approval, action: str, detail: dict[str, Any]) -> None:
    officer, account = approval.officer, _required(approval)
    detail = {**detail, "role": ROLES[officer.role]}
    await note("staff", str(officer.id), action, str(account.id), detail)
