"""How an application stands to last year's row, before and at its submission."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from baoming.accounts import documents
from baoming.accounts.identity import id_number_of
from baoming.applications import snapshot
from baoming.applications.dossier import Dossier
from baoming.returning import lookup
from baoming.returning.comparison import Difference, differences
from baoming.returning.lookup import Found


@dataclass(frozen=True)
class Verdict:
    found: Found
    offered: bool
    """The zone confirms last year's candidates automatically, and this is one of them."""
    differences: tuple[Difference, ...]
    """From last year's row, wherever there is one."""

    @property
    def automatic(self) -> bool:
        return self.offered and not self.differences

    @property
    def note(self) -> dict[str, Any]:
        """What the event of the submission keeps: the differences that stopped it."""
        if not self.offered or not self.differences:
            return {}
        return {"differences": [vars(each) for each in self.differences]}


async def verdict(dossier: Dossier) -> Verdict:
    """One query."""
    zone, catalogue = dossier.zone, dossier.catalogue
    found = await lookup.find(dossier.account, catalogue.exam.previous, _born(dossier))
    if found.past is None:
        return Verdict(found, offered=False, differences=())
    changed = differences(catalogue, zone.compared_fields, found.past.data, snapshot.taken(dossier))
    offered = zone.auto_confirm and found.past.may_be_confirmed
    return Verdict(found, offered, changed)


def _born(dossier: Dossier) -> date | None:
    """As the number says; where it says nothing, as the candidate says."""
    account = dossier.account
    return documents.birth_date(account.id_type, id_number_of(account)) or dossier.row.birth_date
