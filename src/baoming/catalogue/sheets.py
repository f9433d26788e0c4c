"""CSV and TOML files as rows with line numbers, every cell parsed, every fault noted."""

import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from baoming.catalogue.entries import FaultList
from baoming.catalogue.values import Parser

Columns = Mapping[str, Parser]


@dataclass(frozen=True)
class Row:
    line: int
    values: dict[str, Any]


def read_csv(path: Path, columns: Columns, faults: FaultList) -> list[Row]:
    text = _text(path, faults)
    if text is None:
        return []
    lines = _records(path.name, text, faults)
    _, head = next(lines, (1, []))
    head = [each.strip() for each in head]
    if not _head_fits(path.name, head, columns, faults):
        return []
    rows = []
    for line, cells in lines:
        if len(cells) != len(head):
            faults.add(path.name, line, f"有 {len(cells)} 列，应为 {len(head)} 列")
            continue
        spots = dict.fromkeys(head, line)
        rows.append(_row(path.name, dict(zip(head, cells, strict=True)), columns, spots, faults))
    return [row for row in rows if row is not None]


def read_toml(path: Path, faults: FaultList) -> tuple[dict[str, Any], str]:
    """The document, and its text, in which `spots` finds lines."""
    text = _text(path, faults)
    if text is None:
        return {}, ""
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        faults.add(path.name, line, "不符合 TOML 格式，请检查引号、等号和括号是否成对")
        return {}, text


def toml_row(
    file: str, table: Any, columns: Columns, spots: Mapping[str, int], faults: FaultList
) -> Row | None:
    """One table of a TOML file, its values parsed like cells; a missing key is an empty cell."""
    first = spots[""]
    if not isinstance(table, dict):
        faults.add(file, first, "应为一组“名称 = 值”")
        return None
    for key in table.keys() - columns.keys():
        faults.add(file, spots.get(key, first), f"不认识“{key}”")
    cells = {}
    for name in columns:
        cell = _cell(table.get(name, ""))
        if cell is None:
            faults.add(file, spots.get(name, first), f"{name}：应为文字")
            return None
        cells[name] = cell
    return _row(file, cells, columns, spots, faults)


def spots(text: str, header: str | None, index: int = 0) -> dict[str, int]:
    """The lines of a table's keys; under "" its first line. `header` as written, such as
    `[zone.31]`; `None` for the keys before the first header."""
    lines = text.splitlines()
    heads = [n for n, each in enumerate(lines) if header and _squeezed(each) == header]
    start = heads[index] + 1 if index < len(heads) else 0
    found = {"": start or 1}
    for number, each in enumerate(lines[start:], start + 1):
        if each.startswith("["):
            break
        key = re.match(r"\s*([A-Za-z_]+)\s*=", each)
        if key:
            found.setdefault(key[1], number)
    return found


def _text(path: Path, faults: FaultList) -> str | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        faults.add(path.name, 1, "缺少这个文件")
        return None
    except OSError:
        faults.add(path.name, 1, "不能读取这个文件")
        return None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        faults.add(path.name, line, "不是 UTF-8 编码，请另存为“CSV UTF-8”或 UTF-8 文本")
        return None


def _records(file: str, text: str, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it starts; blank lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        faults.add(file, line, "引号不成对")


def _head_fits(file: str, head: list[str], columns: Columns, faults: FaultList) -> bool:
    reasons = [f"缺少“{name}”列" for name in columns if name not in head]
    reasons += [f"不认识“{name}”列" for name in dict.fromkeys(head) if name not in columns]
    reasons += [f"“{name}”列重复" for name in columns if head.count(name) > 1]
    for reason in reasons:
        faults.add(file, 1, reason)
    return not reasons


def _row(
    file: str,
    cells: Mapping[str, str],
    columns: Columns,
    spots: Mapping[str, int],
    faults: FaultList,
) -> Row | None:
    values, good = {}, True
    first = min(spots.values())
    for name, parse in columns.items():
        try:
            values[name] = parse(cells[name].strip())
        except ValueError as error:
            faults.add(file, spots.get(name, first), f"{name}：{error}")
            good = False
    return Row(first, values) if good else None


def _cell(value: Any) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        cells = [_cell(each) for each in value]
        return None if None in cells else " ".join(str(each) for each in cells)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str | int) else None


def _squeezed(line: str) -> str:
    return line.split("#")[0].replace(" ", "").rstrip()
