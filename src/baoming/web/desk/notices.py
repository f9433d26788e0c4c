"""/desk/notices: an office writes, changes and withdraws its notices, and sees them beforehand."""

from litestar import get, post

from baoming.catalogue import current
from baoming.catalogue.current import Catalogue
from baoming.desk import notices
from baoming.desk.notices import NATIONAL, Notice, Text
from baoming.desk.officer import Officer
from baoming.errors import Conflict
from baoming.fields import Bound, Field, bind, filled
from baoming.web.desk.log import ACTIONS
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

HERE = "/desk/notices"
EVERYWHERE = "all"
TEXT = (
    Field("title", "标题", max=120),
    Field("body", "正文", "textarea", max=5000, hint="每行一段，只用文字。"),
    Field("published_on", "公布日期", "date", hint="从这一天起显示，可以选以后的日期。"),
)
VERSION = Field("version", "版本", "integer")


@get(HERE, audience="desk")
async def listed(visit: Visit) -> Answer:
    catalogue = await current.newest()
    return await _list(visit, catalogue, filled(TEXT, {"published_on": visit.now.date()}))


@post(HERE, audience="desk")
async def add(visit: Visit) -> Answer:
    officer, catalogue = visit.officer, await current.newest()
    notices.require_writer(officer)
    bound = bind(_fields(officer, catalogue), visit.form)
    if not bound.ok or visit.text("preview"):
        return await _list(visit, catalogue, bound)
    zone = officer.zone or bound.data["zone"]
    id = await notices.add(
        officer, catalogue.exam.code, "" if zone == EVERYWHERE else zone, _text(bound)
    )
    return redirect(f"{HERE}/{id}")


@get("/desk/notices/{id:int}", audience="desk")
async def show(visit: Visit, id: int) -> Answer:
    notice = await notices.one(visit.officer, id)
    return await _one(visit, notice, filled(TEXT, vars(notice)))


@post("/desk/notices/{id:int}", audience="desk")
async def change(visit: Visit, id: int) -> Answer:
    notice = await notices.one(visit.officer, id)
    bound = bind((*TEXT, VERSION), visit.form)
    if not bound.ok or visit.text("preview"):
        return await _one(visit, notice, bound)
    try:
        await notices.change(visit.officer, notice, bound.data["version"], _text(bound))
    except Conflict as refused:
        bound.errors["title"] = f"{refused.sentence}您填写的内容还在，再次保存会覆盖别人的修改。"
        return await _one(visit, await notices.one(visit.officer, id), bound, status=409)
    return redirect(f"{HERE}/{id}")


@post("/desk/notices/{id:int}/withdraw", audience="desk", back=HERE)
async def withdraw(visit: Visit, id: int) -> Answer:
    await notices.withdraw(visit.officer, await notices.one(visit.officer, id))
    return redirect(f"{HERE}/{id}")


@post("/desk/notices/{id:int}/restore", audience="desk", back=HERE)
async def restore(visit: Visit, id: int) -> Answer:
    await notices.restore(visit.officer, await notices.one(visit.officer, id))
    return redirect(f"{HERE}/{id}")


ROUTES = [listed, add, show, change, withdraw, restore]


async def _list(visit: Visit, catalogue: Catalogue, bound: Bound) -> Answer:
    officer = visit.officer
    return page(
        visit,
        "desk/notices.html",
        status=200 if bound.ok else 422,
        notices=await notices.listed(officer, catalogue.exam.code),
        where=lambda zone: catalogue.label("zone", zone) if zone else NATIONAL,
        own=officer.zone,
        fields=_fields(officer, catalogue),
        bound=bound,
        preview=_preview(visit, bound),
        today=visit.now.date(),
    )


async def _one(visit: Visit, notice: Notice, bound: Bound, status: int = 0) -> Answer:
    """The version in the form is that of the notice as it is now, whatever was sent."""
    catalogue = await current.newest()
    return page(
        visit,
        "desk/notice.html",
        status=status or (200 if bound.ok else 422),
        notice=notice,
        where=catalogue.label("zone", notice.zone) if notice.zone else NATIONAL,
        fields=TEXT,
        bound=bound,
        preview=_preview(visit, bound),
        history=await notices.history(notice),
        actions_said=ACTIONS,
        state=notice.state(visit.now.date()),
    )


def _fields(officer: Officer, catalogue: Catalogue) -> tuple[Field, ...]:
    """The center says for whom; a zone writes for itself."""
    if officer.zone:
        return TEXT
    zones = tuple((each.code, each.name) for each in catalogue.zones)
    return (Field("zone", "考区", "choice", options=((EVERYWHERE, NATIONAL), *zones)), *TEXT)


def _text(bound: Bound) -> Text:
    return Text.of(bound.data["title"], bound.data["body"], bound.data["published_on"])


def _preview(visit: Visit, bound: Bound) -> Text | None:
    return _text(bound) if bound.ok and visit.text("preview") else None
