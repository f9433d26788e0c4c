"""What a section is, and what its questions depend on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from baoming.catalogue.current import Catalogue
from baoming.fields import Field, is_missing, missing_sentence


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

    @property
    def online(self) -> bool:
        return self.catalogue.zone(self.row["zone"]).online


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
    """The fields on which other lists of this section depend."""

    def form(self, frame: Frame, values: Values | None = None) -> tuple[Field, ...]:
        return self.fields(frame, values if values is not None else answers(self, frame))

    def missing(self, frame: Frame) -> dict[str, str]:
        """A sentence for each answer that submitting still needs."""
        values = answers(self, frame)
        wanted = self.wanted(frame, values)
        gone = [f for f in self.form(frame) if f.name in wanted and is_missing(values[f.name])]
        return {each.name: missing_sentence(each) for each in gone}

    def done(self, frame: Frame) -> bool:
        return not self.missing(frame)


COLUMNS = {"agree": "notice_agreed"}
"""Where a field and its column differ in name."""


def answers(section: Section, frame: Frame) -> dict[str, Any]:
    """What is saved, by field name."""
    if section.name == "photo":
        return {"confirm": frame.photo is not None and frame.row["photo"] == frame.photo}
    names = [each.name for each in section.fields(frame, frame.row)]
    found = {name: frame.row[COLUMNS.get(name, name)] for name in names}
    if "subjects" in found and found["subjects"] is not None:
        found["subjects"] = found["subjects"].split()
    if "education" in found and found["education"] is not None:
        known = {each["id"] for each in frame.educations}
        found["education"] = str(found["education"]) if found["education"] in known else None
    return found


def columns(section: Section, frame: Frame, values: Values) -> dict[str, Any]:
    """What saving writes, by column name."""
    if section.name == "photo":
        return {"photo": frame.photo if values["confirm"] else None}
    written = {COLUMNS.get(name, name): value for name, value in values.items()}
    if section.name == "site":
        written.setdefault("registration_point", None)
    if "subjects" in written:
        written["subjects"] = " ".join(written["subjects"])
    if written.get("education"):
        written["education"] = int(written["education"])
    for name in ("id_permanent", "notice_agreed"):
        if name in written:
            written[name] = bool(written[name])
    return written


def choice(name: str, label: str, options: Mapping[str, str], **more: Any) -> Field:
    return Field(name, label, "choice", options=tuple(options.items()), **more)


def not_later(frame: Frame) -> Callable[[str], str | None]:
    this_month = frame.today.strftime("%Y-%m")
    return lambda value: "不能晚于本月。" if value > this_month else None


def names(*names: str) -> Callable[[Frame, Values], tuple[str, ...]]:
    return lambda frame, values: names
