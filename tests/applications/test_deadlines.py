"""The first instant that is too late, a microsecond before it and after it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoming import clock
from baoming.applications.deadlines import (
    Deadline,
    Standing,
    Terms,
    binding,
    lapses_at,
    standing,
    submits_until,
    withdraws_until,
)
from baoming.applications.states import STATUSES

OPENS = clock.at("2023-12-01T00:00")
WINDOW = clock.at("2023-12-15T00:00")
REUPLOAD = clock.at("2023-12-15T17:00")
CONFIRMATION = clock.at("2023-12-17T00:00")
MOMENT = timedelta(microseconds=1)


@dataclass
class Row:
    status: str = "draft"
    personal_until: datetime | None = None
    untouched: bool = False


def terms(online: bool, confirmation: bool = True, reupload: bool = True) -> Terms:
    return Terms(
        opens_at=OPENS,
        window=WINDOW,
        confirmation=CONFIRMATION if confirmation else None,
        reupload=REUPLOAD if reupload else None,
        online=online,
    )


moments = st.datetimes(datetime(2023, 11, 20), datetime(2024, 1, 20)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=clock.ZONE)
)
rows = st.builds(
    Row,
    status=st.sampled_from(list(STATUSES)),
    personal_until=st.none() | moments,
    untouched=st.booleans(),
)
zones = st.builds(terms, st.booleans(), st.booleans(), st.booleans())


@pytest.mark.parametrize(
    ("status", "online", "name", "at"),
    [
        ("draft", False, "window", WINDOW),
        ("draft", True, "window", WINDOW),
        ("submitted", False, "confirmation", CONFIRMATION),
        ("refused", True, "reupload", REUPLOAD),
    ],
)
def test_the_deadline_of_each_status(status: str, online: bool, name: str, at: datetime) -> None:
    row = Row(status)
    assert lapses_at(row, terms(online)) == Deadline(name, at)  # type: ignore[arg-type]
    assert standing(row, terms(online), at - MOMENT) == Standing(status)
    assert standing(row, terms(online), at).status == "abandoned"


@pytest.mark.parametrize("status", ["confirmed", "site_approved", "qualified", "rejected"])
@pytest.mark.parametrize("online", [False, True])
def test_what_is_confirmed_or_decided_never_lapses(status: str, online: bool) -> None:
    assert lapses_at(Row(status), terms(online)) is None


def test_an_online_submission_never_lapses() -> None:
    assert lapses_at(Row("submitted"), terms(online=True)) is None


def test_an_unannounced_date_that_does_not_bind_lapses_nobody() -> None:
    free = terms(online=False, confirmation=False, reupload=False)
    assert lapses_at(Row("submitted"), free) is None
    assert lapses_at(Row("refused"), free) is None
    assert lapses_at(Row("draft"), free) == Deadline("window", WINDOW)


@given(rows, zones, moments)
def test_a_personal_date_counts_where_it_is_the_later_one(
    row: Row, dates: Terms, now: datetime
) -> None:
    own = row.personal_until
    general = lapses_at(Row(row.status), dates)
    found = lapses_at(row, dates)
    if row.untouched and row.status == "submitted" and own:
        assert found == Deadline("personal", own)
    elif general is None or own is None or own <= general.at:
        assert found == general
    else:
        assert found == Deadline("personal", own)


@given(rows, zones, moments)
def test_the_clock_decides_at_the_deadline_and_not_before(
    row: Row, dates: Terms, now: datetime
) -> None:
    deadline = lapses_at(row, dates)
    if deadline is None:
        assert standing(row, dates, now) == Standing(row.status)
        return
    kept = row.untouched
    after = Standing("confirmed" if kept else "abandoned", "keep" if kept else "lapse", deadline)
    assert standing(row, dates, deadline.at - MOMENT) == Standing(row.status)
    assert standing(row, dates, deadline.at) == after
    assert standing(row, dates, deadline.at + MOMENT) == after
    assert standing(row, dates, now) == (after if now >= deadline.at else Standing(row.status))


@given(rows, zones)
def test_whoever_may_still_submit_has_not_lapsed(row: Row, dates: Terms) -> None:
    until = submits_until(row, dates)
    assert until == (lapses_at(row, dates) if row.status in ("draft", "refused") else None)


@given(rows, zones)
def test_withdrawal_ends_with_the_window_or_a_later_personal_date(row: Row, dates: Terms) -> None:
    own = row.personal_until
    later = own is not None and own > WINDOW
    expected = Deadline("personal", own) if later and own else Deadline("window", WINDOW)
    assert withdraws_until(row, dates) == expected


@given(rows, zones)
def test_the_binding_deadlines_come_soonest_first_and_once(row: Row, dates: Terms) -> None:
    found = binding(row, dates)
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert len(set(found)) == len(found)
    lapse = lapses_at(row, dates)
    assert lapse is None or lapse in found


def test_a_submission_on_site_has_two_dates() -> None:
    assert binding(Row("submitted"), terms(online=False)) == [
        Deadline("window", WINDOW),
        Deadline("confirmation", CONFIRMATION),
    ]
    own = clock.at("2023-12-21T00:00")
    reopened = Row("submitted", personal_until=own, untouched=True)
    assert binding(reopened, terms(online=False)) == [Deadline("personal", own)]
