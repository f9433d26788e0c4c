"""The list of applications, and its files for table programs."""

from collections.abc import AsyncIterator, Callable, Sequence

from litestar import get
from litestar.response import Stream

from baoming.accounts.identity import index_of
from baoming.applications.states import STATUSES
from baoming.catalogue import current
from baoming.catalogue.current import Catalogue
from baoming.desk import export, queue
from baoming.desk.officer import Officer
from baoming.desk.queue import Asked
from baoming.desk.record import looked
from baoming.errors import Invalid
from baoming.fields import Bound, Field, Given, Option, bind
from baoming.web.desk.query import given, without
from baoming.web.page import Answer, page
from baoming.web.visit import Visit


@get("/desk/applications", audience="desk")
async def show(visit: Visit) -> Answer:
    catalogue = await current.newest()
    fields, bound = _asked(visit, catalogue)
    if not bound.ok:
        found = queue.Found([], 0, False)
    else:
        found = await queue.listed(visit.officer, _as_asked(bound))
    if found.by_id_number:
        numbers = [line.number for line in found.lines]
        subject = index_of("".join(bound.data["q"].split()))
        await looked(visit.officer, "id_number:search", subject, {"found": numbers})
    return page(
        visit,
        "desk/applications.html",
        status=200 if bound.ok else 422,
        fields=fields,
        bound=bound,
        found=found,
        number=bound.data.get("page") or 1,
        pages=-(-found.total // queue.PAGE),
        many=found.total > queue.COUNTED_UP_TO,
        query=without(visit, "page"),
    )


@get("/desk/export.csv", audience="desk")
async def export_csv(visit: Visit) -> Stream:
    return await _file(visit, "csv")


@get("/desk/export.xlsx", audience="desk")
async def export_xlsx(visit: Visit) -> Stream:
    return await _file(visit, "xlsx")


_FILES: dict[str, tuple[str, Callable[[Officer, Sequence[int]], AsyncIterator[bytes]]]] = {
    "csv": ("text/csv", export.csv_file),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        export.xlsx_file,
    ),
}


async def _file(visit: Visit, kind: str) -> Stream:
    """The whole list, streamed. Who took it, and with which filter, stands in the log."""
    _, bound = _asked(visit, await current.newest())
    if not bound.ok:
        raise Invalid(bound.errors)
    ids = await queue.matching(visit.officer, _as_asked(bound))
    detail = {"rows": len(ids), "query": without(visit, "page")}
    await looked(visit.officer, "applications:export", kind, detail)
    media_type, written = _FILES[kind]
    name = f"applications-{visit.now:%Y%m%d-%H%M}.{kind}"
    return Stream(
        written(visit.officer, ids),
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _asked(visit: Visit, catalogue: Catalogue) -> tuple[tuple[Field, ...], Bound]:
    query = given(visit)
    fields = _fields(visit.officer, catalogue, query)
    return fields, bind(fields, query)


def _as_asked(bound: Bound) -> Asked:
    found = bound.data
    return Asked(
        status=found["status"],
        q=found["q"] or "",
        zone=found.get("zone"),
        site=found.get("site"),
        point=found.get("point"),
        specialty=found["specialty"],
        page=found["page"] or 1,
    )


def _fields(officer: Officer, catalogue: Catalogue, query: Given) -> tuple[Field, ...]:
    """A point has nothing to choose a place from; the center chooses the zone first."""

    def last(name: str) -> str | None:
        values = query.get(name, ())
        return str(values[-1]) if values and values[-1] else None

    site, point = last("site"), last("point")
    known_point = catalogue.point(point)
    site = site or (known_point.site if known_point else None)
    known = catalogue.site(officer.site or site)
    zone = officer.zone or last("zone") or (known.zone if known else None)
    sites = tuple((each.code, each.name) for each in catalogue.sites(zone))
    points = tuple((each.code, each.name) for each in catalogue.points(officer.site or site))
    return (
        Field("q", "姓名、证件号码、验证码或报名序号", required=False, max=100),
        _choice("status", "状态", tuple(STATUSES.items())),
        *([_choice("zone", "考区", _zones(catalogue))] if officer.role == "center" else []),
        *([_choice("site", "考点", _within(officer.site, sites))] if zone else []),
        *([_choice("point", "报名点", _within(officer.point, points))] if points else []),
        Field(
            "specialty",
            "专业代码",
            required=False,
            max=10,
            inputmode="numeric",
            check=lambda code: None if catalogue.specialty(code) else "没有这个专业代码。",
        ),
        Field("page", "页码", "integer", required=False, low=1, high=9999),
    )


def _choice(name: str, label: str, options: tuple[Option, ...]) -> Field:
    return Field(name, label, "choice", required=False, options=options)


def _zones(catalogue: Catalogue) -> tuple[Option, ...]:
    return tuple((each.code, each.name) for each in catalogue.zones)


def _within(own: str | None, options: tuple[Option, ...]) -> tuple[Option, ...]:
    return options if own is None else tuple(each for each in options if each[0] == own)


ROUTES = [show, export_csv, export_xlsx]
