"""What one cell may hold. A parser gives the value, or ValueError with the reason to show."""

import re
from collections.abc import Callable, Container
from datetime import date, datetime, time, timedelta
from typing import Any

from baoming import clock

Parser = Callable[[str], Any]

_CODE = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_INSTANT = re.compile(r"(\S+)[T ](\d{1,2}):(\d{2})(?::00)?")
_YES_NO = {"yes": True, "no": False, "是": True, "否": False}


def text(limit: int, *, required: bool = True) -> Parser:
    def parse(cell: str) -> str:
        if required and not cell:
            raise ValueError("不能为空")
        if len(cell) > limit:
            raise ValueError(f"有 {len(cell)} 个字，最多 {limit} 个字")
        if _CONTROL.search(cell):
            raise ValueError("含有不可见的控制字符")
        return cell

    return parse


def code(limit: int, *, required: bool = True) -> Parser:
    """Letters, digits, - and _: codes stand in addresses."""

    def parse(cell: str) -> str:
        if not cell and not required:
            return ""
        if not _CODE.fullmatch(cell):
            raise ValueError(f"“{cell}”不是代码，只能用字母、数字、- 和 _")
        if len(cell) > limit:
            raise ValueError(f"“{cell}”太长，最多 {limit} 个字符")
        return cell

    return parse


def one_of(known: Container[str], *, required: bool = True) -> Parser:
    def parse(cell: str) -> str:
        if cell in known or (not cell and not required):
            return cell
        raise ValueError(f"“{cell}”不在允许的值中" if cell else "不能为空")

    return parse


def many_of(known: Container[str]) -> Parser:
    """Codes separated by spaces, each once; may be empty."""

    def parse(cell: str) -> tuple[str, ...]:
        found = tuple(cell.split())
        for each in found:
            if each not in known:
                raise ValueError(f"“{each}”不在允许的值中")
        if len(set(found)) < len(found):
            raise ValueError("有重复的值")
        return found

    return parse


def many_codes(limit: int, together: int) -> Parser:
    """Codes separated by spaces; `together` bounds the cell."""
    one = code(limit)

    def parse(cell: str) -> tuple[str, ...]:
        if len(cell) > together:
            raise ValueError(f"有 {len(cell)} 个字符，最多 {together} 个")
        return tuple(one(each) for each in cell.split())

    return parse


def yes_no(cell: str) -> bool:
    if cell not in _YES_NO:
        raise ValueError(f"“{cell}”应为 yes 或 no")
    return _YES_NO[cell]


def whole(least: int, most: int) -> Parser:
    def parse(cell: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", cell) or not least <= int(cell) <= most:
            raise ValueError(f"“{cell}”应为 {least} 到 {most} 的整数")
        return int(cell)

    return parse


def day(cell: str) -> date:
    """2023-12-31, or 2023/12/31 as spreadsheets turn it."""
    found = _DAY.fullmatch(cell)
    try:
        year, month, of_month = map(int, found.groups() if found else ())
        return date(year, month, of_month)
    except ValueError:
        raise ValueError(f"“{cell}”不是日期，应如 2023-12-31") from None


def optional_day(cell: str) -> date | None:
    return day(cell) if cell else None


def days(cell: str) -> tuple[date, ...]:
    found = tuple(day(each) for each in cell.split())
    if not found:
        raise ValueError("不能为空")
    return found


def instant(cell: str) -> datetime:
    """A minute in Asia/Shanghai; 24:00 is the first instant of the next day."""
    found = _INSTANT.fullmatch(cell)
    try:
        if not found:
            raise ValueError
        on, hour, minute = day(found[1]), int(found[2]), int(found[3])
        if (hour, minute) == (24, 0):
            on, hour = on + timedelta(days=1), 0
        return datetime.combine(on, time(hour, minute), clock.ZONE)
    except ValueError:
        raise ValueError(f"“{cell}”不是时间，应如 2023-12-15 17:00") from None
