"""The one clock. A demo may stand at another time: real time plus an offset, kept here.

`clock_setting` keeps the offset in the database, so that restarts go on and workers agree.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_offset = timedelta()


def now() -> datetime:
    return real().astimezone(ZONE) + _offset


def today() -> date:
    return now().date()


def real() -> datetime:
    """The time of the machine; only for measuring an offset."""
    return datetime.now(UTC)


def offset() -> timedelta:
    return _offset


def set_offset(value: timedelta) -> None:
    global _offset  # one process has one clock
    _offset = value


def at(text: str) -> datetime:
    """An ISO time; without a zone it is read as Asia/Shanghai. ValueError when it is none."""
    value = datetime.fromisoformat(text.strip())
    return value.replace(tzinfo=ZONE) if value.tzinfo is None else value.astimezone(ZONE)


def end_of_day(day: date) -> datetime:
    """The first instant that is too late: a date that ends something includes its day."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)
