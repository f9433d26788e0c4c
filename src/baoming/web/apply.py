"""Choosing an exam, then the zone: the way into an application."""

from litestar import get, post
from litestar.params import FromPath

from baoming.accounts.tables import Account
from baoming.applications import preparations, saving
from baoming.catalogue import codes, current
from baoming.catalogue.current import Catalogue
from baoming.database import look
from baoming.errors import Conflict
from baoming.fields import Bound, Field, bind
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit


@get("/apply", audience="candidate")
async def exams(visit: Visit) -> Answer:
    book = await current.book()
    return page(
        visit,
        "applications/exams.html",
        exams=[each.exam for each in book.catalogues],
        prepared=await preparations.of(visit.person, visit.wechat),
        numbers=await _numbers(visit.person),
    )


@get("/apply/{exam:str}", audience="candidate")
async def zones(visit: Visit, exam: FromPath[str]) -> Answer:
    catalogue = await current.get(exam)
    if number := await saving.number_of(visit.person, exam):
        return redirect(f"/applications/{number}")
    return await _choose(visit, catalogue)


@post("/apply/{exam:str}", audience="candidate")
async def start(visit: Visit, exam: FromPath[str]) -> Answer:
    catalogue = await current.get(exam)
    if number := await saving.number_of(visit.person, exam):
        return redirect(f"/applications/{number}")
    saving.require_window(catalogue)
    prepared = await preparations.of(visit.person, visit.wechat)
    prepared.require()
    bound = bind((zone_field(catalogue),), visit.form)
    if not bound.ok:
        return await _choose(visit, catalogue, bound)
    number = await saving.start(visit.person, exam, bound.data["zone"], prepared)
    return redirect(f"/applications/{number}")


def zone_field(catalogue: Catalogue) -> Field:
    """With the kind of confirmation, which decides what a candidate will have to do."""
    options = tuple(
        (each.code, f"{each.name}（{codes.CONFIRMATIONS[each.confirmation]}）")
        for each in catalogue.zones
    )
    return Field("zone", "考区", "choice", options=options, hint="按工作单位所在的省份选择。")


async def _choose(visit: Visit, catalogue: Catalogue, bound: Bound | None = None) -> Answer:
    refusal = None
    try:
        saving.require_window(catalogue)
    except Conflict as closed:
        refusal = closed.sentence
    return page(
        visit,
        "applications/zones.html",
        status=200 if bound is None else 422,
        exam=catalogue.exam,
        refusal=refusal,
        prepared=await preparations.of(visit.person, visit.wechat),
        fields=(zone_field(catalogue),),
        bound=bound or Bound(),
    )


async def _numbers(account: Account) -> dict[str, str]:
    """The numbers of the applications that there are, by exam."""
    found = await look("SELECT exam, number FROM application WHERE account = {}", account.id)
    return {row["exam"]: row["number"] for row in found}


ROUTES = [exams, zones, start]
