from datetime import UTC, date, datetime, timedelta

import pytest

from baoming import clock


def test_now_is_the_real_time_in_shanghai():
    before = datetime.now(UTC)
    now = clock.now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta(hours=8)


def test_now_follows_the_offset():
    clock.set_offset(timedelta(days=-400, hours=3))
    assert clock.offset() == timedelta(days=-400, hours=3)
    moved = clock.now() - clock.real()
    assert timedelta() <= clock.offset() - moved < timedelta(seconds=5)


def test_today_is_the_day_in_shanghai():
    start = datetime(2023, 12, 4, 16, 0, 1, tzinfo=UTC)
    clock.set_offset(start - clock.real())
    assert clock.today() == date(2023, 12, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2023-12-05T09:00:00+08:00",
        "2023-12-05T01:00:00Z",
        "2023-12-05T09:00",
        " 2023-12-05 09:00:00 ",
    ],
)
def test_at_reads_an_iso_time(text):
    assert clock.at(text) == datetime(2023, 12, 5, 1, tzinfo=UTC)
    assert clock.at(text).tzinfo is clock.ZONE


def test_at_refuses_what_is_no_time():
    with pytest.raises(ValueError, match="Invalid isoformat"):
        clock.at("five o'clock")


def test_a_date_that_ends_something_includes_its_day():
    assert clock.end_of_day(date(2023, 12, 14)).isoformat() == "2023-12-15T00:00:00+08:00"
