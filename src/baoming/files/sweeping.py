"""What nobody cites any more is removed: photos that were replaced, bytes that never got a row.

A photo stays as long as its owner, an application or the print of one cites it. A day passes
before anything goes, so that what is just being written is never touched.
"""

from datetime import datetime, timedelta

from baoming.database import execute, rows
from baoming.files.tables import StoredFile
from baoming.storage import Storage

WAIT = timedelta(days=1)
BATCH = 200

_REPLACED = """
SELECT f.id AS id FROM stored_file f WHERE f.kind = 'photo' AND f.created_at < {}
AND NOT EXISTS (SELECT 1 FROM account a WHERE a.id = f.account AND a.photo = f.id)
AND NOT EXISTS (SELECT 1 FROM application p WHERE p.account = f.account AND p.photo = f.id)
AND NOT EXISTS (SELECT 1 FROM snapshot s JOIN application p ON p.id = s.application
 WHERE p.account = f.account AND s.data LIKE {} || f.id || {})
ORDER BY f.created_at LIMIT {}
"""


async def sweep_replaced(storage: Storage, now: datetime) -> int:
    """How many photos went. The row goes first: half a removal leaves bytes without a row."""
    found = await rows(_REPLACED, now - WAIT, '%"', '"%', BATCH)
    for row in found:
        await execute("DELETE FROM stored_file WHERE id = {}", row["id"])
        await storage.delete(row["id"])
    return len(found)


async def sweep_rowless(storage: Storage, seen: frozenset[str]) -> frozenset[str]:
    """The keys without a row now. Those that an earlier run has `seen` without one are removed:
    between the bytes and their row lies a moment, never the time between two runs."""
    without: set[str] = set()
    batch: list[str] = []
    async for key in storage.keys():
        batch.append(key)
        if len(batch) == BATCH:
            without |= await _rowless(batch)
            batch = []
    without |= await _rowless(batch)
    for key in without & seen:
        await storage.delete(key)
    return frozenset(without - seen)


async def _rowless(keys: list[str]) -> set[str]:
    if not keys:
        return set()
    found = await StoredFile.select(StoredFile.id).where(StoredFile.id.is_in(keys))
    return set(keys) - {row["id"] for row in found}
