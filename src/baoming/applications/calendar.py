"""Deadlines as a calendar file (RFC 5545): text lines in UTC, so that no zone has to be described.

Reading the same file again, after a date has moved, changes the entries that are there: `uid`
stays, `sequence` grows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from baoming import clock

MORNING = time(9)
"""An entry begins in the morning of its last day: its alarm, a day before, rings by day, and
midnight does not stand on the day after."""
OCTETS = 75
_ESCAPED = (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"))


@dataclass(frozen=True)
class Event:
    """`at` is the first instant that is too late."""

    uid: str
    summary: str
    description: str
    url: str
    at: datetime
    sequence: int


def written(events: Iterable[Event], now: datetime) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Baoming//Deadlines//ZH"]
    for event in events:
        lines += _event(event, now)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def folded(line: str) -> bytes:
    """At 75 octets, never inside a character."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > OCTETS:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n".join(parts).encode() + b"\r\n"


def _event(event: Event, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"DTSTART:{_utc(_begin(event.at))}"
    yield f"DTEND:{_utc(event.at)}"
    yield f"SUMMARY:{_text(event.summary)}"
    yield f"DESCRIPTION:{_text(event.description)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_text(event.summary)}")
    yield from ("TRIGGER:-P1D", "END:VALARM", "END:VEVENT")


def _begin(at: datetime) -> datetime:
    at = at.astimezone(clock.ZONE)
    last = (at - timedelta(microseconds=1)).date()
    return min(datetime.combine(last, MORNING, clock.ZONE), at - timedelta(hours=1))


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    for plain, escaped in _ESCAPED:
        words = words.replace(plain, escaped)
    return words
