from datetime import UTC, date, datetime, timedelta

import pytest

from baoming.clock import ZONE, end_of_day
from baoming.web import wording

END = datetime(2023, 12, 15, tzinfo=ZONE)


def test_end_at_midnight_is_said_as_24_hours_of_the_day_before() -> None:
    assert wording.spoken_end(END) == "12月14日 24:00"
    assert wording.spoken_end(end_of_day(date(2023, 12, 31))) == "12月31日 24:00"


def test_end_at_another_hour_is_said_as_it_is() -> None:
    assert wording.spoken_end(datetime(2023, 12, 15, 17, tzinfo=ZONE)) == "12月15日 17:00"


def test_end_kept_in_another_zone_is_said_in_that_of_the_exam() -> None:
    assert wording.spoken_end(datetime(2023, 12, 14, 16, tzinfo=UTC)) == "12月14日 24:00"


def test_beginning_at_midnight_stays_on_its_day() -> None:
    assert wording.spoken_time(datetime(2023, 12, 1, tzinfo=ZONE)) == "12月1日 00:00"
    assert wording.spoken_time(datetime(2023, 12, 4, 1, 5, tzinfo=UTC)) == "12月4日 09:05"


def test_dates_and_months_are_said_in_full() -> None:
    assert wording.spoken_date(date(2024, 4, 13)) == "2024年4月13日"
    assert wording.spoken_date(datetime(2023, 12, 31, 17, tzinfo=UTC)) == "2024年1月1日"
    assert wording.spoken_month("2019-07") == "2019年7月"


def test_machine_time_carries_the_zone() -> None:
    assert wording.machine_time(END.astimezone(UTC)) == "2023-12-15T00:00:00+08:00"


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=2, hours=5, minutes=59), "还有 2 天 5 小时"),
        (timedelta(days=3, minutes=30), "还有 3 天"),
        (timedelta(hours=23, minutes=59, seconds=59), "还有 23 小时 59 分钟"),
        (timedelta(hours=5), "还有 5 小时"),
        (timedelta(minutes=35), "还有 35 分钟"),
        (timedelta(seconds=59), "还有不到 1 分钟"),
        (timedelta(0), "已截止"),
        (timedelta(days=-1), "已截止"),
    ],
)
def test_countdown_never_promises_more_than_is_left(left: timedelta, words: str) -> None:
    assert wording.countdown(END, END - left) == words


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("220102199203041234", "220***********1234"),
        ("E12345678", "E******78"),
        ("123", "***"),
        ("", ""),
    ],
)
def test_masked_number_keeps_its_length_and_its_ends(number: str, shown: str) -> None:
    assert wording.masked_number(number) == shown
