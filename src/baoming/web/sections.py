"""The sections of an application, one page each, all made from their declarations."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

from litestar import get, post
from litestar.params import FromPath

from baoming.applications import advice, deadlines, readiness, refusal, saving, suggestions
from baoming.applications.autosave import autosave
from baoming.applications.dossier import Dossier, open_own
from baoming.applications.sections import (
    BY_NAME,
    SECTIONS,
    Frame,
    Section,
    proposed,
)
from baoming.applications.sections.base import as_typed, texts, usual_subjects
from baoming.catalogue import codes
from baoming.errors import Conflict, Invalid
from baoming.fields import Bound, Field, Given, bind
from baoming.web import last_year, typed
from baoming.web.applications import next_section
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

ADDRESSES = [f"/applications/{{number:str}}/{name}" for name in BY_NAME]

MOST = 40
"""Values in an address; no section asks for more."""

BY_BUTTON = ("notice", "photo")
"""Confirmed by will: a tick that is not saved before the button says so."""

TYPED = "typed"
"""In the query of a page that asks while somebody types: the whole form follows."""


@get(ADDRESSES, audience="candidate")
async def show(visit: Visit, number: FromPath[str]) -> Answer:
    dossier = await open_own(number, visit.person)
    saving.require_open(dossier)
    section = _section(visit)
    frame = await _frame(dossier, section)
    given = _asked(visit, section, frame)
    form = section.form(frame, texts(given))
    shown = Bound(values=bind(form, given).values)
    return _page(visit, dossier, section, form, shown)


@post(ADDRESSES, audience="candidate")
async def save(visit: Visit, number: FromPath[str]) -> Answer:
    """Half done is saved as it is; anything malformed, and nothing is.

    `show` is the button of those without JavaScript: it saves what is typed and shows the lists
    that follow from it; an answer of such a list that no longer fits is dropped.
    """
    dossier = await open_own(number, visit.person)
    section, lists = _section(visit), bool(visit.text("show"))
    if typed.asked(visit) and section.name not in BY_BUTTON:
        return await _save_typed(visit, dossier, section)
    saving.require_open(dossier)
    given = section.current(dossier.frame, visit.form) if lists else visit.form
    bound = bind(section.form(dossier.frame, texts(given)), given, may_be_missing=True)
    if section.name == "photo":
        _check_photo_seen(visit, dossier, bound)
    if bound.ok:
        await _tried(dossier, section, bound)
    if not bound.ok:
        form = section.form(await _frame(dossier, section), texts(given))
        return _page(visit, dossier, section, form, bound)
    return redirect(_after(dossier, section, lists))


async def _save_typed(visit: Visit, dossier: Dossier, section: Section) -> Answer:
    """While somebody types: what is well formed is saved, the rest stays on the page."""
    try:
        judged = await autosave(dossier, section, typed.read(visit))
    except Conflict as refused:
        return typed.closed(visit, refused)
    return typed.saved(visit, judged)


async def _tried(dossier: Dossier, section: Section, bound: Bound) -> None:
    try:
        await saving.save(dossier, section, bound.data)
    except Invalid as refused:
        bound.errors.update(refused.errors)


def _section(visit: Visit) -> Section:
    return BY_NAME[visit.path.rstrip("/").rpartition("/")[2]]


async def _frame(dossier: Dossier, section: Section) -> Frame:
    if section.name != "work":
        return dossier.frame
    found = await suggestions.top("employer", dossier.row.zone)
    return replace(dossier.frame, suggested_employers=found)


def _asked(visit: Visit, section: Section, frame: Frame) -> Given:
    """What is saved, with what the query says instead."""
    parts = visit.query.split("&")[:MOST]
    query = parse_qs("&".join(parts), keep_blank_values=True)
    saved = as_typed(section.form(frame), proposed(section, frame))
    asked: Given = query if TYPED in query else {**saved, **query}
    if section.name == "exam" and frame.row["subjects"] is None:
        asked = _usual_ticks(frame, asked, saved["subjects"])
    return section.current(frame, asked)


def _usual_ticks(frame: Frame, asked: Given, proposed: Sequence[Any]) -> Given:
    """Ticks that nobody has touched follow the specialty: what was passed last year in it need
    not be sat again."""
    ticks = list(asked.get("subjects", ()))
    if ticks and ticks not in (list(codes.SUBJECTS), list(proposed), _left_to_sit(frame)):
        return asked
    return {**asked, "subjects": usual_subjects(frame, texts(asked).get("specialty"))}


def _left_to_sit(frame: Frame) -> list[str]:
    return usual_subjects(frame, frame.past.data["specialty"] if frame.past else None)


def _check_photo_seen(visit: Visit, dossier: Dossier, bound: Bound) -> None:
    """The photo may have been changed elsewhere since the page was opened."""
    seen = visit.text("seen")
    if bound.data.get("confirm") and seen and seen != dossier.account.photo:
        bound.errors["confirm"] = "照片刚刚更换过，请看清下面的照片后再确认。"


def _after(dossier: Dossier, section: Section, lists: bool) -> str:
    here = f"/applications/{dossier.row.number}"
    if lists:
        return f"{here}/{section.name}"
    following = next_section(readiness.section_states(dossier), section.name)
    closing = "materials" if readiness.owed_materials(dossier) else "check"
    return f"{here}/{following or closing}"


def _page(
    visit: Visit,
    dossier: Dossier,
    section: Section,
    form: tuple[Field, ...],
    bound: Bound,
) -> Answer:
    told = advice.warnings(dossier) if section.name in ("basic", "contact") else {}
    return page(
        visit,
        "applications/section.html",
        status=200 if bound.ok else 422,
        dossier=dossier,
        section=section,
        step=SECTIONS.index(section) + 1,
        steps=len(SECTIONS),
        fields=last_year.hinted(dossier, form),
        bound=bound,
        passed=last_year.passed(dossier) if section.name == "exam" else None,
        warnings=told.values(),
        refused=_refused(dossier, section),
        until=deadlines.submits_until(dossier.row, dossier.terms),
        asks=_asks(dossier, section),
        exam=dossier.catalogue.exam,
        photo=dossier.account.photo,
        keeper="" if section.name in BY_BUTTON else typed.keeper(visit),
    )


def _refused(dossier: Dossier, section: Section) -> str | None:
    """The officer's words, where the refusal points at this section."""
    named = (dossier.row.refused_items or "").split()
    pointed = dossier.status == "refused" and f"{refusal.SECTION}{section.name}" in named
    return dossier.row.reason if pointed else None


def _asks(dossier: Dossier, section: Section) -> bool:
    """Is there a list that follows from another answer? Most sites have no points to choose."""
    catalogue = dossier.catalogue
    if section.name != "site":
        return bool(section.lists)
    return any(catalogue.points(site.code) for site in catalogue.sites(dossier.row.zone))


ROUTES = [show, save]
