"""Taking last year's values back, before submitting."""

from collections.abc import Iterable
from typing import Any

from baoming.applications.dossier import Dossier
from baoming.applications.saving import require_open, write_open
from baoming.errors import Conflict
from baoming.returning import prefill
from baoming.returning.comparison import differences

_TOGETHER = {
    "site": ("site", "registration_point"),
    "registration_point": ("site", "registration_point"),
    "specialty": ("category", "level", "specialty"),
    "level": ("category", "level", "specialty"),
    **dict.fromkeys(prefill.EDUCATION, ("education",)),
}
"""The columns that one compared field stands on, where it is not one of the same name."""


def available(dossier: Dossier, field: str) -> bool:
    """Whether last year's value can be had here: the zone, the name, what the number fixes and
    what is offered no more cannot."""
    return bool(_columns(dossier, [field]))


async def take_back(dossier: Dossier, fields: Iterable[str]) -> None:
    """Conflict while the sections are closed, and where there is nothing to take."""
    require_open(dossier)
    changes = _columns(dossier, fields)
    if not changes:
        raise Conflict("上一年度的这一项不能直接恢复，请到相应的页面修改。", dossier.status)
    await write_open(dossier, changes)


def _columns(dossier: Dossier, fields: Iterable[str]) -> dict[str, Any]:
    past, catalogue = dossier.past.past, dossier.catalogue
    if past is None:
        return {}
    known = prefill.application(catalogue, dossier.row.zone, past, ())
    known["education"] = _equal_record(dossier)
    frame = dossier.frame
    if frame.fixed_gender:
        known.pop("gender", None)
    if frame.fixed_birth_date:
        known.pop("birth_date", None)
    found: dict[str, Any] = {}
    for field in fields:
        columns = _TOGETHER.get(field, (field,))
        if known.get(field if field in columns else columns[0]) is not None:
            found |= {name: known.get(name) for name in columns}
    return found


def _equal_record(dossier: Dossier) -> int | None:
    """The candidate's record that is last year's in everything."""
    past, catalogue = dossier.past.past, dossier.catalogue
    if past is None:
        return None
    wanted = [name for name in prefill.EDUCATION if name in dossier.zone.compared_fields]
    for record in dossier.educations:
        if not differences(catalogue, wanted, past.data, record):
            return int(record["id"])
    return None
