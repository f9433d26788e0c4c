"""Why a move is refused, in words: what stands against it, and who may do it when."""

from baoming.applications import states
from baoming.applications.dossier import Dossier
from baoming.errors import Conflict, NotAllowed

ROLES = {
    "candidate": "考生本人",
    "point": "报名点",
    "site": "考点",
    "zone": "考区",
    "system": "系统",
    "clock": "系统",
}


def not_this_role(verb: str) -> NotAllowed:
    moves = states.moves_of(verb)
    roles = "、".join(dict.fromkeys(ROLES[a] for move in moves for a in move.actors))
    return NotAllowed(f"“{moves[0].label}”由{roles}办理，您的账号没有这项权限。")


def require_move(verb: str, dossier: Dossier) -> None:
    """Conflict where the true status does not have this move, before any value is judged."""
    if states.find(verb, dossier.status, dossier.online) is None:
        raise no_such_move(verb, dossier)


def no_such_move(verb: str, dossier: Dossier) -> Conflict:
    status = dossier.status
    label = states.moves_of(verb)[0].label
    now = f"这份报名现在的状态是“{states.STATUSES[status]}”"
    return Conflict(f"{now}，不能{label}。{_when(verb)}", status, link_to(dossier))


def somebody_was_faster(dossier: Dossier, before: str) -> Conflict:
    """`dossier` as it is now, and the status that was read."""
    status = dossier.status
    now = f"这份报名已经变为“{states.STATUSES[status]}”" if status != before else "这份报名有了变化"
    return Conflict(
        f"就在刚才，{now}，您的这一步没有生效。请查看最新情况。", status, link_to(dossier)
    )


def _when(verb: str) -> str:
    moves = states.moves_of(verb)
    kinds = {move.kind for move in moves}
    if kinds == {"online"} and verb == "refuse":
        return "网上确认的考区，在考生提交之后、确认之前可以办理。"
    origins = "、".join(
        dict.fromkeys(f"“{states.STATUSES[s]}”" for move in moves for s in move.origins)
    )
    return f"状态为{origins}时可以办理。"


def link_to(dossier: Dossier) -> tuple[str, str]:
    return (f"/applications/{dossier.row.number}", "查看这份报名")
