"""What a page saves by itself while somebody types.

Each value comes with those it may replace: what the page showed, and what it sent before without
hearing an answer. Where another device has saved something else meanwhile, that stays, and both are
answered for the person to choose. So a request that arrives late or twice undoes nothing newer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baoming.applications import saving
from baoming.applications.dossier import Dossier
from baoming.applications.sections import OPEN, Frame, Section, answers
from baoming.applications.sections.base import texts
from baoming.errors import Conflict, Invalid
from baoming.fields import Bound, Field, Given, bind, is_missing

TRIES = 5
"""Each one lost to another write of this application at the same moment."""


@dataclass(frozen=True)
class Typed:
    """A form as it stands on the page, and what of it is new."""

    values: Given
    changed: frozenset[str]
    replaces: Mapping[str, Sequence[str]]
    """By field the values that this one may replace, as sent; ticks with spaces between them."""


@dataclass
class Judged:
    """What came of it, by field. What is in none of the three is saved already."""

    form: tuple[Field, ...]
    bound: Bound
    errors: dict[str, str]
    conflicts: dict[str, Any] = field(default_factory=dict)
    """What another device has saved in place of it."""
    written: dict[str, Any] = field(default_factory=dict)


async def autosave(dossier: Dossier, section: Section, typed: Typed) -> Judged:
    """Save what is well formed and in nobody's way; the rest is answered, not saved.

    Conflict when the sections are closed. The write is guarded by the version that was read, and
    judged anew when something else was written meanwhile.
    """
    refused: dict[str, str] = {}
    for _ in range(TRIES):
        saving.require_open(dossier)
        judged = _judge(section, dossier.frame, typed, refused)
        if not judged.written:
            return judged
        try:
            await saving.save(dossier, section, judged.written, version=dossier.row.version)
        except Invalid as locked:
            refused |= locked.errors
        except Conflict:
            if dossier.status not in OPEN:
                raise
        else:
            return judged
    raise Conflict("这份报名正在别处修改，请稍后再试。")


def _judge(section: Section, frame: Frame, typed: Typed, refused: Mapping[str, str]) -> Judged:
    given = typed.values
    if section.dependent not in typed.changed:
        given = section.current(frame, given)
    form = section.form(frame, texts(given))
    bound = bind(form, given, may_be_missing=True)
    errors = bound.errors | {name: refused[name] for name in refused}
    new = [each for each in form if each.name in typed.changed]
    judged = Judged(form, bound, {e.name: errors[e.name] for e in new if e.name in errors})
    stored = answers(section, frame)
    for each in new:
        value, old = bound.data.get(each.name), stored.get(each.name)
        if each.name in errors or same(value, old):
            continue
        if _may_replace(each, typed.replaces.get(each.name, ()), old):
            judged.written[each.name] = value
        else:
            judged.conflicts[each.name] = old
    _follow(section, judged, errors)
    return judged


def _follow(section: Section, judged: Judged, errors: Iterable[str]) -> None:
    """The answer of a list goes with what it depends on, or falls away with it."""
    name = section.dependent
    chosen = any(each in judged.written for each in section.lists)
    if chosen and name not in judged.conflicts:
        value = None if name in errors else judged.bound.data.get(name)
        judged.written.setdefault(name, value)


def _may_replace(asked: Field, replaced: Sequence[str], old: Any) -> bool:
    """An empty place is free; anything else only for whoever has seen it."""
    return is_missing(old) or any(same(_meant(asked, text), old) for text in replaced)


def _meant(asked: Field, text: str) -> Any:
    """A former answer, also where its list has changed since."""
    if asked.kind == "choice":
        return text.strip() or None
    given = {asked.name: text.split() if asked.kind == "choices" else [text]}
    return bind((asked,), given, may_be_missing=True).data.get(asked.name)


def same(one: Any, other: Any) -> bool:
    return one == other or (is_missing(one) and is_missing(other))
