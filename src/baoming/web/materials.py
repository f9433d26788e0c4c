"""Materials of online zones: one page of all slots, one page a slot."""

from typing import Any

from litestar import get, post
from litestar.datastructures import State

from baoming.applications import deadlines, readiness, saving
from baoming.applications.dossier import Dossier, open_own
from baoming.applications.sections import OPEN
from baoming.errors import Invalid, NotFound
from baoming.fields import Bound, Field, bind
from baoming.materials import filling
from baoming.materials.intake import LIMIT, in_megabytes, take
from baoming.materials.requirements import STAMPED_FORM, Slot, unsettled
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

ADD = "add"
"""Where a new file goes: beside the others."""


@get("/applications/{number:str}/materials", audience="candidate")
async def overview(visit: Visit, number: str) -> Answer:
    dossier = await _online(visit, number)
    opened = dossier.status in OPEN
    return page(
        visit,
        "materials/overview.html",
        dossier=dossier,
        here=_here(dossier),
        tasks=[_task(dossier, each, opened) for each in dossier.slots],
        next=_next(dossier) if opened else None,
        to_mend=any(each.to_mend for each in dossier.slots),
        unsettled=unsettled(dossier.frame.row),
        cautions=sorted({each.requirement.caution for each in dossier.slots} - {""}),
        opened=opened,
        until=deadlines.submits_until(dossier.row, dossier.terms) if opened else None,
        complete=not readiness.owed_materials(dossier),
    )


@get("/applications/{number:str}/materials/{requirement:str}", audience="candidate")
async def show(visit: Visit, number: str, requirement: str) -> Answer:
    dossier = await _online(visit, number)
    return _page(visit, dossier, _slot(dossier, requirement), Bound())


@post("/applications/{number:str}/materials/{requirement:str}", audience="candidate", limit=LIMIT)
async def send(visit: Visit, number: str, requirement: str, state: State) -> Answer:
    dossier = await _online(visit, number)
    slot = _slot(dossier, requirement)
    if slot.requirement.withdrawn:
        raise NotFound("这项材料已经不再需要。")
    saving.require_open(dossier)
    bound = bind(_fields(slot, asked=False), visit.form)
    if bound.ok:
        try:
            taken = await take(bound.data["file"], slot.requirement)
            chosen = bound.data.get("replaces")
            replaces = int(chosen) if chosen and chosen != ADD else None
            await filling.put_in(state.storage, dossier.row, slot.requirement, taken, replaces)
        except Invalid as refused:
            bound.errors.update(refused.errors)
    if not bound.ok:
        return _page(visit, dossier, slot, bound, status=422)
    return redirect(f"{_here(dossier)}/{slot.code}")


@post(
    "/applications/{number:str}/materials/{material:str}/delete", audience="candidate", back="../.."
)
async def delete(visit: Visit, number: str, material: str, state: State) -> Answer:
    dossier = await _online(visit, number)
    if not any(material == str(each.id) for each in dossier.materials):
        raise NotFound("没有找到这个文件，它可能已经删除。")
    saving.require_open(dossier)
    code = await filling.take_out(state.storage, dossier.row, int(material))
    return redirect(f"{_here(dossier)}/{code}")


async def _online(visit: Visit, number: str) -> Dossier:
    dossier = await open_own(number, visit.person)
    if not dossier.online:
        raise NotFound(f"{dossier.zone.name}现场确认，材料带到现场，不用上传。")
    return dossier


def _slot(dossier: Dossier, code: str) -> Slot:
    """Any that the zone has: what is asked for depends on answers that may still come."""
    if found := next((each for each in dossier.slots if each.code == code), None):
        return found
    requirement = dossier.catalogue.requirement(dossier.row.zone, code)
    if requirement is None or requirement.withdrawn:
        raise NotFound("没有这项材料。")
    return Slot(requirement, concerns=False)


def _here(dossier: Dossier) -> str:
    return f"/applications/{dossier.row.number}/materials"


def _fields(slot: Slot, asked: bool = True) -> tuple[Field, ...]:
    """A file, and where it goes if there is a choice; not `asked`, it goes where there is room."""
    wanted = slot.requirement
    size = in_megabytes(wanted.max_bytes)
    file = Field(
        "file",
        "文件",
        "file",
        hint=f"JPEG、PNG 图片或 PDF，每个文件最大 {size}，PDF 最多 {wanted.max_pages} 页。",
    )
    if not slot.files or wanted.max_files == 1:
        return (file,)
    options = [(str(each.id), f"更换第 {n} 个文件") for n, each in enumerate(slot.files, 1)]
    if not slot.full:
        options.insert(0, (ADD, "再加一个文件"))
    return (Field("replaces", "放在哪里", "choice", asked, options=options), file)


def _page(visit: Visit, dossier: Dossier, slot: Slot, bound: Bound, status: int = 200) -> Answer:
    opened = dossier.status in OPEN
    fields = _fields(slot)
    bound.values.setdefault("replaces", _proposed(slot))
    return page(
        visit,
        "materials/slot.html",
        status=status,
        dossier=dossier,
        here=_here(dossier),
        slot=slot,
        fields=fields,
        bound=bound,
        opened=opened,
        until=deadlines.submits_until(dossier.row, dossier.terms) if opened else None,
        stamped=slot.code == STAMPED_FORM,
        next=_next(dossier, slot),
    )


def _proposed(slot: Slot) -> str:
    """After a refusal the new file most likely takes the place of the one refused."""
    if slot.files and slot.to_mend:
        return str(slot.files[0].id)
    return "" if slot.full else ADD


def _next(dossier: Dossier, after: Slot | None = None) -> Slot | None:
    """The next that is to do, those after this one first."""
    codes = [each.code for each in dossier.slots]
    here = codes.index(after.code) + 1 if after and after.code in codes else 0
    order = dossier.slots[here:] + dossier.slots[:here]
    wanted = [each for each in order if each.to_mend] + [each for each in order if each.owed]
    return next((each for each in wanted if after is None or each.code != after.code), None)


def _task(dossier: Dossier, slot: Slot, opened: bool) -> dict[str, Any]:
    count = f"{len(slot.files)} 个文件" if slot.files else ""
    if slot.to_mend:
        state, words = "failed", "需重新上传"
    elif slot.files:
        state, words = "done", "已重新上传" if slot.pointed_at else "已上传"
    elif slot.owed:
        state, words = "todo", "未上传"
    else:
        state, words = "optional", "选交" if slot.concerns else "不再需要"
    if slot.files and not slot.concerns:
        state, words = "optional", "现在不要求"
    return {
        "name": slot.code,
        "label": slot.requirement.name,
        "state": state,
        "words": words,
        "note": count,
        "href": f"{_here(dossier)}/{slot.code}" if opened or slot.files else "",
    }


ROUTES = [overview, show, send, delete]
