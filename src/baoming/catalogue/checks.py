"""What must hold between the rows of a catalogue."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from baoming.catalogue import codes
from baoming.catalogue.entries import (
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

Entry = TypeVar("Entry")
Sheet = Mapping[int, Entry]
"""Entries by their line."""


@dataclass(frozen=True)
class Sheets:
    zones: Sheet[Zone]
    sites: Sheet[Site]
    points: Sheet[Point]
    specialties: Sheet[Specialty]
    rules: Sheet[EligibilityRule]
    requirements: Sheet[Requirement]
    options: Sheet[Option]
    notices: Sheet[Notice]


def check(exam: tuple[int, Exam] | None, sheets: Sheets, faults: FaultList) -> None:
    for file, sheet, key in _keys(sheets):
        _unique(file, sheet, key, faults)
    if exam:
        _dates(exam, sheets, faults)
    _references(sheets, faults)
    _offers(sheets, faults)
    _rules(sheets, faults)
    _options(sheets, faults)


def _keys(sheets: Sheets) -> list[tuple[str, Sheet[Any], Callable[[Any], Hashable]]]:
    return [
        ("zones.csv", sheets.zones, lambda each: each.code),
        ("sites.csv", sheets.sites, lambda each: each.code),
        ("points.csv", sheets.points, lambda each: each.code),
        ("specialties.csv", sheets.specialties, lambda each: each.code),
        ("requirements.csv", sheets.requirements, lambda each: (each.zone, each.code)),
        ("options.csv", sheets.options, lambda each: (each.kind, each.value)),
        ("notices.toml", sheets.notices, lambda each: (each.zone, each.code)),
        (
            "eligibility.csv",
            sheets.rules,
            lambda each: (each.level, each.categories, each.qualification, each.counted_from),
        ),
    ]


def _unique(
    file: str, sheet: Sheet[Any], key: Callable[[Any], Hashable], faults: FaultList
) -> None:
    first: dict[Hashable, int] = {}
    for line, each in sheet.items():
        before = first.setdefault(key(each), line)
        if before != line:
            faults.add(file, line, f"与第 {before} 行重复")


def _dates(exam: tuple[int, Exam], sheets: Sheets, faults: FaultList) -> None:
    line, dates = exam
    if dates.closes_at <= dates.opens_at:
        faults.add("exam.toml", line, "closes_at：应晚于 opens_at")
    for line, zone in sheets.zones.items():
        for name in ("confirmation_ends_at", "reupload_ends_at"):
            if getattr(zone, name) <= dates.opens_at:
                faults.add("zones.csv", line, f"{name}：应晚于报名开始时间")


def _references(sheets: Sheets, faults: FaultList) -> None:
    """A file with faults of its own is no measure for others: its rows may be missing here."""
    if faults.clean("zones.csv"):
        _zones_exist(sheets, faults)
    if faults.clean("sites.csv"):
        sites = {each.code for each in sheets.sites.values()}
        for line, point in sheets.points.items():
            if point.site not in sites:
                faults.add("points.csv", line, f"sites.csv 中没有考点“{point.site}”")


def _zones_exist(sheets: Sheets, faults: FaultList) -> None:
    zones = {each.code: each for each in sheets.zones.values()}
    cited = [("sites.csv", line, each.zone) for line, each in sheets.sites.items()]
    cited += [("requirements.csv", line, each.zone) for line, each in sheets.requirements.items()]
    cited += [("notices.toml", line, each.zone) for line, each in sheets.notices.items()]
    for file, line, code in cited:
        if code not in zones and (code or file != "notices.toml"):
            faults.add(file, line, f"zones.csv 中没有考区“{code}”")
        elif file == "requirements.csv" and not zones[code].online:
            faults.add(file, line, f"{zones[code].name}考区不是网上确认，不收材料")


def _offers(sheets: Sheets, faults: FaultList) -> None:
    """A candidate must be able to complete the form in every zone."""
    online = {each.code for each in sheets.zones.values() if each.online}
    with_sites = {each.zone for each in sheets.sites.values()}
    with_points = {each.site for each in sheets.points.values()}
    if faults.clean("sites.csv"):
        for line, zone in sheets.zones.items():
            if zone.code not in with_sites:
                faults.add("zones.csv", line, f"{zone.name}考区在 sites.csv 中没有考点")
    if faults.clean("points.csv"):
        for line, site in sheets.sites.items():
            if site.zone in online and site.code not in with_points:
                reason = f"{site.name}在网上确认考区，points.csv 中没有报名点"
                faults.add("sites.csv", line, reason)


def _rules(sheets: Sheets, faults: FaultList) -> None:
    for line, rule in sheets.rules.items():
        if not rule.categories:
            faults.add("eligibility.csv", line, "categories：不能为空")
        if rule.years and not rule.counted_from:
            faults.add("eligibility.csv", line, "counted_from：有年限时不能为空")


def _options(sheets: Sheets, faults: FaultList) -> None:
    known = {(each.kind, each.value) for each in sheets.options.values()}
    if faults.clean("options.csv"):
        for kind, label in codes.OPTION_KINDS.items():
            if not any(each == kind for each, _ in known):
                faults.add("options.csv", 1, f"没有“{label}”（{kind}）的选项")
        if ("employer_type", "none") not in known:
            faults.add("options.csv", 1, "employer_type 缺少 none（无单位）")
    for line, each in sheets.options.items():
        if each.kind == "ethnicity" and len(each.value) > 10:
            faults.add("options.csv", line, "value：民族代码最多 10 个字符")
