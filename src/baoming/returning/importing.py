"""Taking last year's results: all of a file or nothing, while candidates go on saving.

Rows go in short transactions into an import that nobody sees; one update puts it in force. Only
rows that are new or changed are stored: of several rows of one document that of the latest
import in force counts.
"""

import json
from dataclasses import dataclass
from itertools import islice
from typing import Any

from baoming import clock
from baoming.catalogue import current
from baoming.catalogue.lookups import Catalogue
from baoming.database import execute, is_unique_violation, rows
from baoming.errors import Conflict, NotFound
from baoming.returning.entries import Entry, entries
from baoming.returning.reading import Opener
from baoming.returning.sheet import Faults, Faulty, history_sheet
from baoming.returning.sheet import rows as sheet_rows
from baoming.returning.tables import HistoryImport

CHUNK = 500
"""Rows in one transaction: a candidate's save waits for no more than these."""


@dataclass(frozen=True)
class Counts:
    new: int = 0
    changed: int = 0
    equal: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.new + other.new, self.changed + other.changed, self.equal + other.equal)

    def __str__(self) -> str:
        return f"新增 {self.new} 行，变更 {self.changed} 行，相同 {self.equal} 行。"


async def take_file(
    source: Opener,
    exam: str,
    file_name: str,
    *,
    zone: str | None = None,
    actor: int | None = None,
) -> Counts:
    """Read, compare and put in force at once. Faulty with every fault, and nothing is taken."""
    while True:
        batch = await begin(exam, file_name, zone=zone, actor=actor)
        counts = await stage(batch, source)
        try:
            await take(batch)
        except Conflict:
            continue  # another file came into force meanwhile: compare with that
        return counts


async def begin(exam: str, file_name: str, *, zone: str | None = None, **more: Any) -> int:
    """A new import, empty and unseen."""
    made = HistoryImport(
        exam=exam,
        zone=zone,
        file_name=file_name,
        state="waiting",
        base=0,
        new_rows=0,
        changed_rows=0,
        equal_rows=0,
        created_at=clock.now(),
        **more,
    )
    await made.save()
    return int(made.id)


async def stage(batch: int, source: Opener) -> Counts:
    """Read the file into the import, compared with what is in force now. May be begun again."""
    imported = await _known(batch)
    await _clear(batch)
    exam, base = imported["exam"], await _newest(imported["exam"])
    sheet, faults, counts = history_sheet(await catalogues(exam)), Faults(), Counts()
    read = entries(sheet_rows(source, sheet, faults), imported["zone"], faults)
    while chunk := list(islice(read, CHUNK)):
        stored = await _stored(exam, chunk) if base else {}
        _check_zone(chunk, stored, imported["zone"], faults)
        counts += await _write(batch, exam, chunk, stored, read_only=bool(faults.found))
    if faults.found:
        await _refuse(batch, faults)
        raise Faulty(faults)
    await execute(
        "UPDATE history_import SET state = 'staged', base = {}, new_rows = {}, changed_rows = {},"
        " equal_rows = {} WHERE id = {}",
        base,
        counts.new,
        counts.changed,
        counts.equal,
        batch,
    )
    return counts


async def take(batch: int) -> None:
    """Put a staged import in force. Conflict if it is not staged, or if another import of this
    exam came into force since: the counts that were shown are no longer true."""
    imported = await _known(batch)
    sequence = imported["base"] + 1
    try:
        taken = await rows(
            "UPDATE history_import SET state = 'taken', sequence = {}, state_at = {}"
            " WHERE id = {} AND state = 'staged' RETURNING id",
            sequence,
            clock.now(),
            batch,
        )
    except Exception as error:
        if not is_unique_violation(error):
            raise
        await drop(batch)
        raise Conflict("比对之后又有别的文件导入，请重新上传，再看变化。") from error
    if not taken:
        raise Conflict("这份文件已经处理过了。")


