"""Next year's catalogue from this year's: a folder to be reviewed, then loaded.

Every date moves by whole years and is no longer announced; what a person must look at again
says so by its mark of evidence.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from baoming.catalogue import folder
from baoming.catalogue.entries import Contents, Exam, Notice, Zone
from baoming.catalogue.sheets import Columns

Entry = TypeVar("Entry")
Day = TypeVar("Day", date, datetime)

TO_REVIEW = "unconfirmed"
SHEETS: Mapping[str, tuple[str, Columns]] = {
    "sites": ("sites.csv", folder.SITES),
    "points": ("points.csv", folder.POINTS),
    "specialties": ("specialties.csv", folder.SPECIALTIES),
    "rules": ("eligibility.csv", folder.ELIGIBILITY),
    "requirements": ("requirements.csv", folder.REQUIREMENTS),
    "options": ("options.csv", folder.OPTIONS),
}


def following(contents: Contents, code: str) -> Contents:
    """The exam `code` after this one. What was withdrawn is left behind."""
    exam = contents.exam
    years = int(code) - int(exam.code) if code.isdigit() and exam.code.isdigit() else 1
    offered: dict[str, Any] = {name: _offered(getattr(contents, name)) for name in SHEETS}
    return replace(
        contents,
        exam=_exam(exam, code, years),
        zones=tuple(_zone(each, years) for each in _offered(contents.zones)),
        notices=tuple(_notice(each, exam, years) for each in contents.notices),
        **offered,
    )


def write(contents: Contents, directory: Path) -> None:
    """As `baoming load` reads it. FileExistsError rather than over somebody's work."""
    directory.mkdir(parents=True)
    usual = Counter(each.compared_fields for each in contents.zones).most_common(1)[0][0]
    for name, (file, columns) in SHEETS.items():
        _write_csv(directory / file, columns, getattr(contents, name))
    _write_csv(
        directory / "zones.csv",
        folder.ZONES,
        [
            replace(each, compared_fields=()) if each.compared_fields == usual else each
            for each in contents.zones
        ],
    )
    exam = _toml(contents.exam, folder.EXAM)
    exam += _line("compared_fields", " ".join(usual))
    (directory / "exam.toml").write_text(exam, encoding="utf-8")
    (directory / "zones.toml").write_text(_zone_texts(contents.zones), encoding="utf-8")
    notices = [f"[[notice]]\n{_toml(each, folder.NOTICES)}" for each in contents.notices]
    (directory / "notices.toml").write_text("\n".join(notices), encoding="utf-8")


def _offered(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(each for each in entries if not getattr(each, "withdrawn", False))


def _exam(exam: Exam, code: str, years: int) -> Exam:
    texts: dict[str, Any] = {
        name: _years_later(getattr(exam, name), exam, years)
        for name, value in vars(exam).items()
        if isinstance(value, str)
    }
    return replace(
        exam,
        **{
            **texts,
            "code": code,
            "previous": exam.code,
            "opens_at": _later(exam.opens_at, years),
            "closes_at": _later(exam.closes_at, years),
            "exam_days": tuple(_later(each, years) for each in exam.exam_days),
            "cut_off_on": _later(exam.cut_off_on, years),
            "evidence": TO_REVIEW,
        },
    )


def _zone(zone: Zone, years: int) -> Zone:
    return replace(
        zone,
        confirmation_ends_at=_later(zone.confirmation_ends_at, years),
        reupload_ends_at=_later(zone.reupload_ends_at, years),
        confirmation_announced=False,
        reupload_announced=False,
        evidence=TO_REVIEW,
    )


def _notice(notice: Notice, exam: Exam, years: int) -> Notice:
    return replace(
        notice,
        title=_years_later(notice.title, exam, years),
        body=_years_later(notice.body, exam, years),
        source=f"由 {exam.code} 年度复制，待核对",
        published_on=None,
        evidence=TO_REVIEW,
    )


def _later(day: Day, years: int) -> Day:
    """The same day of a later year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _years_later(text: str, exam: Exam, years: int) -> str:
    """The years of this round in a text: those of the exam and of its registration. Older ones
    tell of the past."""
    own = {exam.opens_at.year, *(each.year for each in exam.exam_days)}
    return re.sub(
        r"20\d\d(?=年)", lambda y: str(int(y[0]) + years) if int(y[0]) in own else y[0], text
    )


def _write_csv(path: Path, columns: Columns, entries: Sequence[Any]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for each in entries:
            writer.writerow([_cell(getattr(each, name)) for name in columns])


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(_cell(each) for each in value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)


def _toml(entry: Any, columns: Columns) -> str:
    return "".join(_line(name, _cell(getattr(entry, name))) for name in columns)


def _line(name: str, text: str) -> str:
    """Long texts as people edit them; a JSON string is a TOML string too."""
    if "\n" in text and "\\" not in text and '"""' not in text:
        return f'{name} = """\n{text}\n"""\n'
    return f"{name} = {json.dumps(text, ensure_ascii=False)}\n"


def _zone_texts(zones: Iterable[Zone]) -> str:
    """What most zones of one confirmation mode say stands once."""
    usual: dict[str, dict[str, str]] = {}
    for mode in ("on_site", "online"):
        of_mode = [each for each in zones if each.confirmation == mode]
        usual[mode] = {
            name: Counter(getattr(each, name) for each in of_mode).most_common(1)[0][0]
            for name in folder.ZONE_TEXTS
            if of_mode
        }
    tables = {f"[{mode}]": texts for mode, texts in usual.items()}
    for each in zones:
        own = {
            name: getattr(each, name)
            for name, text in usual[each.confirmation].items()
            if getattr(each, name) != text
        }
        if own:
            tables[f"[zone.{each.code}]"] = own
    return "\n".join(
        head + "\n" + "".join(_line(name, text) for name, text in texts.items())
        for head, texts in tables.items()
    )
