"""The true status by the clock, for the database: which rows have it, whatever they still say.

The rule is asked, not repeated: `deadlines.standing` judges every kind of row that it can tell
apart, and what it says becomes SQL.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from baoming.applications import deadlines
from baoming.applications.deadlines import Terms
from baoming.applications.states import STATUSES

PERSONAL = ("none", "passed", "ahead")
"""What the rule sees of a personal date."""

PERSONAL_SQL = (
    "CASE WHEN personal_until IS NULL THEN 'none' WHEN personal_until <= {} THEN 'passed'"
    " ELSE 'ahead' END"
)

_CONDITIONS = {
    "none": "personal_until IS NULL",
    "passed": "personal_until <= {}",
    "ahead": "personal_until > {}",
}


@dataclass(frozen=True)
class Branch:
    """Rows of one stored status; `condition` is SQL with `{}` for values, or empty for all."""

    status: str
    condition: str = ""
    values: tuple[Any, ...] = ()


def true_status(status: str, untouched: bool, personal: str, terms: Terms, now: datetime) -> str:
    """Of a row whose personal date is one of `PERSONAL`."""
    until = {"none": None, "passed": now, "ahead": now + timedelta(microseconds=1)}[personal]
    return deadlines.standing(_Kind(status, until, untouched), terms, now).status


def branches(wanted: Iterable[str], terms: Mapping[str, Terms], now: datetime) -> list[Branch]:
    """Where the rows of these true statuses are found, `terms` by zone."""
    wanted = frozenset(wanted)
    found = (_branch(status, wanted, terms, now) for status in STATUSES)
    return [branch for branch in found if branch]


@dataclass(frozen=True)
class _Kind:
    status: str
    personal_until: datetime | None
    untouched: bool


def _branch(
    status: str, wanted: frozenset[str], terms: Mapping[str, Terms], now: datetime
) -> Branch | None:
    zones = {
        (untouched, personal): tuple(
            zone
            for zone, dates in terms.items()
            if true_status(status, untouched, personal, dates, now) in wanted
        )
        for untouched, personal in product((False, True), PERSONAL)
    }
    if not any(zones.values()):
        return None
    if all(len(each) == len(terms) for each in zones.values()):
        return Branch(status)
    parts, values = [], []
    for (untouched, personal), some in zones.items():
        if some:
            sql, given = _part(untouched, personal, some, len(terms), now)
            parts.append(sql)
            values += given
    return Branch(status, f"({' OR '.join(parts)})", tuple(values))


def _part(
    untouched: bool, personal: str, zones: tuple[str, ...], all_zones: int, now: datetime
) -> tuple[str, list[Any]]:
    sql = f"untouched = {{}} AND {_CONDITIONS[personal]}"
    values: list[Any] = [untouched]
    if personal != "none":
        values.append(now)
    if len(zones) < all_zones:
        sql += f" AND zone IN ({', '.join(['{}'] * len(zones))})"
        values += zones
    return f"({sql})", values
