"""A catalogue's folder, read and checked as a whole. Nothing here touches the database."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from baoming.catalogue import checks, folder
from baoming.catalogue.entries import (
    CatalogueFaults,
    Contents,
    EligibilityRule,
    Exam,
    FaultList,
    Notice,
    Option,
    Point,
    Requirement,
    Site,
    Specialty,
    Zone,
)
from baoming.catalogue.sheets import Columns, Row, read_csv, read_toml, spots, toml_row

Entry = TypeVar("Entry")


def read(directory: Path) -> Contents:
    """Raises CatalogueFaults with every fault of every file."""
    faults = FaultList()
    exam, compared = _exam(directory / "exam.toml", faults)
    sheets = checks.Sheets(
        zones=_zones(directory, compared, faults),
        sites=_entries(directory / "sites.csv", folder.SITES, Site, faults),
        points=_entries(directory / "points.csv", folder.POINTS, Point, faults),
        specialties=_entries(directory / "specialties.csv", folder.SPECIALTIES, Specialty, faults),
        rules=_entries(directory / "eligibility.csv", folder.ELIGIBILITY, EligibilityRule, faults),
        requirements=_entries(
            directory / "requirements.csv", folder.REQUIREMENTS, Requirement, faults
        ),
        options=_entries(directory / "options.csv", folder.OPTIONS, Option, faults),
        notices=_notices(directory / "notices.toml", faults),
    )
    checks.check(exam, sheets, faults)
    if exam is None or faults.found:
        raise CatalogueFaults(faults.found)
    return Contents(exam[1], **{name: tuple(s.values()) for name, s in vars(sheets).items()})


def _exam(path: Path, faults: FaultList) -> tuple[tuple[int, Exam] | None, tuple[str, ...]]:
    """The exam, and the fields that zones compare unless they say otherwise."""
    document, text = read_toml(path, faults)
    if not document:
        return None, ()
    row = toml_row(
        path.name, document, {**folder.EXAM, **folder.COMPARED}, spots(text, None), faults
    )
    if row is None:
        return None, ()
    compared = row.values.pop("compared_fields")
    return (row.line, Exam(**row.values)), compared


def _zones(directory: Path, compared: tuple[str, ...], faults: FaultList) -> checks.Sheet[Zone]:
    rows = read_csv(directory / "zones.csv", folder.ZONES, faults)
    texts = _zone_texts(directory / "zones.toml", {row.values["code"] for row in rows}, faults)
    return {row.line: Zone(**_completed(row.values, compared, texts)) for row in rows}


def _completed(
    row: dict[str, Any], compared: tuple[str, ...], texts: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """The row with what it leaves to the exam and to its confirmation mode."""
    return {
        **dict.fromkeys(folder.ZONE_TEXTS, ""),
        **texts.get(row["confirmation"], {}),
        **texts.get(row["code"], {}),
        **row,
        "compared_fields": row["compared_fields"] or compared,
    }


def _zone_texts(path: Path, known: set[str], faults: FaultList) -> dict[str, dict[str, str]]:
    """Texts by confirmation mode and by zone code; only what is written."""
    document, text = read_toml(path, faults)
    zones = document.pop("zone", {})
    tables = {name: (f"[{name}]", table) for name, table in document.items()}
    tables |= {code: (f"[zone.{code}]", table) for code, table in zones.items()}
    found = {}
    for name, (header, table) in tables.items():
        places = spots(text, header)
        if name not in known | {"on_site", "online"} and faults.clean("zones.csv"):
            faults.add(path.name, places[""], f"zones.csv 中没有考区“{name}”")
        row = toml_row(path.name, table, folder.ZONE_TEXTS, places, faults)
        if row:
            found[name] = {key: value for key, value in row.values.items() if value}
    return found


def _entries(
    path: Path, columns: Columns, entry: Callable[..., Entry], faults: FaultList
) -> checks.Sheet[Entry]:
    return {row.line: entry(**row.values) for row in read_csv(path, columns, faults)}


def _notices(path: Path, faults: FaultList) -> checks.Sheet[Notice]:
    document, text = read_toml(path, faults)
    tables: Any = document.get("notice", [])
    for key in document.keys() - {"notice"}:
        faults.add(path.name, spots(text, None).get(key, 1), f"不认识“{key}”")
    rows: list[Row | None] = [
        toml_row(path.name, table, folder.NOTICES, spots(text, "[[notice]]", n), faults)
        for n, table in enumerate(tables)
    ]
    return {row.line: Notice(**row.values) for row in rows if row}
