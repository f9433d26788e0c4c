"""A military list handed in at the desk: confirmed applications, all of them or none."""

from litestar import get, post

from baoming.applications.moving import Who
from baoming.audit.record import note
from baoming.catalogue import current
from baoming.desk.officer import Officer
from baoming.desk.place import unit
from baoming.errors import NotAllowed
from baoming.fields import Bound, Field, bind
from baoming.returning.military import AT_MOST, take_list
from baoming.returning.reading import of_bytes
from baoming.returning.sheet import Faulty
from baoming.web.desk.query import given
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

LIMIT = 8 * 1024 * 1024

FIELDS = (Field("file", "军队人员名单（CSV 或 xlsx 文件）", "file"),)


@get("/desk/import", audience="desk")
async def show(visit: Visit) -> Answer:
    _require(visit.officer)
    return await _page(visit, Bound())


@post("/desk/import", audience="desk", limit=LIMIT)
async def hand_in(visit: Visit) -> Answer:
    officer, bound = visit.officer, bind(FIELDS, visit.form)
    zone = _require(officer)
    if not bound.ok:
        return await _page(visit, bound)
    catalogue = await current.newest()
    who = Who("staff", officer.role, str(officer.id), unit(officer, catalogue)[:60])
    source, exam = of_bytes(bound.data["file"].data), catalogue.exam.code
    try:
        taken = await take_list(source, exam, zone, who)
    except Faulty as faulty:
        bound.errors["file"] = f"没有导入任何内容，请先改正下列 {len(faulty.found)} 行。"
        return await _page(visit, bound, faulty.found)
    await note("staff", str(officer.id), "military:take", zone, {"counts": str(taken)})
    return redirect(f"/desk/import?new={taken.new}&equal={taken.equal}")


def _require(officer: Officer) -> str:
    """The zone of the officer."""
    if officer.role != "zone" or officer.zone is None:
        raise NotAllowed("军队人员名单由考区导入，您的账号没有这项权限。")
    return officer.zone


async def _page(visit: Visit, bound: Bound, faults: tuple[tuple[int, str], ...] = ()) -> Answer:
    query = given(visit)
    done = {
        name: str(query[name][-1])
        for name in ("new", "equal")
        if query.get(name) and str(query[name][-1]).isdecimal()
    }
    return page(
        visit,
        "desk/import.html",
        status=200 if bound.ok else 422,
        exam=(await current.newest()).exam,
        fields=FIELDS,
        bound=bound,
        faults=faults,
        done=done,
        most=AT_MOST,
    )


ROUTES = [show, hand_in]
