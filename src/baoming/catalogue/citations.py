"""Who cites the rows of a catalogue: what a change concerns, and what may not vanish."""

from collections import Counter
from typing import Any

from baoming.catalogue.plan import Citations
from baoming.database import rows

# File → the columns of `application` that cite its rows, with the kind of entry they cite.
_APPLICATION = {
    "exam.toml": {"zone": "zones"},
    "zones.csv": {"zone": "zones"},
    "sites.csv": {"site": "sites"},
    "points.csv": {"registration_point": "points"},
    "specialties.csv": {"specialty": "specialties"},
    "requirements.csv": {"zone": "zones"},
    "options.csv": {
        each: each for each in ("ethnicity", "health", "employer_type", "employer_affiliation")
    },
}
# File → table, column and kind elsewhere, whatever the exam.
_OTHERS = {
    "zones.csv": ("staff", "zone", "zones"),
    "sites.csv": ("staff", "site", "sites"),
    "points.csv": ("staff", "point", "points"),
    "options.csv": ("account", "security_question", "security_question"),
}


async def citations(exam: str, files: frozenset[str]) -> Citations:
    """Of the rows of these files."""
    columns = {}
    for file in files:
        columns.update(_APPLICATION.get(file, {}))
    found: Counter[tuple[str, str]] = Counter()
    for column, kind in columns.items():
        for row in await _counted(column, exam):
            found[kind, row["code"]] = row["total"]
    others = {
        (kind, row["code"])
        for table, column, kind in (_OTHERS[file] for file in files if file in _OTHERS)
        for row in await _distinct(table, column)
    }
    total = sum(count for (kind, _), count in found.items() if kind == "zones")
    sent = await _sent(exam) if "requirements.csv" in files else {}
    return Citations(found, frozenset(others), total, sent)


async def _counted(column: str, exam: str) -> list[dict[str, Any]]:
    return await rows(
        f"SELECT {column} AS code, count(*) AS total FROM application"  # noqa: S608
        f" WHERE exam = {{}} AND {column} IS NOT NULL GROUP BY {column}",
        exam,
    )


async def _distinct(table: str, column: str) -> list[dict[str, Any]]:
    return await rows(
        f"SELECT DISTINCT {column} AS code FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
    )


async def _sent(exam: str) -> dict[tuple[str, str], int]:
    """Files that were replaced or removed count too: an officer may still look at them."""
    found = await rows(
        "SELECT a.zone AS zone, m.requirement AS code, count(DISTINCT m.application) AS total"
        " FROM material m JOIN application a ON a.id = m.application"
        " WHERE a.exam = {} GROUP BY a.zone, m.requirement",
        exam,
    )
    return {(row["zone"], row["code"]): row["total"] for row in found}
