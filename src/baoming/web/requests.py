"""/me/requests: what a candidate asks an office to decide."""

from litestar import get, post
from litestar.datastructures import State

from baoming.accounts import cases
from baoming.catalogue import current
from baoming.errors import Invalid
from baoming.fields import Bound, Field, bind
from baoming.files.evidence import AT_MOST, keep_evidence
from baoming.returning import merging
from baoming.web import request_form
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

LIMIT = AT_MOST + 64 * 1024


@get("/me/requests", audience="candidate")
async def show(visit: Visit, kind: str = "") -> Answer:
    """With a kind only what that kind asks for; without, all of it."""
    known = {"kind": kind}
    if kind == "merge_scores":
        known |= {"name": visit.person.name, "id_type": "resident_id"}
    return await _page(visit, kind, Bound(values=known))


@post("/me/requests", audience="candidate", limit=LIMIT)
async def ask(visit: Visit, state: State) -> Answer:
    person, exam = visit.person, (await current.newest()).exam.previous
    kind = visit.text("kind").strip()
    if kind in cases.ASKED:
        await cases.require_none_open(person.id, kind)
    if kind == "merge_scores":
        await merging.require_sense(person, exam)
    bound = bind(await request_form.fields(kind), visit.form)
    request_form.judge(kind, bound, person)
    evidence = None
    if bound.ok and bound.data.get("evidence"):
        try:
            evidence = await keep_evidence(state.storage, bound.data["evidence"], person.id)
        except Invalid as refused:
            bound.errors["evidence"] = "".join(refused.errors.values())
    if not bound.ok:
        return await _page(visit, kind, bound)
    await cases.open_case(
        person.id, kind, bound.data, evidence, exam if kind == "merge_scores" else None
    )
    return redirect("/me/requests")


ROUTES = [show, ask]


async def _page(visit: Visit, kind: str, bound: Bound) -> Answer:
    found = await cases.of_account(visit.person.id)
    fields: tuple[Field, ...] = await request_form.fields(kind)
    return page(
        visit,
        "me/requests.html",
        status=200 if bound.ok else 422,
        kind=kind if kind in cases.ASKED else "",
        cases=found,
        kinds=cases.KINDS,
        statuses=cases.STATUSES,
        fields=fields,
        bound=bound,
        exam=(await current.newest()).exam.previous,
        waiting={each["kind"] for each in found if each["status"] == "open"},
    )
