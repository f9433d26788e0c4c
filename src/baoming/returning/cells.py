"""What one cell of an office's list may hold. A parser answers the value, or raises ValueError
with the reason; it sees what was already read of the same row."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from baoming.accounts import documents
from baoming.catalogue import values
from baoming.catalogue.lookups import Catalogue

Row = Mapping[str, Any]
Parse = Callable[[str, Row], Any]

_MONTH = re.compile(r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])")


def text(limit: int) -> Parse:
    def parse(cell: str, row: Row) -> str:
        if len(cell) > limit:
            raise ValueError(f"有 {len(cell)} 个字，最多 {limit} 个字")
        return cell

    return parse


def coded(catalogues: Iterable[Catalogue], kind: str, *within: str) -> Parse:
    """The option's value or its words. Words that repeat, such as the names of sites, are
    narrowed down by cells of the same row; a value stands for itself whatever those say."""
    books, known = tuple(catalogues), dict[tuple[Any, ...], str]()

    def parse(cell: str, row: Row) -> str:
        key = (cell, *(row.get(name) for name in within))
        if key not in known:
            narrowed = {name: row[name] for name in within if row.get(name)}
            found = _found(books, kind, cell, narrowed)
            if found is None:
                raise ValueError(f"“{cell}”不是选项的代码或名称")
            known[key] = found
        return known[key]

    return parse


def specialty(catalogues: Iterable[Catalogue]) -> Parse:
    """Codes of earlier years count where a specialty of this year goes on with their marks."""
    books = tuple(catalogues)
    earlier = {
        code for book in books for each in book.contents.specialties for code in each.predecessors
    }
    listed = coded(books, "specialty", "level")

    def parse(cell: str, row: Row) -> str:
        code = cell.split(maxsplit=1)[0]
        if code in earlier:
            return code
        found: str = listed(cell, row)
        return found

    return parse


def many(catalogues: Iterable[Catalogue], kind: str) -> Parse:
    one = coded(catalogues, kind)

    def parse(cell: str, row: Row) -> str:
        found = dict.fromkeys(one(each, row) for each in cell.split())
        return " ".join(found)

    return parse


def id_number(cell: str, row: Row) -> str:
    """As `documents` wants it of this type; without a type it is not judged."""
    number = documents.normalise(cell)
    if "id_type" in row and (fault := documents.check(row["id_type"], number)):
        raise ValueError(fault.rstrip("。"))
    return number


def day(cell: str, row: Row) -> date:
    return _day(cell)


def month(cell: str, row: Row) -> str:
    if not _MONTH.fullmatch(cell):
        raise ValueError(f"“{cell}”不是年月，应如 2012-07")
    return cell


def whole(least: int, most: int) -> Parse:
    parse = lru_cache(maxsize=1024)(values.whole(least, most))
    return lambda cell, row: parse(cell.removesuffix(".0"))


def yes(cell: str, row: Row) -> bool:
    if cell not in ("yes", "是"):
        raise ValueError(f"“{cell}”应为 yes 或空")
    return True


@lru_cache(maxsize=65536)
def _day(cell: str) -> date:
    found = values.day(cell)
    if not 1900 <= found.year <= 2199:
        raise ValueError(f"“{cell}”的年份不合理")
    return found


def _found(
    books: tuple[Catalogue, ...], kind: str, cell: str, narrowed: dict[str, str]
) -> str | None:
    """Lists show some options as `101 药学`: that is taken as well."""
    code, _, words = cell.partition(" ")
    for book in books:
        if found := book.value(kind, cell, **narrowed):
            return found
        if words and book.label(kind, code) == words.strip():
            return code
    return None
