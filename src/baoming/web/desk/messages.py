"""/desk/messages: whom no message reached, and who told them by telephone."""

from litestar import get, post

from baoming.catalogue import current
from baoming.catalogue.current import Catalogue
from baoming.desk import messages
from baoming.desk.messages import Asked
from baoming.desk.officer import Officer
from baoming.fields import Bound, Field, Given, bind
from baoming.outbox.fate import KINDS
from baoming.web.desk.query import given, without
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

HERE = "/desk/messages"
STATES = (("waiting", "还没有通知"), ("told", "已电话通知"))


@get(HERE, audience="desk")
async def show(visit: Visit) -> Answer:
    catalogue, query = await current.newest(), given(visit)
    fields = _fields(visit.officer, catalogue, query)
    bound = bind(fields, {"state": ["waiting"], **query})
    found = await messages.listed(visit.officer, _as_asked(bound)) if bound.ok else []
    just_told = bound.data.get("done")
    return page(
        visit,
        "desk/messages.html",
        status=200 if bound.ok else 422,
        fields=fields,
        bound=bound,
        found=found[: messages.PAGE],
        more=len(found) > messages.PAGE,
        number=bound.data.get("page") or 1,
        told=bound.data.get("state") == "told",
        filtered=any(bound.data.get(name) for name in ("kind", "zone", "site")),
        just_told=await messages.one(visit.officer, just_told) if just_told else None,
        reachable=visit.settings.wechat_ready or visit.settings.mail_url,
        query=without(visit, "page"),
    )


@post("/desk/messages/{id:int}/phone", audience="desk", back=HERE)
async def phone(visit: Visit, id: int) -> Answer:
    message = await messages.tick(visit.officer, id)
    return redirect(f"{HERE}?done={message.id}")


@post("/desk/messages/{id:int}/undo", audience="desk", back=HERE)
async def undo(visit: Visit, id: int) -> Answer:
    await messages.untick(visit.officer, id)
    return redirect(HERE)


ROUTES = [show, phone, undo]


def _fields(officer: Officer, catalogue: Catalogue, query: Given) -> tuple[Field, ...]:
    """Those whose scope has several sites may look at one; the center chooses the zone first."""
    zone = officer.zone or str((query.get("zone") or [""])[-1])
    sites = tuple((each.code, each.name) for each in catalogue.sites(zone))
    zones = tuple((each.code, each.name) for each in catalogue.zones)
    return (
        Field("kind", "消息", "choice", False, options=tuple(KINDS.items())),
        *([Field("zone", "考区", "choice", False, options=zones)] if not officer.zone else []),
        *(
            [Field("site", "考点", "choice", False, options=sites)]
            if _chooses(officer, zone)
            else []
        ),
        Field("state", "电话通知", "choice", False, options=STATES),
        Field("done", "消息", "integer", False),
        Field("page", "页码", "integer", False, low=1, high=9999),
    )


def _chooses(officer: Officer, zone: str) -> bool:
    return bool(zone) and officer.role in ("center", "zone")


def _as_asked(bound: Bound) -> Asked:
    found = bound.data
    return Asked(
        kind=found["kind"],
        zone=found.get("zone"),
        site=found.get("site"),
        told={"waiting": False, "told": True}.get(found["state"]),
        page=found["page"] or 1,
    )
