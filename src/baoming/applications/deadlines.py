"""Dates that bind one application, derived from the clock: the row follows later.

Every instant here is the first that is too late. A personal date replaces every other deadline
of its application where it is the later one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from baoming import clock

Name = Literal["window", "confirmation", "reupload", "personal"]

LABELS: dict[str, str] = {
    "window": "网上报名截止",
    "confirmation": "现场确认截止",
    "reupload": "重新上传材料截止",
    "personal": "考区给您的截止时间",
}


@dataclass(frozen=True)
class Terms:
    """The dates of an exam and zone. A deadline that the zone has not announced may be `None`
    by a setting of the zone: then it does not bind."""

    opens_at: datetime
    window: datetime
    confirmation: datetime | None
    reupload: datetime | None
    online: bool


class Dated(Protocol):
    """The columns of an application that dates depend on."""

    @property
    def status(self) -> str: ...
    @property
    def personal_until(self) -> datetime | None: ...
    @property
    def untouched(self) -> bool: ...


@dataclass(frozen=True)
class Deadline:
    name: Name
    at: datetime

    def passed(self, now: datetime) -> bool:
        return now >= self.at


@dataclass(frozen=True)
class Standing:
    """What is true at this moment, whatever the row still says."""

    status: str
    move: Literal["", "lapse", "keep"] = ""
    """The clock's move that the row has yet to follow."""
    deadline: Deadline | None = None
    """The deadline that this move follows from."""


def standing(row: Dated, terms: Terms, now: datetime) -> Standing:
    """The status by the clock: "a deadline that has passed is told at once" (contract, 3)."""
    binding = lapses_at(row, terms)
    if binding is None or not binding.passed(now):
        return Standing(row.status)
    if row.untouched:
        return Standing("confirmed", "keep", binding)
    return Standing("abandoned", "lapse", binding)


def lapses_at(row: Dated, terms: Terms) -> Deadline | None:
    """The deadline at which the clock moves this application, where one does."""
    if row.untouched and row.status == "submitted" and row.personal_until:
        return Deadline("personal", row.personal_until)
    if row.status == "draft":
        return _later("window", terms.window, row.personal_until)
    if row.status == "refused":
        return _later("reupload", terms.reupload, row.personal_until)
    if row.status == "submitted" and not terms.online:
        return _later("confirmation", terms.confirmation, row.personal_until)
    return None


def submits_until(row: Dated, terms: Terms) -> Deadline | None:
    """Until when a draft or refused application may be sent; `None`: no date binds it."""
    return lapses_at(row, terms) if row.status in ("draft", "refused") else None


def withdraws_until(row: Dated, terms: Terms) -> Deadline:
    """Withdrawal: inside the window or a personal date."""
    return _later("window", terms.window, row.personal_until) or Deadline("window", terms.window)


def binding(row: Dated, terms: Terms) -> list[Deadline]:
    """Every deadline that still concerns the candidate, soonest first."""
    found = {lapses_at(row, terms)}
    if row.status == "submitted":
        found.add(withdraws_until(row, terms))
    return sorted((each for each in found if each), key=lambda each: each.at)


def last_moment(ends: Deadline) -> str:
    """The first instant that is too late, as the minute before: a message's fields take no 24:00."""
    at = ends.at.astimezone(clock.ZONE) - timedelta(minutes=1)
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


def _later(name: Name, at: datetime | None, personal: datetime | None) -> Deadline | None:
    if at is None:
        return None
    if personal is not None and personal > at:
        return Deadline("personal", personal)
    return Deadline(name, at)
