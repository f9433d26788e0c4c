"""Looking everything over, submitting, withdrawing, changing the zone."""

from litestar import get, post
from litestar.params import FromPath

from baoming.applications import advice, answered, deadlines, lifecycle, readiness
from baoming.applications.conflicts import require_move
from baoming.applications.dossier import Dossier, open_own
from baoming.applications.form_sheet import all_text, common
from baoming.applications.sections import OPEN
from baoming.document import fonts
from baoming.errors import Invalid
from baoming.fields import Bound, Field, bind
from baoming.web import last_year
from baoming.web.applications import candidates_moves, has_form, myself, place
from baoming.web.apply import zone_field
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

CONFIRM = Field("confirm", "我知道已填写的报考信息会被清空", "tick")


@get("/applications/{number:str}/check", audience="candidate")
async def check(visit: Visit, number: FromPath[str]) -> Answer:
    return _look_over(visit, await open_own(number, visit.person))


@post("/applications/{number:str}/submit", audience="candidate", back="..")
async def submit(visit: Visit, number: FromPath[str]) -> Answer:
    dossier = await open_own(number, visit.person)
    try:
        await lifecycle.submit(dossier, myself(visit), visit.wechat)
    except Invalid:
        return _look_over(visit, dossier, status=422)
    return redirect(f"/applications/{number}")


@post("/applications/{number:str}/withdraw", audience="candidate", back="..")
async def withdraw(visit: Visit, number: FromPath[str]) -> Answer:
    await lifecycle.withdraw(await open_own(number, visit.person), myself(visit))
    return redirect(f"/applications/{number}")


@get("/applications/{number:str}/zone", audience="candidate")
async def zone(visit: Visit, number: FromPath[str]) -> Answer:
    dossier = await open_own(number, visit.person)
    require_move("change_zone", dossier)
    return _ask_zone(visit, dossier, Bound(values={"zone": dossier.row.zone}))


@post("/applications/{number:str}/zone", audience="candidate")
async def change_zone(visit: Visit, number: FromPath[str]) -> Answer:
    dossier = await open_own(number, visit.person)
    require_move("change_zone", dossier)
    bound = bind(_zone_fields(dossier), visit.form)
    if bound.data.get("zone") == dossier.row.zone:
        bound.errors["zone"] = f"现在的考区就是{dossier.zone.name}，不用修改。"
    if not bound.ok:
        return _ask_zone(visit, dossier, bound)
    await lifecycle.change_zone(dossier, myself(visit), bound.data["zone"])
    return redirect(f"/applications/{number}")


def _zone_fields(dossier: Dossier) -> tuple[Field, ...]:
    return (zone_field(dossier.catalogue), CONFIRM)


def _ask_zone(visit: Visit, dossier: Dossier, bound: Bound) -> Answer:
    return page(
        visit,
        "applications/zone.html",
        status=200 if bound.ok else 422,
        dossier=dossier,
        fields=_zone_fields(dossier),
        bound=bound,
    )


def _look_over(visit: Visit, dossier: Dossier, status: int = 200) -> Answer:
    opened = dossier.status in OPEN
    missing = readiness.missing(dossier) if opened else []
    text = all_text(dossier)
    return page(
        visit,
        "applications/check.html",
        status=status,
        dossier=dossier,
        row=dossier.row,
        exam=dossier.catalogue.exam,
        opened=opened,
        until=deadlines.submits_until(dossier.row, dossier.terms) if opened else None,
        parts=answered.parts(dossier),
        missing=missing,
        refused=status == 422,
        advice=advice.advice(dossier),
        warnings=advice.warnings(dossier).values(),
        unprintable="" if common(text) else fonts.unprintable(text),
        moves=candidates_moves(dossier),
        has_form=has_form(dossier),
        wechat=visit.wechat,
        verdict=dossier.verdict,
        changes=last_year.changes(dossier) if opened else [],
        passed=last_year.passed(dossier),
        place=place(dossier),
        zone=dossier.zone,
    )


ROUTES = [check, submit, withdraw, zone, change_zone]
