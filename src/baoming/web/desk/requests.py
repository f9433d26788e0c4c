"""Candidates' requests: the list, one of them, and its decision."""

from typing import Any

from litestar import get, post

from baoming.accounts.cases import KINDS, STATUSES, id_number_of
from baoming.accounts.identity import id_number_of as own_number_of
from baoming.accounts.tables import Account
from baoming.applications.deadlines import standing
from baoming.applications.dossier import terms_of
from baoming.applications.states import STATUSES as STATUS_LABELS
from baoming.applications.tables import Application
from baoming.catalogue import codes, current
from baoming.desk import cases, record
from baoming.desk.cases import Case
from baoming.errors import Invalid
from baoming.fields import Bound, Field, bind
from baoming.returning import merging
from baoming.web.desk.query import given
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit
from baoming.web.wording import spoken_date

FIELDS = (
    Field("decision", "处理结果", "choice", options=(("approve", "同意"), ("refuse", "不同意"))),
    Field("reason", "说明", "textarea", max=500, hint="申请人会看到。"),
)
FILTER = (Field("status", "状态", "choice", False, options=tuple(STATUSES.items())),)


@get("/desk/requests", audience="desk")
async def listed(visit: Visit) -> Answer:
    cases.require_decider(visit.officer)
    bound = bind(FILTER, given(visit))
    found = await cases.listed(visit.officer, bound.data["status"]) if bound.ok else []
    return page(
        visit,
        "desk/requests.html",
        status=200 if bound.ok else 422,
        fields=FILTER,
        bound=bound,
        cases=found,
        shown=cases.SHOWN,
        kinds=KINDS,
        statuses=STATUSES,
    )


@get("/desk/requests/{id:int}", audience="desk")
async def show(visit: Visit, id: int) -> Answer:
    case = await cases.in_scope(id, visit.officer)
    cases.require_decider(visit.officer)
    await record.looked(visit.officer, "request:view", str(id))
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


ROUTES = [listed, show, decide]


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
        whose=case.account.name if case.account and request.kind != "taken" else request.name,
        account=_account(case.account) if case.account else None,
        applications=[await _application(row, visit) for row in case.applications],
        asked=_asked(case, catalogue),
        steps=await cases.steps(case),
        past=past,
        words=catalogue.label,
        subjects=codes.SUBJECTS,
        fields=FIELDS,
        bound=bound,
    )


def _account(account: Account) -> list[dict[str, Any]]:
    found = [
        _row("姓名", account.name),
        _row("证件类型", codes.ID_TYPES[account.id_type]),
        _row("证件号码", own_number_of(account)),
        _row("注册日期", spoken_date(account.created_at)),
    ]
    if account.deleted_at:
        found.append(_row("删除日期", spoken_date(account.deleted_at)))
    return found


async def _application(row: Application, visit: Visit) -> dict[str, Any]:
    """By the clock; a link where it is in scope."""
    catalogue = await current.get(row.exam)
    true = standing(row, terms_of(catalogue, row.zone), visit.now)
    return {
        "number": row.number,
        "zone": catalogue.zone(row.zone).name,
        "status": STATUS_LABELS[true.status],
        "seen": visit.officer.sees(row),
    }


def _asked(case: Case, catalogue: current.Catalogue) -> list[dict[str, Any]]:
    """What the request says, as far as it says anything."""
    request = case.request
    former = "上一年度的" if request.kind == "merge_scores" else ""
    wanted = "改成的" if request.kind == "change" else former
    found = [
        _row(f"{wanted}姓名", request.name),
        _row(f"{wanted}证件类型", codes.ID_TYPES.get(request.id_type or "")),
        _row(f"{wanted}证件号码", id_number_of(request)),
        _row("手机号码", request.mobile),
        _row("处理的考区", catalogue.label("zone", request.zone) if request.zone else None),
        _row("原因", request.reason),
    ]
    return [row for row in found if row["value"]]


def _row(label: str, value: str | None) -> dict[str, Any]:
    return {"label": label, "value": value}
