"""/me/education: the education records (学历学位信息维护)."""

from typing import Any

from litestar import get, post
from litestar.params import FromPath

from baoming.applications import suggestions
from baoming.applications.autosave import same
from baoming.candidates import education
from baoming.catalogue import current
from baoming.fields import Bound, Field, bind, filled
from baoming.returning import lookup, prefill
from baoming.web import typed
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit
from baoming.web.wording import spoken_date


@get("/me/education", audience="candidate")
async def show(visit: Visit) -> Answer:
    records = await education.listed(visit.person.id)
    fields = await _fields(visit)
    known = {} if records else await _last_year(visit)
    return await _list(visit, records, fields, filled(fields, known) if known else Bound())


@post("/me/education", audience="candidate")
async def add(visit: Visit) -> Answer:
    records = await education.listed(visit.person.id)
    education.require_room(len(records))
    fields = await _fields(visit)
    if typed.asked(visit):
        return _check(visit, fields, {})
    bound = bind(fields, visit.form)
    if not bound.ok:
        return await _list(visit, records, fields, bound, 422)
    await education.add(visit.person.id, bound.data)
    return redirect("/me/education")


@get("/me/education/{record_id:int}", audience="candidate")
async def show_one(visit: Visit, record_id: FromPath[int]) -> Answer:
    record = await education.own(visit.person.id, record_id)
    fields = await _fields(visit)
    return await _one(visit, record, fields, filled(fields, record))


@post("/me/education/{record_id:int}", audience="candidate")
async def change(visit: Visit, record_id: FromPath[int]) -> Answer:
    record = await education.own(visit.person.id, record_id)
    education.require_open(record)
    fields = await _fields(visit)
    if typed.asked(visit):
        return _check(visit, fields, record)
    bound = bind(fields, visit.form)
    if not bound.ok:
        return await _one(visit, record, fields, bound, 422)
    await education.change(visit.person.id, record, bound.data)
    return redirect("/me/education")


@get("/me/education/{record_id:int}/delete", audience="candidate")
async def ask_to_remove(visit: Visit, record_id: FromPath[int]) -> Answer:
    record = await education.own(visit.person.id, record_id)
    education.require_open(record)
    return page(visit, "me/education/delete.html", record=record)


@post("/me/education/{record_id:int}/delete", audience="candidate")
async def remove(visit: Visit, record_id: FromPath[int]) -> Answer:
    record = await education.own(visit.person.id, record_id)
    await education.remove(visit.person.id, record)
    return redirect("/me/education")


ROUTES = [show, add, show_one, change, ask_to_remove, remove]


def _check(visit: Visit, fields: tuple[Field, ...], record: dict[str, Any]) -> Answer:
    """While somebody types: nothing is saved, because half a record is none, and a change costs
    the verification. What the record holds already needs no keeping on the phone."""
    changed = typed.read(visit).changed
    bound = bind(fields, visit.form, may_be_missing=True)
    faults = {name: sentence for name, sentence in bound.errors.items() if name in changed}
    data, names = bound.data, [each.name for each in fields if each.name in changed]
    new = [n for n in names if n in faults or not same(data[n], record.get(n))]
    return typed.checked(visit, faults, new)


async def _list(
    visit: Visit,
    records: list[dict[str, Any]],
    fields: tuple[Field, ...],
    bound: Bound,
    status: int = 200,
) -> Answer:
    return page(
        visit,
        "me/education.html",
        status=status,
        records=records,
        fields=fields,
        bound=bound,
        most=education.MOST,
        keeper=f"{typed.keeper(visit)}.{len(records)}",
        from_last_year=bool(bound.data) and bound.ok,
        catalogue=await current.newest(),
    )


async def _last_year(visit: Visit) -> dict[str, Any]:
    """What last year's file says of a returning candidate's diploma."""
    exam = (await current.newest()).exam
    found = await lookup.find(visit.person, exam.previous)
    return prefill.education(found.past) if found.past else {}


async def _one(
    visit: Visit,
    record: dict[str, Any],
    fields: tuple[Field, ...],
    bound: Bound,
    status: int = 200,
) -> Answer:
    catalogue = await current.newest()
    return page(
        visit,
        "me/education/record.html",
        status=status,
        record=record,
        fields=fields,
        bound=bound,
        keeper=typed.keeper(visit),
        catalogue=catalogue,
        answers=[_answer(catalogue, record, each) for each in fields],
    )


def _answer(catalogue: current.Catalogue, record: dict[str, Any], field: Field) -> dict[str, str]:
    return {
        "name": field.name,
        "label": field.label,
        "value": _said(catalogue, record, field),
    }


def _said(catalogue: current.Catalogue, record: dict[str, Any], field: Field) -> str:
    value = record[field.name]
    if field.kind == "date":
        return spoken_date(value)
    return catalogue.label(field.name, "" if value is None else str(value))


async def _fields(visit: Visit) -> tuple[Field, ...]:
    return education.fields(visit.now.date(), await suggestions.top("school", None))
