"""An Excel workbook as the same records as a CSV file: its first sheet, row by row.

A workbook is a packed archive from a stranger: what it unpacks to is looked at first.
"""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO

MOST_UNPACKED = 2 * 1024**3
MOST_SHARED = 128 * 1024**2
"""Bytes of the texts that Excel keeps apart from the cells: they are held in memory."""

Row = tuple[int, list[str]]


class NotExcel(ValueError):
    """Not to be read, and why."""


def rows(file: BinaryIO) -> Iterator[Row]:
    """Each row with its number; empty ones are left out, short ones filled up."""
    _require_bounded(file)
    from openpyxl import load_workbook  # noqa: PLC0415  # 30 MB, for those who need it

    try:
        book = load_workbook(file, read_only=True, data_only=True)
        width = 0
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            texts = [_text(cell) for cell in cells]
            while len(texts) > width and not texts[-1]:
                texts.pop()
            if any(texts):
                width = width or len(texts)
                yield number, texts + [""] * (width - len(texts))
    except (KeyError, ValueError, IndexError, SyntaxError, zipfile.BadZipFile) as error:
        raise NotExcel("这个 Excel 文件已损坏，请重新保存") from error


def _require_bounded(file: BinaryIO) -> None:
    try:
        parts = zipfile.ZipFile(file).infolist()
    except zipfile.BadZipFile as error:
        raise NotExcel("这不是 CSV，也不是 xlsx 格式的 Excel 文件") from error
    shared = sum(each.file_size for each in parts if each.filename.endswith("sharedStrings.xml"))
    if shared > MOST_SHARED or sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise NotExcel("这个 Excel 文件太大，请另存为“CSV UTF-8（逗号分隔）”后导入")


def _text(cell: Any) -> str:
    """As somebody would have typed it. A long number that Excel kept as a number has lost its
    last digits: its check digit tells."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
