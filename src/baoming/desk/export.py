"""The filtered list as a file for table programs."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from baoming import clock
from baoming.applications.answered import words
from baoming.applications.states import STATUSES
from baoming.catalogue.codes import ID_TYPES
from baoming.database import rows
from baoming.desk import queue
from baoming.desk.changes import LABELS
from baoming.desk.line import Line
from baoming.desk.officer import Officer
from baoming.desk.workbook import workbook

BATCH = 400
"""Applications at a time: memory stays the same whatever the number."""

HEAD = {"number": "报名序号", "status": "状态", "id_number": "证件号码", "submitted_at": "提交时间"}
FIRST = ("number", "status", "name", "id_type", "id_number", "zone", "site", "registration_point")
ANSWERS = (
    "category",
    "level",
    "specialty",
    "subjects",
    "gender",
    "birth_date",
    "ethnicity",
    "practice_category",
    "first_licensed_in",
    "residency_certified_in",
    "current_title",
    "title_obtained_in",
    "years_in_specialty",
    "employer",
    "employer_type",
    "employer_affiliation",
    "started_in",
    "mobile",
)
CITED = ("qualification", "degree", "school", "major", "graduated_on", "certificate_number")
COLUMNS = (*FIRST, *ANSWERS, *CITED, "submitted_at")


async def csv_file(officer: Officer, ids: Sequence[int]) -> AsyncIterator[bytes]:
    """UTF-8 with BOM, so that table programs read it as such."""
    yield b"\xef\xbb\xbf" + _written([_head()])
    async for batch in _batches(officer, ids):
        yield _written(batch)


def xlsx_file(officer: Officer, ids: Sequence[int]) -> AsyncIterator[bytes]:
    return workbook("报名列表", _head(), _batches(officer, ids))


def harmless(text: str) -> str:
    """A cell that begins like a formula is shown, not calculated (CSV injection, OWASP)."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _head() -> list[str]:
    return [HEAD.get(name) or LABELS[name] for name in COLUMNS]


def _written(table: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([harmless(cell) for cell in row] for row in table)
    return out.getvalue().encode()


async def _batches(officer: Officer, ids: Sequence[int]) -> AsyncIterator[list[list[str]]]:
    for start in range(0, len(ids), BATCH):
        yield await _batch(officer, ids[start : start + BATCH])


async def _batch(officer: Officer, ids: Sequence[int]) -> list[list[str]]:
    marks = ", ".join(["{}"] * len(ids))
    columns = ", ".join([f"a.{name}" for name in ANSWERS] + [f"e.{name}" for name in CITED])
    found = await rows(
        f"SELECT a.id AS id, {columns} FROM application a"  # noqa: S608  # our own column names
        f" LEFT JOIN education e ON e.id = a.education WHERE a.id IN ({marks})",
        *ids,
    )
    answers = {row["id"]: row for row in found}
    lines = await queue.lines_by_id(officer, ids)
    return [_row(line, answers[line.id]) for line in lines if line.id in answers]


def _row(line: Line, answers: dict[str, Any]) -> list[str]:
    catalogue = line.catalogue
    at = line.submitted_at
    first = [
        line.number,
        STATUSES[line.status],
        line.name,
        ID_TYPES[line.id_type],
        line.id_number,
        words(catalogue, "zone", line.zone),
        words(catalogue, "site", line.site),
        words(catalogue, "registration_point", line.registration_point),
    ]
    rest = [words(catalogue, name, answers[name]) for name in (*ANSWERS, *CITED)]
    return [*first, *rest, f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if at else ""]
