"""What the application form prints: the last submission, or a draft for the employer's stamp.

A submitted form is built from its snapshot, so that no later change of the account or its photo
changes what the verification code stands for.
"""

import json
from collections.abc import Mapping
from typing import Any

from baoming.accounts.identity import id_number_of
from baoming.applications import snapshot as snapshots
from baoming.applications.answered import words
from baoming.applications.dossier import Dossier
from baoming.applications.tables import Snapshot
from baoming.catalogue.current import Catalogue
from baoming.document.form import FormSheet
from baoming.errors import NotFound

PRINTED = ("submitted", "confirmed", "site_approved", "qualified", "rejected")
"""The statuses in which the last submission counts."""
DRAWN = ("draft", "refused")
"""In online zones the form is stamped before it is sent."""


async def printed(dossier: Dossier) -> Snapshot | None:
    """The submission to print; `None` for a draft of an online zone; NotFound without either."""
    if dossier.status in PRINTED:
        found = await snapshots.latest(dossier.row)
        if found is not None:
            return found
    elif dossier.online and dossier.status in DRAWN:
        return None
    raise NotFound("还没有报名申请表：提交报名信息后才能查看和打印。")


def sheet(
    dossier: Dossier, snapshot: Snapshot | None, *, photo: bytes | None, base_url: str
) -> FormSheet:
    data = json.loads(snapshot.data) if snapshot else snapshots.taken(dossier)
    catalogue = dossier.catalogue
    worded = _worded(catalogue, data)
    return FormSheet(
        title=catalogue.exam.name,
        number=dossier.row.number,
        id_number=id_number_of(dossier.account),
        pledge=" ".join(catalogue.exam.pledge.split()),
        code=snapshot.code if snapshot else None,
        scan_url=f"{base_url}/desk/scan?code={snapshot.code}" if snapshot else None,
        revision=snapshot.revision if snapshot else 0,
        submitted_at=f"{snapshot.created_at.astimezone(dossier.now.tzinfo):%Y-%m-%d %H:%M}"
        if snapshot
        else "",
        printed_at=f"{dossier.now:%Y-%m-%d %H:%M}",
        photo=photo,
        specialty=catalogue.label("specialty", data["specialty"]),
        specialty_code=data["specialty"] or "",
        years_of_schooling=_counted(data["years_of_schooling"]),
        years_in_specialty=_counted(data["years_in_specialty"]),
        name=data["name"],
        **worded,
    )


def photo_of(dossier: Dossier, snapshot: Snapshot | None) -> str | None:
    """The file of the photo that was confirmed."""
    return json.loads(snapshot.data)["photo"] if snapshot else dossier.row.photo


def all_text(dossier: Dossier) -> str:
    """Every word that the form would print, to look for characters that the fonts lack."""
    data = snapshots.taken(dossier)
    return "".join(value for value in data.values() if isinstance(value, str))


def common(text: str) -> bool:
    """Nothing but what every Chinese font has: looking further costs time."""
    return all(" " <= c <= "\u00ff" or "\u3000" <= c <= "\u303f" or _usual(c) for c in text)


def _usual(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fa5" or "\uff01" <= character <= "\uff5e"


_WORDED = (
    "zone",
    "site",
    "registration_point",
    "gender",
    "ethnicity",
    "birth_date",
    "id_type",
    "mobile",
    "phone",
    "address",
    "postcode",
    "category",
    "level",
    "subjects",
    "practice_category",
    "first_licensed_in",
    "residency_certified_in",
    "school",
    "major",
    "qualification",
    "degree",
    "study_form",
    "graduated_on",
    "certificate_number",
    "employer",
    "employer_affiliation",
    "employer_type",
    "department",
    "started_in",
    "current_title",
    "title_obtained_in",
    "archive_keeper",
)


def _worded(catalogue: Catalogue, data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: words(catalogue, name, data.get(name)) for name in _WORDED}


def _counted(years: int | None) -> str:
    return "" if years is None else f"{years}年"
