"""How an application stands to last year's row, before and at its submission."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baoming.catalogue.codes import COMPARABLE
from baoming.catalogue.lookups import Catalogue
from baoming.returning.comparison import Difference, differences
from baoming.returning.lookup import Found
from baoming.returning.past import Past


@dataclass(frozen=True)
class Verdict:
    found: Found
    offered: bool = False
    """The zone confirms last year's candidates automatically, and this is one of them."""
    differences: tuple[Difference, ...] = ()
    """From last year's row, wherever there is one."""

    @property
    def past(self) -> Past | None:
        return self.found.past

    @property
    def automatic(self) -> bool:
        """Submitted as it is, it is confirmed at once."""
        return self.offered and not self.differences

    @property
    def note(self) -> dict[str, Any]:
        """What the event of the submission keeps: the differences that stopped it."""
        if not self.offered or not self.differences:
            return {}
        return {"differences": [vars(each) for each in self.differences]}


def judge(
    catalogue: Catalogue,
    found: Found,
    name: str,
    row: Mapping[str, Any],
    cited: Mapping[str, Any] | None,
) -> Verdict:
    """By the columns of the application and of the education record that it cites."""
    past, zone = found.past, catalogue.zone(row["zone"])
    if past is None:
        return Verdict(found)
    changed = differences(catalogue, zone.compared_fields, past.data, values(name, row, cited))
    return Verdict(found, zone.auto_confirm and past.may_be_confirmed, changed)


def values(name: str, row: Mapping[str, Any], cited: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is compared with last year, as it is now."""
    now = {**(cited or {}), **row, "name": name}
    return {field: now.get(field) for field in COMPARABLE}
