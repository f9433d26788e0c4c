"""The columns of an office's list, and one record as a row of values."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from baoming.catalogue.codes import SUBJECTS
from baoming.catalogue.lookups import Catalogue
from baoming.returning import cells
from baoming.returning.cells import Parse
from baoming.returning.reading import Opener, Unreadable, records

MOST_FAULTS = 100

SCORES = tuple(f"score_{subject}" for subject in SUBJECTS)
RESULTS = (*SCORES, "absent", "violation", "qualified")

_ALWAYS = ("name", "id_type", "id_number", "zone", "site", "specialty", "level", "gender")
REQUIRED = frozenset((*_ALWAYS, "birth_date"))

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Sheet:
    """The columns in the order in which they are read; `rule` judges a whole row."""

    parsers: dict[str, Parse]
    required: frozenset[str]
    rule: Callable[[dict[str, Any]], str | None]


@dataclass
class Faults:
    """Line and reason of each faulty row, up to `MOST_FAULTS` of them."""

    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, *reasons: str) -> None:
        self.found.append((line, "；".join(reasons)))

    @property
    def full(self) -> bool:
        return len(self.found) >= MOST_FAULTS


class Faulty(Exception):
    """The list holds faults; nothing of it was taken."""

    def __init__(self, faults: Faults) -> None:
        self.found = tuple(sorted(faults.found))
        super().__init__("\n".join(f"第 {line} 行：{reason}" for line, reason in self.found))


def history_sheet(catalogues: Iterable[Catalogue]) -> Sheet:
    score = cells.whole(0, 100)
    results = {**dict.fromkeys(SCORES, score), **dict.fromkeys(RESULTS[4:], cells.yes)}
    return Sheet({**person_parsers(catalogues), **results}, REQUIRED, _sat_or_absent)


def person_parsers(catalogues: Iterable[Catalogue]) -> dict[str, Parse]:
    """A column that narrows another down stands before it."""
    books = tuple(catalogues)
    options = ("level", "gender", "ethnicity", "qualification", "degree")
    work = ("employer_affiliation", "employer_type")
    return {
        "name": cells.text(60),
        "id_type": cells.coded(books, "id_type"),
        "id_number": cells.id_number,
        "file_number": cells.text(40),
        "zone": cells.coded(books, "zone"),
        "site": cells.coded(books, "site", "zone"),
        "registration_point": cells.coded(books, "registration_point", "site"),
        **{name: cells.coded(books, name) for name in (*options, *work)},
        "specialty": cells.specialty(books),
        "birth_date": cells.day,
        "school": cells.text(100),
        "school_note": cells.text(100),
        "major": cells.text(100),
        "years_of_schooling": cells.whole(1, 8),
        "graduated_on": cells.day,
        "certificate_number": cells.text(40),
        "employer": cells.text(100),
    }


def rows(source: Opener, sheet: Sheet, faults: Faults) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each good row with its line. Stops where there is no use in reading on."""
    try:
        lines = records(source)
        places = _places(next(lines, (1, [])), sheet, faults)
        if places is None:
            return
        for line, record in lines:
            values = _row(line, record, places, sheet, faults)
            if values is not None:
                yield line, values
            elif faults.full:
                return
    except Unreadable as unreadable:
        faults.add(unreadable.line, unreadable.reason)


def _places(record: tuple[int, list[str]], sheet: Sheet, faults: Faults) -> list[str] | None:
    """The head, if every column is there once and no other."""
    line, cells = record
    head = [cell.strip() for cell in cells]
    reasons = [f"缺少“{name}”列" for name in sheet.parsers if name not in head]
    reasons += [f"不认识“{name}”列" for name in dict.fromkeys(head) if name not in sheet.parsers]
    reasons += [f"“{name}”列重复" for name in sheet.parsers if head.count(name) > 1]
    if reasons:
        faults.add(line, *reasons)
        return None
    return head


def _row(
    line: int, record: list[str], head: list[str], sheet: Sheet, faults: Faults
) -> dict[str, Any] | None:
    if len(record) != len(head):
        faults.add(line, f"有 {len(record)} 列，应为 {len(head)} 列")
        return None
    given = {name: cell.strip() for name, cell in zip(head, record, strict=True)}
    values, reasons = dict[str, Any](), list[str]()
    hidden = _INVISIBLE.search("".join(given.values()))
    for name, parse in sheet.parsers.items():
        cell = given[name]
        try:
            if hidden and _INVISIBLE.search(cell):
                raise ValueError("含有不可见的控制字符")
            if cell:
                values[name] = parse(cell, values)
            elif name in sheet.required:
                raise ValueError("不能为空")
        except ValueError as error:
            reasons.append(f"{name}：{error}")
    if not reasons and (reason := sheet.rule(values)):
        reasons.append(reason)
    if reasons:
        faults.add(line, *reasons)
        return None
    return values


def _sat_or_absent(values: dict[str, Any]) -> str | None:
    if "absent" in values or any(score in values for score in SCORES):
        return None
    return "四科成绩都为空，缺考的请在 absent 列填 yes"
