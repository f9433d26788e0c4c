"""/: what can be registered for, until when, and how it goes."""

from collections.abc import Sequence
from datetime import date, datetime

from litestar import get

from baoming.catalogue import current
from baoming.web.page import Answer, page
from baoming.web.unchanged import unless_unchanged
from baoming.web.visit import Visit
from baoming.web.wording import spoken_date


@get("/")
async def home(visit: Visit) -> Answer:
    book, now = await current.book(), visit.now
    shown = book.open(now) or (book.newest(),)
    return unless_unchanged(
        visit,
        page(
            visit,
            "home.html",
            catalogues=shown,
            phase=phase(shown[0].exam, now),
            days=_spoken_days,
            online=[zone.name for zone in shown[0].zones if zone.online],
        ),
    )


ROUTES = [home]


def phase(exam: current.Exam, now: datetime) -> str:
    """Of the registration window: `before`, `open` or `after`."""
    if now < exam.opens_at:
        return "before"
    return "open" if exam.is_open(now) else "after"


def _spoken_days(days: Sequence[date]) -> str:
    """`2024年4月13日、14日`: year and month stand where they change."""
    said, before = [], None
    for day in days:
        month = (day.year, day.month)
        said.append(f"{day.day}日" if month == before else spoken_date(day))
        before = month
    return "、".join(said)
