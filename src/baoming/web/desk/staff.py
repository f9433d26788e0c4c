"""The officers' accounts: the center adds and closes any, a zone those of its sites and points."""

from litestar import get, post

from baoming.catalogue import current
from baoming.catalogue.current import Catalogue
from baoming.desk import staff
from baoming.desk.officer import ROLES, Officer
from baoming.errors import Invalid
from baoming.fields import Bound, Field, Given, Option, bind
from baoming.web.desk.query import given
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit


@get("/desk/staff", audience="desk")
async def show(visit: Visit) -> Answer:
    staff.require_manager(visit.officer)
    return await _page(visit, Bound(values={"zone": _last(given(visit), "zone")}))


@post("/desk/staff", audience="desk", back="/desk/staff")
async def add(visit: Visit) -> Answer:
    staff.require_manager(visit.officer)
    catalogue = await current.newest()
    fields = _fields(visit.officer, catalogue, _last(visit.form, "zone"))
    # What is needed depends on the role: the domain says what is missing.
    bound = bind(fields, visit.form, may_be_missing=True)
    if bound.ok:
        await _tried(catalogue, visit.officer, bound)
    if not bound.ok:
        return await _page(visit, bound, 422)
    zone = bound.data.get("zone") or ""
    return redirect(f"/desk/staff?zone={zone}" if zone else "/desk/staff")


@post("/desk/staff/{id:int}/close", audience="desk", back="/desk/staff")
async def close(visit: Visit, id: int) -> Answer:
    return await _set(visit, id, False)


@post("/desk/staff/{id:int}/open", audience="desk", back="/desk/staff")
async def reopen(visit: Visit, id: int) -> Answer:
    return await _set(visit, id, True)


async def _set(visit: Visit, id: int, active: bool) -> Answer:
    found = await staff.set_active(visit.officer, id, active)
    center = visit.officer.role == "center" and found.role in ("site", "point")
    return redirect(f"/desk/staff?zone={found.zone}" if center else "/desk/staff")


async def _tried(catalogue: Catalogue, officer: Officer, bound: Bound) -> None:
    given = bound.data
    try:
        await staff.add(
            catalogue,
            given["username"] or "",
            given["password"] or "",
            given["role"] or "",
            zone=given.get("zone") or officer.zone,
            site=given.get("site"),
            point=given.get("point"),
            by=officer,
        )
    except Invalid as refused:
        bound.errors.update(refused.errors)


async def _page(visit: Visit, bound: Bound, status: int = 200) -> Answer:
    catalogue, officer = await current.newest(), visit.officer
    zone = officer.zone or bound.values.get("zone") or None
    known = {each.code for each in catalogue.zones}
    zone = zone if zone in known else None
    return page(
        visit,
        "desk/staff.html",
        status=status,
        catalogue=catalogue,
        zone=zone,
        zones=catalogue.zones if officer.role == "center" else (),
        staff=await staff.listed(officer, zone),
        own=officer.id,
        roles=ROLES,
        fields=_fields(officer, catalogue, zone),
        bound=bound,
    )


def _fields(officer: Officer, catalogue: Catalogue, zone: str | None) -> tuple[Field, ...]:
    """The lists of sites and points are those of the zone that was chosen."""
    zone = officer.zone or zone or None
    sites = tuple((each.code, each.name) for each in catalogue.sites(zone))
    points = tuple(
        (point.code, f"{name}：{point.name}")
        for code, name in sites
        for point in catalogue.points(code)
    )
    zones = tuple((each.code, each.name) for each in catalogue.zones)
    roles = tuple((role, ROLES[role]) for role in staff.MANAGES[officer.role])
    center = officer.role == "center"
    return (
        Field("role", "角色", "choice", options=roles),
        *([_place("zone", "考区", zones, "人才中心的账号不选。")] if center else []),
        *([_place("site", "考点", sites, "考点的账号须选择。")] if sites else []),
        *([_place("point", "报名点", points, "报名点的账号须选择。")] if points else []),
        Field(
            "username",
            "用户名",
            max=32,
            hint="3 到 32 位的字母、数字、点、下划线或连字符。",
            autocomplete="off",
        ),
        Field(
            "password",
            "初始密码",
            "password",
            max=128,
            hint="至少 8 个字符，请当面交给本人。",
            autocomplete="new-password",
        ),
    )


def _place(name: str, label: str, options: tuple[Option, ...], hint: str) -> Field:
    return Field(name, label, "choice", options=options, hint=hint)


def _last(values: Given, name: str) -> str:
    found = values.get(name, ())
    return str(found[-1]) if found else ""


ROUTES = [show, add, close, reopen]
