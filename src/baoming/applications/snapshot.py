"""What was submitted, kept as it was, and the code that ties a print to it.

The code proves that a paper equals the last submission: "the form handed in must equal the
finally submitted data" (notice of 2024). Its last digits count the submissions.
"""

import hashlib
import json
import secrets
from datetime import date
from typing import Any

from baoming.applications.dossier import Dossier
from baoming.applications.sections import SECTIONS, columns
from baoming.applications.sections.base import answers
from baoming.applications.tables import Application, Snapshot

# No character that is taken for another on paper: no 0 O, 1 I L, 2 Z, 5 S, 8 B.
ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
RANDOM_LENGTH = 6

CITED = (
    "qualification",
    "degree",
    "school",
    "school_note",
    "major",
    "study_form",
    "years_of_schooling",
    "graduated_on",
    "certificate_number",
)
"""What an application takes from the education record it cites."""


def new_code(revision: int) -> str:
    """Such as `K7QM3X-02`; 25^6 random parts, and the revision with at least two digits."""
    part = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_LENGTH))
    return f"{part}-{revision:02d}"


def plain_code(text: str) -> str:
    """A code as typed or scanned, in its one form: `k7qm3x 02` and `K7QM3X02` are `K7QM3X-02`."""
    letters = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    return f"{letters[:RANDOM_LENGTH]}-{letters[RANDOM_LENGTH:]}"


def taken(dossier: Dossier) -> dict[str, Any]:
    """All that the form prints, by column, as JSON values. The number stays with the account."""
    row, account = dossier.frame.row, dossier.account
    data: dict[str, Any] = {"name": account.name, "id_type": account.id_type, "zone": row["zone"]}
    for section in SECTIONS:
        data.update(columns(section, dossier.frame, answers(section, dossier.frame)))
    cited = next((r for r in dossier.educations if r["id"] == row["education"]), {})
    data.update({name: cited.get(name) for name in CITED})
    return {name: _plain(value) for name, value in data.items()}


async def keep(dossier: Dossier, data: dict[str, Any]) -> str:
    """Write what is submitted now; answers its code. Called inside the transaction of `submit`."""
    revision = dossier.row.revision + 1
    code = new_code(revision)
    await Snapshot(
        application=dossier.row.id,
        revision=revision,
        code=code,
        data=json.dumps(data, ensure_ascii=False),
        digest=digest(data),
        created_at=dossier.now,
    ).save()
    return code


async def last(row: Application) -> dict[str, Any] | None:
    """The data of the last submission."""
    found = await latest(row)
    return json.loads(found.data) if found else None


async def latest(row: Application) -> Snapshot | None:
    """The last submission: the print that counts."""
    return await Snapshot.objects().get(
        (Snapshot.application == row.id) & (Snapshot.revision == row.revision)
    )


def digest(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Each value that differs, old and new."""
    names = sorted(before.keys() | after.keys())
    return {
        name: (before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
