"""What differs from last year, field by field: the question of the automatic confirmation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from baoming.accounts.names import comparable
from baoming.catalogue.codes import COMPARABLE
from baoming.catalogue.lookups import Catalogue

Values = Mapping[str, Any]
"""By field: codes, texts, numbers, days as 2013-07-01. Empty and missing are one."""


@dataclass(frozen=True)
class Difference:
    """In the words that people read; `old` is last year's."""

    field: str
    label: str
    old: str
    new: str


def differences(
    catalogue: Catalogue, fields: Iterable[str], last: Values, now: Values
) -> tuple[Difference, ...]:
    """In the order of the form, whatever the order of `fields`."""
    wanted = set(fields)
    return tuple(
        Difference(
            name,
            label,
            words(catalogue, name, last.get(name)),
            words(catalogue, name, now.get(name)),
        )
        for name, label in COMPARABLE.items()
        if name in wanted and not _same(catalogue, name, last.get(name), now.get(name))
    )


def words(catalogue: Catalogue, field: str, value: Any) -> str:
    """What a page shows of a value."""
    text = "" if value is None else str(value)
    if field == "specialty" and (known := catalogue.specialty(text)):
        return f"{known.code} {known.name}"
    return catalogue.label(field, text)


def _same(catalogue: Catalogue, field: str, last: Any, now: Any) -> bool:
    old, new = _plain(last), _plain(now)
    if field == "specialty" and old != new:
        # A specialty that is no longer offered was merged by the office, not changed.
        offered = catalogue.specialty(old)
        return (offered is None or offered.withdrawn) and catalogue.marks_go_on(old, new)
    return old == new


def _plain(value: Any) -> str:
    """Text after NFKC, trimmed, brackets and dots in one form."""
    return "" if value is None else comparable(str(value))
