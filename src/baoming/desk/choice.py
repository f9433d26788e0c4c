# ruff: noqa: S608  (SQL of our own parts; every value is bound)
"""A choice of applications as SQL that walks along one index for each place and status.

Each walk is ordered already (migration 0007), so the first page of many is merged from a few rows
of each, whatever their number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from baoming.applications.states import STATUSES
from baoming.desk import search
from baoming.desk.place import COUNTRY, Place
from baoming.desk.standing import Branch

SQL = tuple[str, list[Any]]

NOTHING = "SELECT id, status_since AS sort FROM application WHERE id IS NULL"


@dataclass(frozen=True)
class Choice:
    exam: str
    place: Place
    branches: list[Branch]
    specialty: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    zones: tuple[str, ...] = field(default=())
    """Every zone of the country: a rare specialty is found zone by zone."""

    def sql(self, limit: int | None = None) -> SQL:
        """`id` and `sort` of each row; with `limit` at most so many of each walk, in order."""
        if not self.branches:
            return NOTHING, []
        if self.names:
            return self._by_name()
        return _joined(
            " UNION ALL ",
            (
                self._walk(place, branch, limit)
                for place in self._places()
                for branch in self.branches
            ),
        )

    def _small(self) -> bool:
        return self.place.column in ("site", "registration_point")

    def _places(self) -> Iterable[Place]:
        if self.specialty and self.place == COUNTRY:
            return [Place("zone", code) for code in self.zones]
        return [self.place]

    def _walk(self, place: Place, branch: Branch, limit: int | None) -> SQL:
        here, values = self._here(place)
        of_status, more = _of_status(branch)
        order = f" ORDER BY status_since, id LIMIT {limit}" if limit else ""
        sql = f"SELECT id, status_since AS sort FROM application WHERE {here} AND {of_status}"
        return f"SELECT id, sort FROM ({sql}{order}) AS walk", [*values, *more]

    def _here(self, place: Place) -> SQL:
        parts = {"exam": self.exam, place.column: place.code, "specialty": self.specialty}
        wanted = {column: value for column, value in parts.items() if column and value}
        return " AND ".join(f"{column} = {{}}" for column in wanted), list(wanted.values())

    def _by_name(self) -> SQL:
        """Along the index of names: a common surname has thousands, the page wants fifty. A site
        starts with its own applications instead, which are fewer.

        CROSS JOIN keeps SQLite from starting at the other end.
        """
        whose, theirs = "account c", "application a"
        start = f"{theirs} CROSS JOIN {whose}" if self._small() else f"{whose} CROSS JOIN {theirs}"
        named, values = search.between(self.names)
        here, more = self._here(self.place)
        sql = (
            f"SELECT a.id AS id, {search.by_bytes()} AS sort FROM {start}"
            f" WHERE a.account = c.id AND {named} AND {here}"
        )
        if self.branches == [Branch(status) for status in STATUSES]:
            return sql, [*values, *more]
        of_status, last = _joined(" OR ", (_of_status(branch) for branch in self.branches))
        return f"{sql} AND ({of_status})", [*values, *more, *last]


def _of_status(branch: Branch) -> SQL:
    if not branch.condition:
        return "status = {}", [branch.status]
    return f"(status = {{}} AND {branch.condition})", [branch.status, *branch.values]


def _joined(word: str, parts: Iterable[SQL]) -> SQL:
    found = list(parts)
    return word.join(sql for sql, _ in found), [value for _, given in found for value in given]
