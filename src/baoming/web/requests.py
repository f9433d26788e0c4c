"""/me/requests: what a candidate asks an office to decide."""

from dataclasses import replace

from litestar import get, post
from litestar.datastructures import State

from baoming.accounts import cases, documents, names
from baoming.accounts.identity import id_number_of
from baoming.catalogue import codes, current
from baoming.errors import Invalid
from baoming.fields import Bound, Field, Option, bind
from baoming.files.evidence import AT_MOST, keep_evidence
from baoming.returning import merging
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

LIMIT = AT_MOST + 64 * 1024


@get("/me/requests", audience="candidate")
async def show(visit: Visit) -> Answer:
    known = {"kind": "merge_scores", "name": visit.person.name, "id_type": "resident_id"}
    return await _page(visit, Bound(values=known))


@post("/me/requests", audience="candidate", limit=LIMIT)
async def ask(visit: Visit, state: State) -> Answer:
    person, exam = visit.person, (await current.newest()).exam.previous
    bound = bind(await _fields(), visit.form)
    _check_number(visit, bound)
    if bound.ok:
        await merging.require_sense(person, exam)
        try:
            evidence = await keep_evidence(state.storage, bound.data["evidence"], person.id)
        except Invalid as refused:
            bound.errors["evidence"] = "".join(refused.errors.values())
    if not bound.ok:
        return await _page(visit, bound)
    await cases.open_case(person.id, bound.data["kind"], bound.data, evidence, exam)
    return redirect("/me/requests")


def _check_number(visit: Visit, bound: Bound) -> None:
    kind, number = bound.data.get("id_type"), bound.data.get("id_number")
    if not kind or not number:
        return
    if fault := documents.check(kind, number):
        bound.errors["id_number"] = fault
    elif (kind, documents.normalise(number)) == (visit.person.id_type, id_number_of(visit.person)):
        bound.errors["id_number"] = "这是您现在的证件。请填写上一年度报名时所用的证件类型和号码。"


async def _fields() -> tuple[Field, ...]:
    zones: tuple[Option, ...] = tuple(
        (each.code, each.name) for each in (await current.newest()).zones
    )
    return (
        replace(_KIND, options=tuple(cases.KINDS.items())),
        Field(
            "zone",
            "由哪个考区处理",
            "choice",
            False,
            options=zones,
            hint="已经报名的，由报名的考点、考区处理；还没有报名的请选择，不选的由人才中心处理。",
        ),
        Field("name", "上一年度报名时的姓名", max=60, check=names.check_name),
        Field("id_type", "上一年度的证件类型", "choice", options=tuple(codes.ID_TYPES.items())),
        Field("id_number", "上一年度的证件号码", max=30, autocomplete="off"),
        Field("reason", "原因", "textarea", max=500, hint="例如：换领了新的证件。"),
        Field(
            "evidence",
            "证明材料",
            "file",
            hint="两个证件是同一人的证明：JPEG、PNG 图片或 PDF，最大 10 MB。",
        ),
    )


async def _page(visit: Visit, bound: Bound) -> Answer:
    found = await cases.of_account(visit.person.id)
    return page(
        visit,
        "me/requests.html",
        status=200 if bound.ok else 422,
        cases=found,
        kinds=cases.KINDS,
        statuses=cases.STATUSES,
        fields=await _fields(),
        bound=bound,
        exam=(await current.newest()).exam.previous,
        waiting=any(each["status"] == "open" for each in found),
    )


_KIND = Field("kind", "申请事项", "choice")

ROUTES = [show, ask]
