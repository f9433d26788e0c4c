"""The moves of the desk: one address each, POST only."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import post
from litestar.handlers import HTTPRouteHandler

from baoming.applications import lifecycle, moving
from baoming.applications.dossier import Dossier
from baoming.applications.moving import Who
from baoming.applications.states import Move
from baoming.desk import record, scanning
from baoming.errors import Conflict, Invalid
from baoming.fields import Bound, bind
from baoming.web.desk.forms import Asked, fields_of
from baoming.web.desk.record import shown
from baoming.web.page import Answer, redirect
from baoming.web.visit import Visit

Given = dict[str, Any]
Verb = Callable[[Dossier, Who, Given], Awaitable[None]]

VERBS: dict[str, Verb] = {
    "confirm": lambda d, who, given: lifecycle.confirm(d, who, _code(given)),
    "refuse": lambda d, who, given: lifecycle.refuse(
        d, who, given["reason"], given["item"], given["until"]
    ),
    "reopen": lambda d, who, given: lifecycle.reopen(d, who, given["reason"], given["until"]),
    "extend": lambda d, who, given: lifecycle.extend(d, who, given["reason"], given["until"]),
    "restore": lambda d, who, given: lifecycle.restore(d, who, given["reason"], given["until"]),
    "approve": lambda d, who, given: lifecycle.approve(d, who),
    "reject": lambda d, who, given: lifecycle.reject(d, who, given["reason"]),
    "return": lambda d, who, given: lifecycle.send_back(d, who, given["reason"]),
    "revoke": lambda d, who, given: lifecycle.revoke(d, who, given["reason"]),
}


def _handler(verb: str) -> HTTPRouteHandler:
    @post(
        f"/desk/applications/{{number:str}}/{verb}",
        audience="desk",
        back="..",
        name=f"desk.{verb}",
    )
    async def handle(visit: Visit, number: str) -> Answer:
        return await _make(visit, number, verb)

    return handle


async def _make(visit: Visit, number: str, verb: str) -> Answer:
    """Scope, then role, then status, and only then what was typed (contract, section 0)."""
    dossier = await record.in_scope(number, visit.officer)
    who = record.who(visit.officer, dossier)
    address = f"/desk/applications/{dossier.row.number}"
    try:
        move = await moving.opening(dossier, verb, who)
        bound = bind(fields_of(verb, dossier), visit.form)
        if not bound.ok:
            return await _refused(visit, dossier, move, bound)
        await _tried(VERBS[verb], dossier, who, bound)
    except Conflict as refused:
        link = (address, "查看这份报名")
        raise Conflict(refused.sentence, refused.status, link) from None
    if not bound.ok:
        return await _refused(visit, dossier, move, bound)
    if visit.text("from") == "scan":
        return redirect(f"/desk/scan?done={dossier.row.number}")
    return redirect(address)


async def _tried(verb: Verb, dossier: Dossier, who: Who, bound: Bound) -> None:
    try:
        await verb(dossier, who, bound.data)
    except Invalid as refused:
        bound.errors.update(refused.errors)


async def _refused(visit: Visit, dossier: Dossier, move: Move, bound: Bound) -> Answer:
    failed = Asked(move, fields_of(move.verb, dossier), bound, visit.text("from"))
    outdated = None
    if bound.data.get("code"):
        outdated = await scanning.changed_since(dossier, bound.data["code"])
    found = await record.of(dossier, visit.officer)
    return await shown(visit, found, failed=failed, outdated=outdated)


def _code(given: Given) -> str | None:
    return scanning.read(given["code"]) if given.get("code") else None


ROUTES = [_handler(verb) for verb in VERBS]
