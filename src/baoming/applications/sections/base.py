"""What a section is, and what its questions depend on.

Questions that are the same for everybody are made once, and those that follow the catalogue once
for each version of it: `lru_cache` knows a catalogue by itself, not by its name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from baoming.catalogue import codes
from baoming.catalogue.current import Catalogue
from baoming.fields import Field, Given, bind, filled, is_missing, missing_sentence
from baoming.returning.past import Past


@dataclass(frozen=True)
class Frame:
    """What the forms of one application depend on. `row` holds its columns as saved."""

    catalogue: Catalogue
    row: Mapping[str, Any]
    photo: str | None
    """The account's photo now."""
    educations: tuple[Mapping[str, Any], ...]
    today: date
    fixed_gender: str | None = None
    fixed_birth_date: date | None = None
    """What a resident number says; another value is wrong."""
    suggested_employers: tuple[str, ...] = ()
    past: Past | None = None
    """Last year's row of the candidate."""

    @property
    def online(self) -> bool:
        return self.catalogue.zone(self.row["zone"]).online

    @property
    def cited(self) -> Mapping[str, Any] | None:
        """The education record that the application takes its education from."""
        chosen = self.row["education"]
        return next((each for each in self.educations if each["id"] == chosen), None)


Values = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """`fields` builds the form from the frame and the values that its lists depend on,
    `wanted` names what submitting needs."""

    name: str
    title: str
    fields: Callable[[Frame, Values], tuple[Field, ...]]
    wanted: Callable[[Frame, Values], tuple[str, ...]]
    lists: tuple[str, ...] = ()
    """The fields on which another list of this section depends."""
    dependent: str = ""
    """The field with that list."""

    def form(self, frame: Frame, values: Values | None = None) -> tuple[Field, ...]:
        return self.fields(frame, values if values is not None else answers(self, frame))

    def missing(self, frame: Frame) -> dict[str, str]:
        """A sentence for each answer that submitting still needs: it was never given, or what was
        saved does not hold any more, such as a point that the zone has withdrawn."""
        form = self.fields(frame, frame.row)
        values = _answers(self, frame, form)
        wanted = self.wanted(frame, values)
        given = tuple(each for each in form if not is_missing(values[each.name]))
        found = bind(given, as_typed(given, values), may_be_missing=True).errors
        for each in form:
            if each.name in wanted and is_missing(values[each.name]):
                found[each.name] = missing_sentence(each)
        return {each.name: found[each.name] for each in form if each.name in found}

    def done(self, frame: Frame) -> bool:
        return not self.missing(frame)

    def current(self, frame: Frame, given: Given) -> Given:
        """What was typed, without an answer of the dependent list that no longer fits it."""
        offered = next(
            (f for f in self.form(frame, texts(given)) if f.name == self.dependent), None
        )
        known = {value for value, _ in offered.options} if offered else set()
        return {
            name: values
            for name, values in given.items()
            if name != self.dependent or known.issuperset(v for v in values if v)
        }


COLUMNS = {"agree": "notice_agreed"}
"""Where a field and its column differ in name."""

OPEN = ("draft", "refused")
"""The statuses in which sections are open."""


def answers(section: Section, frame: Frame) -> dict[str, Any]:
    """What is saved, by field name."""
    return _answers(section, frame, section.fields(frame, frame.row))


def _answers(section: Section, frame: Frame, form: tuple[Field, ...]) -> dict[str, Any]:
    if section.name == "photo":
        return {"confirm": _photo_confirmed(frame)}
    found = {each.name: frame.row[COLUMNS.get(each.name, each.name)] for each in form}
    if "subjects" in found and found["subjects"] is not None:
        found["subjects"] = found["subjects"].split()
    if "education" in found:
        found["education"] = str(frame.cited["id"]) if frame.cited else None
    return found


def proposed(section: Section, frame: Frame) -> dict[str, Any]:
    """What the page shows: the answers, and what follows by itself before they are given."""
    known = {
        "gender": frame.fixed_gender,
        "birth_date": frame.fixed_birth_date,
        "subjects": usual_subjects(frame, frame.row["specialty"]),
    }
    found = answers(section, frame)
    return {n: known.get(n) if value is None else value for n, value in found.items()}


def usual_subjects(frame: Frame, specialty: str | None) -> list[str]:
    """All four, without those that were passed last year in this specialty."""
    passed = frame.past.carried_over(frame.catalogue, specialty) if frame.past else ()
    return [each for each in codes.SUBJECTS if each not in passed]


def _photo_confirmed(frame: Frame) -> bool:
    """A newer photo has to be confirmed again, and never changes what was submitted."""
    confirmed: str | None = frame.row["photo"]
    if frame.row["status"] not in OPEN:
        return confirmed is not None
    return confirmed is not None and confirmed == frame.photo


def as_typed(form: tuple[Field, ...], values: Values) -> Given:
    """Saved values as a browser would send them."""
    shown = filled(form, values).values
    return {name: _sent(value) for name, value in shown.items()}


def _sent(value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    return (["yes"] if value else []) if isinstance(value, bool) else [value]


def texts(given: Given) -> dict[str, str]:
    """The last text of each name, as lists that depend on an answer want it."""
    found = {name: [v for v in values if isinstance(v, str)] for name, values in given.items()}
    return {name: each[-1].strip() for name, each in found.items() if each}


def columns(section: Section, frame: Frame, values: Values) -> dict[str, Any]:
    """What saving writes, by column name."""
    if section.name == "photo":
        return {"photo": frame.photo if values["confirm"] else None}
    written = {COLUMNS.get(name, name): value for name, value in values.items()}
    if section.name == "site":
        written.setdefault("registration_point", None)
    if written.get("subjects") is not None:
        written["subjects"] = " ".join(written["subjects"])
    if written.get("education"):
        written["education"] = int(written["education"])
    for name in ("id_permanent", "notice_agreed"):
        if name in written:
            written[name] = bool(written[name])
    return written


def choice(name: str, label: str, options: Mapping[str, str], **more: Any) -> Field:
    return Field(name, label, "choice", options=tuple(options.items()), **more)


def month_of(frame: Frame) -> str:
    return frame.today.isoformat()[:7]


def not_later(this_month: str) -> Callable[[str], str | None]:
    return lambda value: "不能晚于本月。" if value > this_month else None


def names(*names: str) -> Callable[[Frame, Values], tuple[str, ...]]:
    return lambda frame, values: names
