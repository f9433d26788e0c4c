from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoming import clock
from baoming.catalogue import values


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2023-12-15 17:00", datetime(2023, 12, 15, 17, tzinfo=clock.ZONE)),
        ("2023/12/15 17:00:00", datetime(2023, 12, 15, 17, tzinfo=clock.ZONE)),
        ("2023-12-15T09:05", datetime(2023, 12, 15, 9, 5, tzinfo=clock.ZONE)),
        ("2023-12-31 24:00", datetime(2024, 1, 1, tzinfo=clock.ZONE)),
        ("2023/12/5 0:00", datetime(2023, 12, 5, tzinfo=clock.ZONE)),
    ],
)
def test_instant_reads_what_offices_write(cell: str, expected: datetime) -> None:
    assert values.instant(cell) == expected


@pytest.mark.parametrize(
    "cell", ["", "2023-12-15", "2023-12-15 25:00", "2023-12-15 24:01", "2023-02-29 10:00", "昨天"]
)
def test_instant_refuses_anything_else(cell: str) -> None:
    with pytest.raises(ValueError, match=f"^“{cell}”不是时间，应如 2023-12-15 17:00$"):
        values.instant(cell)


def test_day_refuses_a_day_that_is_not_in_the_calendar() -> None:
    with pytest.raises(ValueError, match="“2023-02-30”不是日期"):
        values.day("2023-02-30")


@given(st.dates())
def test_day_reads_every_date_back(day: date) -> None:
    assert values.day(day.isoformat()) == day


@pytest.mark.parametrize("cell", ["", "Yes", "1", "true", "对"])
def test_yes_no_refuses_other_words(cell: str) -> None:
    with pytest.raises(ValueError, match="应为 yes 或 no"):
        values.yes_no(cell)


@pytest.mark.parametrize("cell", ["", "-1", "1.5", "４", "61", "1e1", "9999999999"])
def test_whole_refuses_what_is_no_number_in_range(cell: str) -> None:
    with pytest.raises(ValueError, match="应为 0 到 60 的整数"):
        values.whole(0, 60)(cell)


def test_many_of_refuses_unknown_and_repeated() -> None:
    parse = values.many_of({"a", "b"})
    assert parse("") == ()
    assert parse("b  a") == ("b", "a")
    with pytest.raises(ValueError, match=r"^“c”不在允许的值中$"):
        parse("a c")
    with pytest.raises(ValueError, match=r"^有重复的值$"):
        parse("a a")


@pytest.mark.parametrize("cell", ["a\x00b", "a\x1bb", "a\x85"])
def test_text_refuses_control_characters(cell: str) -> None:
    with pytest.raises(ValueError, match="含有不可见的控制字符"):
        values.text(10)(cell)


@pytest.mark.parametrize("cell", ["43/1", "代码", "a b", "a" * 11])
def test_code_refuses_what_cannot_stand_in_an_address(cell: str) -> None:
    with pytest.raises(ValueError, match=r"不是代码|太长"):
        values.code(10)(cell)
