"""A row of last year's file as it is stored."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from baoming.accounts.identity import index_of
from baoming.accounts.names import comparable
from baoming.returning.sheet import Faults

LONGEST_NAME = 60


@dataclass(frozen=True)
class Entry:
    """One row of a file, ready to be stored."""

    line: int
    id_type: str
    index: str
    name_key: str
    birth_date: date
    zone: str
    data: str


def entries(
    read: Iterator[tuple[int, dict[str, Any]]], zone: str | None, faults: Faults
) -> Iterator[Entry]:
    seen: dict[int, int] = {}
    for line, values in read:
        entry, reason = _entry(line, values), ""
        # 60 bits of a keyed hash: 300,000 rows collide once in 10 million files.
        key = hash((entry.id_type, entry.index[:15]))
        first = seen.setdefault(key, line)
        if first != line:
            reason = f"证件类型和号码与第 {first} 行相同"
        elif zone not in (None, entry.zone):
            reason = "zone：不是您的考区"
        elif len(entry.name_key) > LONGEST_NAME:
            reason = "name：最多 60 个字"
        if not reason:
            yield entry
        else:
            faults.add(line, reason)
            if faults.full:
                return


def _entry(line: int, values: dict[str, Any]) -> Entry:
    data = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
        if name not in ("id_type", "id_number")
    }
    return Entry(
        line,
        values["id_type"],
        index_of(values["id_number"]),
        comparable(values["name"]),
        values["birth_date"],
        values["zone"],
        json.dumps(data, ensure_ascii=False, separators=(",", ":")),
    )
