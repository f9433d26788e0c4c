"""Candidates' requests: the list, one of them, and its decision."""

from litestar import get, post

from baoming.accounts.cases import KINDS, STATUSES, id_number_of
from baoming.accounts.identity import id_number_of as own_number_of
from baoming.catalogue import codes, current
from baoming.desk import cases
from baoming.desk.cases import Case
from baoming.errors import Invalid
from baoming.fields import Bound, Field, bind
from baoming.returning import merging
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

FIELDS = (
    Field("decision", "处理结果", "choice", options=(("approve", "同意"), ("refuse", "不同意"))),
    Field("reason", "说明", "textarea", max=500, hint="考生会看到。"),
)


@get("/desk/requests", audience="desk")
async def listed(visit: Visit) -> Answer:
    cases.require_decider(visit.officer)
    return page(
        visit,
        "desk/requests.html",
        cases=await cases.listed(visit.officer),
        kinds=KINDS,
        statuses=STATUSES,
    )


@get("/desk/requests/{id:int}", audience="desk")
async def show(visit: Visit, id: int) -> Answer:
    case = await cases.in_scope(id, visit.officer)
    cases.require_decider(visit.officer)
    return await _page(visit, case, Bound())


@post("/desk/requests/{id:int}", audience="desk")
async def decide(visit: Visit, id: int) -> Answer:
    case = await cases.in_scope(id, visit.officer)
    cases.require_decider(visit.officer)
    cases.require_undecided(case)
    bound = bind(FIELDS, visit.form)
    if bound.ok:
        try:
            await cases.decide(case, visit.officer, bound.data["decision"], bound.data["reason"])
        except Invalid as refused:
            bound.errors.update(refused.errors)
    return redirect(f"/desk/requests/{id}") if bound.ok else await _page(visit, case, bound)


async def _page(visit: Visit, case: Case, bound: Bound) -> Answer:
    request = case.request
    catalogue = await current.newest()
    past = await merging.meant(request) if request.kind == "merge_scores" else None
    return page(
        visit,
        "desk/request.html",
        status=200 if bound.ok else 422,
        case=case,
        request=request,
        label=STATUSES[request.status],
        id_type=codes.ID_TYPES[case.account.id_type],
        id_number=own_number_of(case.account),
        former_type=codes.ID_TYPES.get(request.id_type or "", ""),
        former_number=id_number_of(request),
        past=past,
        words=catalogue.label,
        subjects=codes.SUBJECTS,
        fields=FIELDS,
        bound=bound,
    )


ROUTES = [listed, show, decide]
