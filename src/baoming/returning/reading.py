"""A list as offices send it: CSV in UTF-8 or GB18030, or Excel, record by record.

Nothing but the record in hand is in memory, whatever the size of the file.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from baoming.returning import excel

Record = tuple[int, list[str]]
"""The line on which it starts, the head being line 1, and its cells."""

Opener = Callable[[], BinaryIO]

PACKED = b"PK\x03\x04"
"""How an Excel workbook begins."""

_BLOCK = 1 << 20
_ENCODINGS = ("utf-8-sig", "gb18030")


class Unreadable(ValueError):
    """The file cannot be read on: at which line, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


def of_path(path: Path) -> Opener:
    return lambda: path.open("rb")


def of_bytes(data: bytes) -> Opener:
    return lambda: io.BytesIO(data)


def records(source: Opener) -> Iterator[Record]:
    """Blank lines are left out. Unreadable where the file is not what it seems."""
    with source() as file:
        start = file.read(8)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(
            1, "这是旧格式的 Excel 文件（xls），请另存为 xlsx 或“CSV UTF-8（逗号分隔）”"
        )
    if start.startswith(PACKED):
        yield from _excel(source)
        return
    with source() as file:
        text = io.TextIOWrapper(file, encoding=_encoding(source), newline="")
        yield from _csv(text)


def _excel(source: Opener) -> Iterator[Record]:
    line = 1
    try:
        with source() as file:
            for line, cells in excel.rows(file):
                yield line, cells
    except excel.NotExcel as refused:
        raise Unreadable(line, str(refused)) from None


def _encoding(source: Opener) -> str:
    """UTF-8 tells itself: hardly any text in GB18030 happens to be valid UTF-8."""
    for name in _ENCODINGS:
        fault = _undecodable(source, name)
        if fault is None:
            return name
    raise Unreadable(fault or 1, "既不是 UTF-8 也不是 GB18030 编码，请另存为“CSV UTF-8”")


def _undecodable(source: Opener, name: str) -> int | None:
    """The line that this encoding cannot read; None if there is none."""
    decoder, line = codecs.getincrementaldecoder(name)(), 1
    with source() as file:
        while True:
            block = file.read(_BLOCK)
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if not block:
                return None
            line += block.count(b"\n")


def _csv(text: io.TextIOWrapper) -> Iterator[Record]:
    reader, line = csv.reader(text, strict=True), 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise Unreadable(line, "引号不成对，或一格的内容太长") from None
