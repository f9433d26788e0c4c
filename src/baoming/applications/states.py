"""Every status and every move of an application, on one screen.

Source: the contract's table of moves, which words the notice of 2024 on registration,
confirmation and review. This table decides which buttons show, draws docs/lifecycle.md and feeds
one test over every status and move. `lifecycle` is the only writer of a status.
"""

from dataclasses import dataclass
from typing import Literal

Status = Literal[
    "draft",
    "submitted",
    "confirmed",
    "site_approved",
    "qualified",
    "refused",
    "rejected",
    "abandoned",
]
Actor = Literal["candidate", "point", "site", "zone", "system", "clock"]
"""Who makes a move: an officer by role, the candidate, the submission itself, or time."""

STATUSES: dict[str, str] = {
    "draft": "未提交报名信息",
    "submitted": "已提交，待报名确认",
    "confirmed": "报名确认完成",
    "site_approved": "考点审核通过",
    "qualified": "资格审核通过",
    "refused": "确认失败",
    "rejected": "资格审核不通过",
    "abandoned": "视为自动放弃",
}


MENDABLE: tuple[Status, ...] = ("draft", "submitted", "refused")
"""Where a date can still be missed, and moved."""


@dataclass(frozen=True)
class Move:
    """`to` is empty where the status stays, and `before` where it goes back to the one before."""

    verb: str
    label: str
    origins: tuple[Status, ...]
    to: Status | Literal["", "before"]
    actors: tuple[Actor, ...]
    kind: Literal["any", "online", "on_site"] = "any"
    """The zones that have this move."""
    wants: tuple[Literal["reason", "until", "code", "item"], ...] = ()


STAFF: tuple[Actor, ...] = ("point", "site", "zone")

MOVES: tuple[Move, ...] = (
    Move("submit", "提交报名信息", ("draft", "refused"), "submitted", ("candidate",)),
    Move("auto_confirm", "自动报名确认", ("submitted",), "confirmed", ("system",)),
    Move("withdraw", "撤回信息提交", ("submitted",), "draft", ("candidate",)),
    Move("change_zone", "修改考区", ("draft",), "", ("candidate",)),
    Move("confirm", "报名确认", ("submitted",), "confirmed", STAFF, wants=("code",)),
    Move("refuse", "确认不通过", ("submitted",), "refused", STAFF, "online", ("reason", "item")),
    Move("reopen", "退回修改", ("confirmed",), "submitted", ("zone",), wants=("reason", "until")),
    Move("keep", "恢复报名确认", ("submitted",), "confirmed", ("clock",)),
    Move("extend", "延长期限", MENDABLE, "", ("zone",), wants=("reason", "until")),
    Move("approve", "考点审核通过", ("confirmed",), "site_approved", ("site",)),
    Move("approve", "考区审核通过", ("site_approved",), "qualified", ("zone",)),
    Move("reject", "考点审核不通过", ("confirmed",), "rejected", ("site",), wants=("reason",)),
    Move("reject", "考区审核不通过", ("site_approved",), "rejected", ("zone",), wants=("reason",)),
    Move("return", "退回考点", ("site_approved",), "confirmed", ("zone",), wants=("reason",)),
    Move("revoke", "撤销不通过", ("rejected",), "before", ("zone",), wants=("reason",)),
    Move("restore", "恢复报名", ("abandoned",), "before", ("zone",), wants=("reason", "until")),
    Move("import", "军队人员导入", (), "confirmed", ("zone",)),
    Move("lapse", "视为自动放弃", MENDABLE, "abandoned", ("clock",)),
)


def moves_of(verb: str) -> tuple[Move, ...]:
    return tuple(move for move in MOVES if move.verb == verb)


def find(verb: str, status: str, online: bool) -> Move | None:
    """The move of this name from this status in this kind of zone."""
    kinds = ("any", "online" if online else "on_site")
    return next((m for m in moves_of(verb) if status in m.origins and m.kind in kinds), None)


def may(verb: str, actor: str) -> bool:
    """Does this role have this verb in any status?"""
    return any(actor in move.actors for move in moves_of(verb))


def open_to(actor: str, status: str, online: bool) -> tuple[Move, ...]:
    """The buttons of this person on an application in this status."""
    return tuple(m for m in MOVES if actor in m.actors and find(m.verb, status, online) is m)
