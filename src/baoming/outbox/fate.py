"""What became of a message, in the words of both sides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from baoming.applications import states
from baoming.database import rows
from baoming.outbox.night import is_quiet

Fate = Literal["sent", "waiting", "failed", "dropped"]

KINDS: dict[str, str] = {
    **{
        verb: states.moves_of(verb)[0].label
        for verb in ("submit", "auto_confirm", "confirm", "refuse", "reopen", "restore")
    },
    "approve": "审核通过",
    "reject": "审核不通过",
    "remind": "截止提醒",
    "request": "申请结果",
    "reset": "重设密码",
    "closed": "账户注销",
}

TOLD = (
    "m.kind, m.due_at, m.sent_at, m.failed_at, m.dropped_at, m.tries, m.answer, m.data,"
    " m.phoned_at, l.sent_at AS mailed_at"
)
MAILED = "LEFT JOIN outbox_message l ON l.subject = 'mail:' || m.subject"
"""To `outbox_message m`: the same message by mail."""

_WHY = (
    ("没有绑定微信", "没有绑定微信"),
    ("已取消关注", "未关注公众号"),
    ("unfollowed", "未关注公众号"),
    ("没有设置", "考试机构没有设置微信公众号"),
    ("refused 40003", "微信账号无效"),
)


@dataclass(frozen=True)
class Told:
    """One message as it stands. `at`: since when."""

    label: str
    fate: Fate
    words: str
    at: datetime | None = None
    phoned_at: datetime | None = None


async def of_application(application: int, account: UUID, now: datetime) -> list[Told]:
    """Every message about it, and those about its account; the first one first; one query."""
    found = await rows(
        f"SELECT {TOLD} FROM outbox_message m {MAILED} WHERE m.channel = 'wechat'"  # noqa: S608  # our own parts
        " AND m.account = {} AND (m.application = {} OR m.application IS NULL) ORDER BY m.id",
        account,
        application,
    )
    return [told(row, now) for row in found]


def told(row: Mapping[str, Any], now: datetime) -> Told:
    """Of a row with the columns of `TOLD`."""
    label = KINDS.get(row["kind"], "通知")
    if row["sent_at"]:
        return Told(label, "sent", "微信已送达", row["sent_at"])
    if row["mailed_at"]:
        return Told(label, "sent", "邮件已发出", row["mailed_at"])
    if row["dropped_at"]:
        return Told(label, "dropped", "已不需要发送", row["dropped_at"])
    if row["failed_at"]:
        words = f"未送达：{why(row['answer'])}"
        return Told(label, "failed", words, row["failed_at"], row["phoned_at"])
    return Told(label, "waiting", _waiting(row, now))


def why(answer: str | None) -> str:
    """Why it reached nobody. What WeChat said otherwise is for the log, not for people."""
    text = answer or ""
    known = (words for start, words in _WHY if text.startswith(start))
    return next(known, "微信多次没有接收，已停止发送")


def _waiting(row: Mapping[str, Any], now: datetime) -> str:
    if is_quiet(now):
        return "等待发送（夜间不发送，8:00 后发出）"
    return "等待发送（微信暂时没有接收，会自动重试）" if row["answer"] else "等待发送"
