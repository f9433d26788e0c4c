"""Days and times in English, and the Chinese ones that stand within sentences."""

import re
from datetime import date, datetime, time, timedelta

from babel.dates import format_date

from baoming.clock import ZONE

LOCALE = "en_GB"

_DAY = r"(?P<day>\d{1,2})日"
_FORMS = (
    (re.compile(rf"(?P<year>\d{{4}})年(?P<month>\d{{1,2}})月{_DAY}(?: (?P<at>\d\d:\d\d))?"), "d MMMM y"),
    (re.compile(rf"(?P<month>\d{{1,2}})月{_DAY}(?: (?P<at>\d\d:\d\d))?"), "d MMMM"),
    (re.compile(r"(?P<year>\d{4})年(?P<month>\d{1,2})月"), "MMMM y"),
    (re.compile(_DAY), "d"),
)  # fmt: skip
_SEVERAL = re.compile(r"(\d{4}年\d{1,2}月)?(\d{1,2})日((?:、\d{1,2}日)+)")
_WRONG = re.compile(r"(\d+) 年 (\d+) 月 (\d+) 日")
_OF_YEAR = re.compile(r"(\d{4}) ?年度(.+)")
LEAP = 2024


def day(on: date) -> str:
    if isinstance(on, datetime):
        on = on.astimezone(ZONE)
    return format_date(on, "d MMMM y", LOCALE)


def month(written: str) -> str:
    """`YYYY-MM`, as months are stored."""
    return format_date(date.fromisoformat(f"{written}-01"), "MMMM y", LOCALE)


def moment(at: datetime) -> str:
    at = at.astimezone(ZONE)
    return f"{format_date(at, 'd MMMM', LOCALE)}, {at:%H:%M}"


def end(at: datetime) -> str:
    """The first instant that is too late: midnight ends the day before."""
    at = at.astimezone(ZONE)
    if at.time() != time():
        return moment(at)
    return f"{format_date(at - timedelta(days=1), 'd MMMM', LOCALE)}, 24:00"


def english(text: str) -> str | None:
    """A Chinese date as wording.py writes it; None for anything else."""
    for form, pattern in _FORMS:
        if found := form.fullmatch(text):
            return _written(found.groupdict(), pattern)
    if several := _SEVERAL.fullmatch(text):
        days = [several.group(2), *re.findall(r"\d+", several.group(3))]
        said = english(several.group(1)) if several.group(1) else ""
        return f"{', '.join(days)} {said}".strip()
    wrong = _WRONG.fullmatch(text)
    return "-".join(wrong.groups()) if wrong else None


def of_a_year(text: str) -> tuple[str, str] | None:
    """`2024年度卫生专业技术资格考试`: the year and what is held in it."""
    found = _OF_YEAR.fullmatch(text)
    return (found.group(1), found.group(2)) if found else None


def _written(parts: dict[str, str | None], pattern: str) -> str | None:
    numbers = {name: int(parts.get(name) or 1) for name in ("month", "day")}
    try:
        on = date(int(parts.get("year") or LEAP), numbers["month"], numbers["day"])
    except ValueError:
        return None
    said = format_date(on, pattern, LOCALE)
    return f"{said}, {parts['at']}" if parts.get("at") else said
