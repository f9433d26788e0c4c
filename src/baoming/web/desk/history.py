"""Last year's results handed in at the desk: a small file at once, a large one after a look."""

import json
from typing import Any

from litestar import get, post
from litestar.datastructures import State

from baoming.audit.record import note
from baoming.catalogue import current
from baoming.desk.officer import Officer
from baoming.errors import Conflict, NotAllowed
from baoming.fields import Bound, Field, Upload, bind
from baoming.returning import importing, waiting
from baoming.returning.reading import of_bytes
from baoming.returning.sheet import Faulty
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

LIMIT = 160 * 1024 * 1024
"""Half a million rows, and the form around them."""

FIELDS = (Field("file", "上一年度成绩（CSV 或 xlsx 文件）", "file"),)

STATES = {
    "waiting": "等待读取",
    "reading": "正在读取",
    "faulty": "有错误，没有导入",
    "staged": "已读取，请核对后导入",
    "taken": "已导入",
    "dropped": "已放弃",
}


@get("/desk/history", audience="desk")
async def show(visit: Visit) -> Answer:
    _require(visit.officer)
    return await _page(visit, Bound())


@post("/desk/history", audience="desk", limit=LIMIT)
async def hand_in(visit: Visit, state: State) -> Answer:
    _require(visit.officer)
    exam, bound = await _exam(), bind(FIELDS, visit.form)
    if not bound.ok:
        return await _page(visit, bound)
    file: Upload = bound.data["file"]
    try:
        await _taken(state, visit.officer, file, exam)
    except Faulty as faulty:
        bound.errors["file"] = f"没有导入任何内容，请先改正下列 {len(faulty.found)} 行。"
        return await _page(visit, bound, faulty.found)
    return redirect("/desk/history")


@post("/desk/history/{batch:int}/take", audience="desk", back="/desk/history")
async def take(visit: Visit, batch: int) -> Answer:
    _require(visit.officer)
    await waiting.own(batch, visit.officer.zone)
    await importing.take(batch)
    await note("staff", str(visit.officer.id), "history:take", str(batch))
    return redirect("/desk/history")


@post("/desk/history/{batch:int}/drop", audience="desk", back="/desk/history")
async def drop(visit: Visit, batch: int) -> Answer:
    _require(visit.officer)
    found = await waiting.own(batch, visit.officer.zone)
    if found["state"] != "staged":
        raise Conflict("这份文件已经处理过了。")
    await importing.drop(batch)
    return redirect("/desk/history")


def _require(officer: Officer) -> None:
    if officer.role not in ("center", "zone"):
        raise NotAllowed("上一年度的成绩由考区和人才中心导入，您的账号没有这项权限。")


async def _exam() -> str:
    """The one before the open one."""
    previous = (await current.newest()).exam.previous
    if not previous:
        raise Conflict("本次考试没有设上一年度考试，不能导入。")
    return previous


async def _taken(state: State, officer: Officer, file: Upload, exam: str) -> None:
    name = file.name[:200]
    if waiting.is_large(file.data):
        await waiting.hand_in(
            state.storage, file.data, exam, name, zone=officer.zone, actor=officer.id
        )
        return
    source = of_bytes(file.data)
    counts = await importing.take_file(source, exam, name, zone=officer.zone, actor=officer.id)
    await note("staff", str(officer.id), "history:take", exam, {"counts": str(counts)})


async def _page(visit: Visit, bound: Bound, faults: tuple[tuple[int, str], ...] = ()) -> Answer:
    exam = await _exam()
    found = await waiting.listed(exam, visit.officer.zone)
    return page(
        visit,
        "desk/history.html",
        status=200 if bound.ok else 422,
        exam=exam,
        fields=FIELDS,
        bound=bound,
        faults=faults,
        imports=[_line(each) for each in found],
        busy=any(each["state"] in ("waiting", "reading") for each in found),
    )


def _line(found: dict[str, Any]) -> dict[str, Any]:
    counts = importing.Counts(found["new_rows"], found["changed_rows"], found["equal_rows"])
    shown = found["state"] in ("staged", "taken")
    return {
        **found,
        "label": STATES[found["state"]],
        "counts": str(counts) if shown else "",
        "faults": json.loads(found["faults"] or "[]"),
    }


ROUTES = [show, hand_in, take, drop]
