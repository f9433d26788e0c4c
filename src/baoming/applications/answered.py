"""What an application says, in words, section by section."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baoming.applications.dossier import Dossier
from baoming.applications.sections import SECTIONS, Section, answers
from baoming.applications.snapshot import CITED
from baoming.catalogue import codes
from baoming.catalogue.current import Catalogue
from baoming.fields import Field

EDUCATION_LABELS = {
    **{name: codes.COMPARABLE.get(name, "") for name in CITED},
    "study_form": "学习形式",
    "graduated_on": "毕业时间",
}


@dataclass(frozen=True)
class Answer:
    name: str
    label: str
    value: str
    """Empty where nothing was given."""
    owed: bool = False


@dataclass(frozen=True)
class Part:
    section: Section
    answers: tuple[Answer, ...]
    faults: Mapping[str, str]
    """What submitting still needs of this section."""


def parts(dossier: Dossier) -> list[Part]:
    """Every section with its answers, in the order of the form."""
    return [_part(dossier, section) for section in SECTIONS]


def words(catalogue: Catalogue, name: str, value: Any) -> str:
    """A saved value by its column, for people."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "subjects":
        chosen = value.split() if isinstance(value, str) else value
        return "、".join(catalogue.label("subjects", code) for code in chosen)
    if name == "specialty":
        return f"{value} {catalogue.label('specialty', value)}"
    return catalogue.label(name, str(value))


def _part(dossier: Dossier, section: Section) -> Part:
    faults = section.missing(dossier.frame)
    if section.name == "education" and not faults:
        return Part(section, _education(dossier), faults)
    values = answers(section, dossier.frame)
    found = [
        _answer(dossier, field, values[field.name], field.name in faults)
        for field in section.form(dossier.frame, values)
        if _says_something(section, field, values)
    ]
    return Part(section, tuple(found), faults)


def _says_something(section: Section, field: Field, values: Mapping[str, Any]) -> bool:
    """A date that does not end needs no line for the tick, and the other way round."""
    if field.name == "id_permanent":
        return bool(values["id_permanent"])
    return not (field.name == "id_expires_on" and values["id_permanent"])


def _answer(dossier: Dossier, field: Field, value: Any, owed: bool) -> Answer:
    if field.kind == "tick":
        label = field.label if len(field.label) < 12 else "本人确认"
        return Answer(field.name, label, "已勾选" if value else "", owed)
    return Answer(field.name, field.label, words(dossier.catalogue, field.name, value), owed)


def _education(dossier: Dossier) -> tuple[Answer, ...]:
    record = dossier.frame.cited or {}
    return tuple(
        Answer(name, EDUCATION_LABELS[name], words(dossier.catalogue, name, record.get(name)))
        for name in CITED
    )
