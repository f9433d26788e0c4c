"""One application: everything about it, and what may be done with it now."""

from typing import Any

from litestar import get, post

from baoming.applications import deadlines
from baoming.applications.advice import advice
from baoming.applications.answered import parts, words
from baoming.applications.states import MENDABLE, STAFF, STATUSES
from baoming.desk import record
from baoming.desk.record import Record
from baoming.desk.scanning import Scan
from baoming.fields import Bound, Field, bind, filled
from baoming.web.desk.forms import Asked, of_dossier
from baoming.web.desk.query import given
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

EDUCATION = (Field("verification", "核验结果", "choice", options=record.VERIFICATIONS),)

UNSEEN = ("notice", "photo")
"""A tick says nothing, and the photo is seen."""

DEADLINES = {
    "window": "网上报名截止",
    "confirmation": "现场确认截止",
    "reupload": "重新上传截止",
    "personal": "给考生的期限",
}


@get("/desk/applications/{number:str}", audience="desk")
async def show(visit: Visit, number: str) -> Answer:
    return await shown(visit, await record.opened(number, visit.officer))


@post("/desk/applications/{number:str}/education", audience="desk", back="..")
async def education(visit: Visit, number: str) -> Answer:
    dossier = await record.in_scope(number, visit.officer)
    record.verifiable(dossier, visit.officer)
    bound = bind(EDUCATION, visit.form)
    if not bound.ok:
        return await shown(visit, await record.of(dossier, visit.officer), education=bound)
    await record.verify_education(dossier, visit.officer, bound.data["verification"])
    return redirect(f"/desk/applications/{dossier.row.number}")


async def shown(
    visit: Visit,
    found: Record,
    *,
    failed: Asked | None = None,
    education: Bound | None = None,
    outdated: Scan | None = None,
) -> Answer:
    """The page; with `failed` or `education` a refused form stands in it as it was typed."""
    dossier, row = found.dossier, found.dossier.row
    refused = failed is not None or education is not None
    cited = dossier.frame.cited
    return page(
        visit,
        "desk/record.html",
        status=422 if refused else 200,
        record=found,
        row=row,
        account=dossier.account,
        dossier=dossier,
        label=STATUSES[dossier.status],
        words=lambda name, value: words(dossier.catalogue, name, value),
        parts=[each for each in parts(dossier) if each.section.name not in UNSEEN],
        advice=advice(dossier),
        cited=cited,
        education_fields=EDUCATION if visit.officer.role in STAFF and cited else (),
        education=education or filled(EDUCATION, cited or {}),
        deadlines=deadlines.binding(row, dossier.terms) if dossier.status in MENDABLE else [],
        deadline_words=DEADLINES,
        forms=of_dossier(dossier, visit.officer, failed, _prefilled(visit)),
        failed=failed,
        outdated=outdated,
        bound=failed.bound if failed else education or Bound(),
    )


def _prefilled(visit: Visit) -> dict[str, Any]:
    """Coming from the scan: its code is typed already, and the way leads back there."""
    query = given(visit)
    return {name: str(query[name][-1]) for name in ("code", "from") if query.get(name)}


ROUTES = [show, education]
