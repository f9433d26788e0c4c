"""Is this print the last submission? The stale-print detector of the counter.

"The form handed in must equal the finally submitted data" (notice of 2024).
"""

import json
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from baoming.applications import snapshot as snapshots
from baoming.applications.dossier import Dossier, of
from baoming.applications.sections.base import OPEN
from baoming.database import rows
from baoming.desk import record
from baoming.desk.changes import changes
from baoming.desk.officer import Officer

Verdict = Literal["match", "mismatch", "unknown"]


@dataclass(frozen=True)
class Scan:
    verdict: Verdict
    code: str
    """In its one form."""
    dossier: Dossier | None = None
    changes: list[dict[str, str]] = field(default_factory=list)
    """Each value that changed since this print, labelled, old and new."""


async def scan(text: str, officer: Officer) -> Scan:
    """A code out of scope is as unknown as one that never was."""
    code = snapshots.plain_code(read(text))
    found = await rows("SELECT application, revision, data FROM snapshot WHERE code = {}", code)
    opened = await record.by_id(found[0]["application"]) if found else None
    if opened is None or not officer.sees(opened[0]):
        return Scan("unknown", code)
    dossier = await of(*opened)
    return await _compared(dossier, code, found[0]["revision"], found[0]["data"])


async def changed_since(dossier: Dossier, text: str) -> Scan | None:
    """For a refused confirmation: an older print of this very application, or nothing."""
    code = snapshots.plain_code(read(text))
    found = await rows(
        "SELECT revision, data FROM snapshot WHERE code = {} AND application = {}",
        code,
        dossier.row.id,
    )
    if not found:
        return None
    return await _compared(dossier, code, found[0]["revision"], found[0]["data"])


def read(text: str) -> str:
    """What a scanner types: the code, or the address that the QR code holds."""
    text = text.strip()
    if "code=" not in text:
        return text
    return parse_qs(urlsplit(text).query).get("code", [text])[-1]


async def _compared(dossier: Dossier, code: str, revision: int, data: str) -> Scan:
    last = revision == dossier.row.revision
    before = json.loads(data)
    now = await _data_now(dossier, before if last else None)
    found = changes(dossier.catalogue, snapshots.changed(before, now))
    return Scan("match" if last and not found else "mismatch", code, dossier, found)


async def _data_now(dossier: Dossier, submitted: dict[str, Any] | None) -> dict[str, Any]:
    """What a print must equal; `submitted` where it is the last submission itself."""
    if dossier.status in OPEN:  # the candidate may be changing what was submitted
        return snapshots.taken(dossier)
    submitted = submitted or await snapshots.last(dossier.row) or {}
    # What an office changed on request is true whatever was submitted.
    account = dossier.account
    return submitted | {"name": account.name, "id_type": account.id_type}
