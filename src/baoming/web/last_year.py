"""Last year's values beside this year's, and the way back to them."""

from dataclasses import replace
from typing import Any

from litestar import post
from litestar.params import FromPath

from baoming.applications import last_year
from baoming.applications.dossier import Dossier, open_own
from baoming.applications.history import Line
from baoming.catalogue import codes
from baoming.fields import Field
from baoming.returning.comparison import differences, words
from baoming.returning.rolling import PASS_MARK
from baoming.web.page import Answer, redirect
from baoming.web.visit import Visit

WAYS = {
    "zone": ("zone", "修改考区"),
    "name": ("/me/requests", "申请修改姓名"),
    **dict.fromkeys(("site", "registration_point"), ("site", "修改考点")),
    **dict.fromkeys(("specialty", "level"), ("exam", "修改报考信息")),
    **dict.fromkeys(("gender", "birth_date", "ethnicity"), ("basic", "修改基本信息")),
    **dict.fromkeys(
        ("employer", "employer_affiliation", "employer_type"), ("work", "修改工作情况")
    ),
}
"""Where a compared field is changed; those of a diploma: in the education records."""


@post("/applications/{number:str}/last-year", audience="candidate", back="..")
async def take_back(visit: Visit, number: FromPath[str]) -> Answer:
    dossier = await open_own(number, visit.person)
    field = visit.text("field")
    fields = [field] if field else [each.field for each in dossier.verdict.differences]
    await last_year.take_back(dossier, fields)
    return redirect(f"/applications/{number}/check")


def changes(dossier: Dossier) -> list[dict[str, Any]]:
    """Each difference, with the way to undo it."""
    here = f"/applications/{dossier.row.number}"
    found = []
    for each in dossier.verdict.differences:
        address, label = WAYS.get(each.field, ("/me/education", "修改学历学位信息"))
        href = address if address.startswith("/") else f"{here}/{address}"
        found.append(
            {**vars(each), "back": last_year.available(dossier, each.field), "way": (href, label)}
        )
    return found


def hinted(dossier: Dossier, form: tuple[Field, ...]) -> tuple[Field, ...]:
    """Under each field what last year's file says of it: where its value comes from, or what it
    was."""
    past = dossier.past.past
    if past is None:
        return form
    return tuple(
        replace(each, hint=" ".join(filter(None, (each.hint, _origin(dossier, each.name)))))
        for each in form
    )


def passed(dossier: Dossier) -> dict[str, Any] | None:
    """The subjects passed last year, with their marks, and whether they count as it stands."""
    past = dossier.past.past
    if past is None:
        return None
    marks = [
        (codes.SUBJECTS[name], mark)
        for name, mark in past.scores.items()
        if mark is not None and mark >= PASS_MARK
    ]
    carried = past.carried_over(dossier.catalogue, past.data["specialty"])
    chosen = past.carried_over(dossier.catalogue, dossier.row.specialty)
    return {
        "exam": past.exam,
        "specialty": words(dossier.catalogue, "specialty", past.data["specialty"]),
        "marks": marks,
        "counts": bool(carried),
        "lost": bool(carried) and dossier.row.specialty is not None and not chosen,
    }


def stopped(dossier: Dossier, found: list[Line]) -> list[dict[str, Any]]:
    """The differences for which the last submission was not confirmed at once."""
    if dossier.status != "submitted":
        return []
    last = next((line for line in reversed(found) if line.kind == "submit"), None)
    return last.detail.get("differences", []) if last else []


def confirmed_at_once(found: list[Line]) -> bool:
    kinds = ("confirm", "auto_confirm", "keep", "import")
    last = next((line.kind for line in reversed(found) if line.kind in kinds), "")
    return last == "auto_confirm"


def _origin(dossier: Dossier, name: str) -> str:
    past, row = dossier.past.past, dossier.frame.row
    if past is None or name not in codes.COMPARABLE or not past.data.get(name):
        return ""
    if not differences(dossier.catalogue, (name,), past.data, row):
        return f"与 {past.exam} 年度相同。"
    return f"{past.exam} 年度为“{words(dossier.catalogue, name, past.data[name])}”。"


ROUTES = [take_back]
