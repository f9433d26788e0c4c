"""A large file handed in at the desk: kept, read by the worker, looked at, then taken."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from typing import Any

from baoming import clock
from baoming.database import execute, rows
from baoming.errors import NotFound
from baoming.files.tables import StoredFile
from baoming.returning import importing
from baoming.returning.reading import PACKED, of_bytes
from baoming.returning.sheet import Faulty
from baoming.security import token
from baoming.storage import Storage

AT_ONCE = 2000
"""Lines that are read while the office waits for the answer."""

PACKED_AT_ONCE = 512 * 1024
"""Bytes of a workbook: more than a thousand rows of it."""

GIVEN_UP = timedelta(minutes=10)
"""A reading that takes so long was broken off, with its worker."""

SHOWN = 20


def is_large(data: bytes) -> bool:
    if data.startswith(PACKED):
        return len(data) > PACKED_AT_ONCE
    return data.count(b"\n") > AT_ONCE


async def hand_in(
    storage: Storage,
    data: bytes,
    exam: str,
    file_name: str,
    *,
    zone: str | None,
    actor: int,
) -> int:
    """The import that the worker will read."""
    key = token()
    await storage.put(key, data)
    await StoredFile(
        id=key,
        kind="history",
        content_type="text/csv",
        size=len(data),
        sha256=sha256(data).hexdigest(),
        name=file_name,
        created_at=clock.now(),
    ).save()
    return await importing.begin(exam, file_name, zone=zone, actor=actor, stored_file=key)


async def read_one(storage: Storage) -> bool:
    """Read the file that waits longest; False if none does."""
    found = await rows(
        "UPDATE history_import SET state = 'reading', state_at = {} WHERE id = ("
        "SELECT id FROM history_import WHERE state = 'waiting' AND stored_file IS NOT NULL"
        " OR state = 'reading' AND state_at < {} ORDER BY id LIMIT 1)"
        " RETURNING id, stored_file",
        clock.real(),
        clock.real() - GIVEN_UP,
    )
    if not found:
        return False
    batch, key = found[0]["id"], found[0]["stored_file"]
    with suppress(Faulty):  # the faults are kept with the import, for the page to tell
        await importing.stage(batch, of_bytes(await storage.get(key)))
    await execute("UPDATE history_import SET stored_file = NULL WHERE id = {}", batch)
    await execute("DELETE FROM stored_file WHERE id = {}", key)
    await storage.delete(key)
    return True


async def listed(exam: str, zone: str | None) -> list[dict[str, Any]]:
    """The latest imports; `zone` leaves those of its own office."""
    own = "" if zone is None else "AND i.zone = {} "
    return await rows(
        "SELECT i.id, i.file_name, i.state, i.new_rows, i.changed_rows, i.equal_rows,"  # noqa: S608
        " i.faults, i.created_at, i.zone, s.username FROM history_import i"
        " LEFT JOIN staff s ON s.id = i.actor"
        f" WHERE i.exam = {{}} {own}ORDER BY i.id DESC LIMIT {SHOWN}",
        exam,
        *([] if zone is None else [zone]),
    )


async def own(batch: int, zone: str | None) -> Mapping[str, Any]:
    """NotFound for another zone's."""
    found = await rows("SELECT id, zone, state FROM history_import WHERE id = {}", batch)
    if not found or zone not in (None, found[0]["zone"]):
        raise NotFound("没有这次导入，或者它不是您的考区的。")
    return found[0]