async def drop(batch: int) -> None:
    """Forget an import that is not in force."""
    await _clear(batch)
    await execute(
        "UPDATE history_import SET state = 'dropped' WHERE id = {} AND sequence IS NULL", batch
    )


async def catalogues(exam: str) -> tuple[Catalogue, ...]:
    """By which the codes of a list of this exam are judged: its own catalogue where it was
    loaded, and that of the exam after it. NotFound without either."""
    book = await current.book()
    found = tuple(each for each in book.catalogues if exam in (each.exam.code, each.exam.previous))
    if not found:
        raise NotFound(f"没有以 {exam} 为上一年度的考试，不能导入它的成绩。")
    return found


async def _stored(exam: str, chunk: list[Entry]) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows in force of these documents."""
    found = await rows(
        "SELECT p.id_type, p.id_number_index, p.zone, p.data FROM past_result p"  # noqa: S608
        " JOIN history_import i ON i.id = p.history_import WHERE p.exam = {} AND"
        f" p.id_number_index IN ({', '.join(['{}'] * len(chunk))})"
        " AND i.sequence IS NOT NULL ORDER BY i.sequence",
        exam,
        *(entry.index for entry in chunk),
    )
    return {(row["id_type"], row["id_number_index"]): row for row in found}


def _check_zone(
    chunk: list[Entry], stored: dict[tuple[str, str], Any], zone: str | None, faults: Faults
) -> None:
    """The office of one zone cannot rewrite a result of another."""
    for entry in chunk if zone else ():
        known = stored.get((entry.id_type, entry.index))
        if known and known["zone"] != zone and not faults.full:
            faults.add(entry.line, "这一证件的成绩由另一考区导入，请联系该考区或人才中心")


async def _write(
    batch: int,
    exam: str,
    chunk: list[Entry],
    stored: dict[tuple[str, str], dict[str, Any]],
    *,
    read_only: bool,
) -> Counts:
    known = [stored.get((entry.id_type, entry.index)) for entry in chunk]
    wanted = [
        entry
        for entry, row in zip(chunk, known, strict=True)
        if row is None or row["data"] != entry.data
    ]
    new, equal = known.count(None), len(chunk) - len(wanted)
    if wanted and not read_only:
        place = "({}, {}, {}, {}, {}, {}, {}, {})"
        await execute(
            "INSERT INTO past_result (history_import, exam, id_type, id_number_index,"  # noqa: S608
            f" name_key, birth_date, zone, data) VALUES {', '.join([place] * len(wanted))}",
            *(
                value
                for entry in wanted
                for value in (
                    batch,
                    exam,
                    entry.id_type,
                    entry.index,
                    entry.name_key,
                    entry.birth_date,
                    entry.zone,
                    entry.data,
                )
            ),
        )
    return Counts(new, len(wanted) - new, equal)


async def _refuse(batch: int, faults: Faults) -> None:
    await _clear(batch)
    await execute(
        "UPDATE history_import SET state = 'faulty', faults = {} WHERE id = {}",
        json.dumps(sorted(faults.found), ensure_ascii=False),
        batch,
    )


async def _clear(batch: int) -> None:
    """In short transactions too. Rows in force stay."""
    while await rows(
        "DELETE FROM past_result WHERE id IN (SELECT p.id FROM past_result p"
        " JOIN history_import i ON i.id = p.history_import"
        " WHERE i.id = {} AND i.sequence IS NULL LIMIT 2000) RETURNING 1",
        batch,
    ):
        continue


async def _known(batch: int) -> dict[str, Any]:
    found = await rows("SELECT exam, zone, base FROM history_import WHERE id = {}", batch)
    if not found:
        raise NotFound("没有这次导入。")
    return found[0]


async def _newest(exam: str) -> int:
    """The sequence of the latest import in force; 0: none."""
    found = await rows("SELECT MAX(sequence) AS n FROM history_import WHERE exam = {}", exam)
    return int(found[0]["n"] or 0)
