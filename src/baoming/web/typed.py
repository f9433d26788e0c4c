"""What the script of a form asks while somebody types (static/js/form.js): the same address, token
and binder as the form's own button, and a small answer: the line under the form, and what is wrong
at the fields that were sent as changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from baoming.applications.autosave import Judged, Typed
from baoming.errors import Conflict
from baoming.fields import Bound, Field, filled
from baoming.security import keys
from baoming.web.page import Answer, page
from baoming.web.visit import Visit

HEADER = "x-typed"
TEMPLATE = "components/_typed.html"

REPLACES = "may:"
"""Before the name of a field: a value that the new one may replace."""

MOST_EARLIER = 20
"""Earlier values of one field that are looked at, the last ones."""


def asked(visit: Visit) -> bool:
    return visit.headers.get(HEADER) == "1"


def read(visit: Visit) -> Typed:
    changed = _strings(visit, "changed")
    replaces = {name: _strings(visit, REPLACES + name)[-MOST_EARLIER:] for name in changed}
    return Typed(visit.form, frozenset(changed), replaces)


def keeper(visit: Visit) -> str:
    """Whose unsent input it is that a phone keeps: says nothing to others, and stays the same
    after signing in again."""
    return keys().mac("unsent input", str(visit.person.id))[:12]


def saved(visit: Visit, judged: Judged) -> Answer:
    """After an autosave."""
    conflicts = [
        _both(each, judged.conflicts[each.name], judged.bound)
        for each in judged.form
        if each.name in judged.conflicts
    ]
    return _answer(
        visit,
        errors=judged.errors,
        conflicts=conflicts,
        open=[*judged.errors, *judged.conflicts],
        others=bool(judged.written),
        restored=bool(judged.written) and bool(visit.text("restored")),
    )


def checked(visit: Visit, errors: Mapping[str, str], open: Iterable[str]) -> Answer:
    """Of a form that its button alone saves: the faults, and what is not saved."""
    return _answer(visit, errors=errors, open=list(open))


def closed(visit: Visit, refused: Conflict) -> Answer:
    """The sections may not be changed now: in words, with the true status."""
    return _answer(visit, status=409, refused=refused)


def _answer(visit: Visit, *, status: int = 200, **context: Any) -> Answer:
    known = {"errors": {}, "conflicts": [], "open": [], "others": False, "restored": False}
    return page(
        visit,
        TEMPLATE,
        status=status,
        headers={"Cache-Control": "no-store"},
        **{**known, "refused": None, **context},
    )


def _strings(visit: Visit, name: str) -> list[str]:
    return [value for value in visit.form.get(name, ()) if isinstance(value, str)]


def _both(field: Field, stored: Any, bound: Bound) -> dict[str, Any]:
    theirs, mine = filled((field,), {field.name: stored}).values[field.name], bound.values
    return {
        "name": field.name,
        "sent": _sent(theirs),
        "theirs": _words(field, theirs),
        "mine": _words(field, mine[field.name]),
    }


def _sent(value: Any) -> str:
    """As the script holds a value: ticks with spaces between them."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return " ".join(value) if isinstance(value, list) else str(value)


def _words(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return "√" if value else ""
    labels = dict(field.options)
    chosen: list[str] = value if isinstance(value, list) else [value] if value else []
    return "、".join(labels.get(each, each) for each in chosen)
