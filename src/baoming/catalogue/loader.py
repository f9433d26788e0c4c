"""Loading a catalogue's folder: all of it or nothing, and told beforehand."""

from pathlib import Path
from typing import Any

from baoming import clock
from baoming.catalogue import current, store, tables
from baoming.catalogue.citations import citations
from baoming.catalogue.entries import Contents
from baoming.catalogue.plan import Citations, Plan, Report, plan
from baoming.catalogue.reader import read
from baoming.catalogue.store import KINDS, Kind
from baoming.database import current as engine
from baoming.database import execute, transaction

_AT_ONCE = 200
"""Rows in one INSERT: both engines bound the values of one statement."""


async def load(directory: Path, *, dry_run: bool = False) -> Report:
    """CatalogueFaults with every fault of the folder, and nothing is written.

    Repeating a load changes nothing. A dry run reports what would change and writes nothing.
    """
    contents = read(directory)
    async with transaction():
        await _one_load_at_a_time()
        made = await _plan(contents)
        report = Report(contents.exam.code, dry_run, made.counts, tuple(made.changes))
        if not dry_run and not made.empty:
            await _write(contents, made, report)
    if not dry_run:
        current.forget()
    return report


async def _one_load_at_a_time() -> None:
    """On SQLite the transaction is alone already."""
    if engine().engine_type == "postgres":
        await execute("LOCK TABLE catalogue_revision IN SHARE ROW EXCLUSIVE MODE")


async def _plan(contents: Contents) -> Plan:
    code = contents.exam.code
    exams = {each.code: each for each in await store.stored_exams()}
    stored = {kind.name: await store.stored_rows(kind, code) for kind in KINDS}
    # Counting who is concerned reads every application: only for the kinds that change.
    first = plan(contents, exams.get(code), stored, Citations())
    if not first.touched:
        return first
    return plan(contents, exams.get(code), stored, await citations(code, first.touched))


async def _write(contents: Contents, made: Plan, report: Report) -> None:
    await _write_exam(store.to_row(contents.exam))
    for kind in KINDS:
        await _write_kind(kind, contents.exam.code, made)
    await tables.CatalogueRevision.insert(
        tables.CatalogueRevision(
            exam=contents.exam.code, loaded_at=clock.now(), summary="\n".join(report.lines())
        )
    )


async def _write_exam(row: dict[str, Any]) -> None:
    table: Any = tables.Exam
    if await table.exists().where(table.code == row["code"]):
        await table.update(row).where(table.code == row["code"])
    else:
        await table.insert(table(**row))


async def _write_kind(kind: Kind, exam: str, made: Plan) -> None:
    table: Any = kind.table
    for _, row_id in [each for each in made.deletes if each[0] is kind]:
        await table.delete().where(table.id == row_id)
    for _, row_id, changed in [each for each in made.updates if each[0] is kind]:
        await table.update(changed).where(table.id == row_id)
    new = [table(exam=exam, **row) for each, row in made.inserts if each is kind]
    for start in range(0, len(new), _AT_ONCE):
        await table.insert(*new[start : start + _AT_ONCE])
