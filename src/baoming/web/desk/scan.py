"""The counter: a paper's code in, a verdict out, and the next paper."""

from litestar import get

from baoming.accounts.identity import id_number_of
from baoming.applications.answered import words
from baoming.applications.states import STATUSES
from baoming.desk import record, scanning
from baoming.desk.officer import Officer
from baoming.desk.scanning import Scan
from baoming.errors import NotFound
from baoming.fields import Bound, Field, bind
from baoming.web.desk.forms import Asked, of_dossier
from baoming.web.desk.query import given
from baoming.web.page import Answer, page
from baoming.web.visit import Visit

FIELDS = (
    Field(
        "code",
        "申请表验证码",
        max=200,
        hint="扫描二维码，或输入验证码后按回车；不分大小写。",
        autocomplete="off",
    ),
)


@get("/desk/scan", audience="desk")
async def scan(visit: Visit) -> Answer:
    query = given(visit)
    bound = bind(FIELDS, query) if "code" in query else Bound()
    found = await _scanned(visit.officer, bound)
    return page(
        visit,
        "desk/scan.html",
        status=200 if bound.ok else 422,
        field=FIELDS[0],
        fields=FIELDS,
        bound=bound if not bound.ok else Bound(),
        scan=found,
        person=_person(found),
        label=STATUSES[found.dossier.status] if found and found.dossier else "",
        confirm=_confirm(visit.officer, found),
        done=await _done(visit, query),
    )


async def _scanned(officer: Officer, bound: Bound) -> Scan | None:
    if not bound.data.get("code") or not bound.ok:
        return None
    found = await scanning.scan(bound.data["code"], officer)
    if found.dossier is not None:
        detail = {"verdict": found.verdict}
        await record.looked(officer, "application:scan", found.dossier.row.number, detail)
    return found


def _person(found: Scan | None) -> list[dict[str, str]]:
    """What is held against the document on the counter."""
    if found is None or found.dossier is None:
        return []
    dossier, row = found.dossier, found.dossier.row
    label = dossier.catalogue.label
    return [
        {"label": "姓名", "value": dossier.account.name},
        {
            "label": label("id_type", dossier.account.id_type),
            "value": id_number_of(dossier.account),
        },
        {"label": "报名序号", "value": row.number},
        {"label": "专业", "value": words(dossier.catalogue, "specialty", row.specialty)},
        {"label": "单位名称", "value": row.employer or ""},
    ]


def _confirm(officer: Officer, found: Scan | None) -> Asked | None:
    """The confirmation itself, where this print and this officer may."""
    if found is None or found.dossier is None or found.verdict != "match":
        return None
    forms = of_dossier(found.dossier, officer, None, {"code": found.code, "from": "scan"})
    return next((each for each in forms if each.move.verb == "confirm"), None)


async def _done(visit: Visit, query: dict[str, list[str]]) -> Scan | None:
    """What was confirmed just now, said above the next code."""
    number = query.get("done", [""])[-1]
    if not number:
        return None
    try:
        dossier = await record.in_scope(number, visit.officer)
    except NotFound:
        return None
    return Scan("match", "", dossier) if dossier.status == "confirmed" else None


ROUTES = [scan]
