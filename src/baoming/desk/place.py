"""Where an officer's applications lie, as one indexed condition.

A point belongs to one site and a site to one zone, so the narrowest column says it all; whoever
asks for a place outside their own finds nothing.
"""

from dataclasses import dataclass

from baoming.catalogue.current import Catalogue
from baoming.desk.officer import ROLES, Officer


@dataclass(frozen=True)
class Place:
    """`column` is empty for the whole country."""

    column: str = ""
    code: str = ""


COUNTRY = Place()


def place(
    officer: Officer,
    catalogue: Catalogue,
    *,
    zone: str | None = None,
    site: str | None = None,
    point: str | None = None,
) -> Place | None:
    """The officer's own place, narrowed to what is asked for; `None` when that lies outside."""
    asked = _chain(catalogue, zone, site, point)
    own = (officer.zone, officer.site, officer.point)[: _DEPTH[officer.role]]
    if asked is None or any(a not in (None, o) for a, o in zip(asked, own, strict=False)):
        return None
    chain = (*own, *asked[len(own) :])
    narrowest = max((i for i, code in enumerate(chain) if code is not None), default=None)
    if narrowest is None:
        return COUNTRY
    return Place(("zone", "site", "registration_point")[narrowest], chain[narrowest] or "")


def unit(officer: Officer, catalogue: Catalogue) -> str:
    """Such as 考点（长春市）: how candidates read who decided."""
    names = {
        "zone": catalogue.label("zone", officer.zone),
        "site": catalogue.label("site", officer.site),
        "point": catalogue.label("registration_point", officer.point),
    }
    name = names.get(officer.role, "")
    return f"{ROLES[officer.role]}（{name}）" if name else ROLES[officer.role]


_DEPTH = {"center": 0, "zone": 1, "site": 2, "point": 3}


def _chain(
    catalogue: Catalogue, zone: str | None, site: str | None, point: str | None
) -> tuple[str | None, str | None, str | None] | None:
    """Zone, site and point that lie in each other; `None` when they do not."""
    if point is not None:
        found = catalogue.point(point)
        if found is None or site not in (None, found.site):
            return None
        site = found.site
    if site is not None:
        belongs = catalogue.site(site)
        if belongs is None or zone not in (None, belongs.zone):
            return None
        zone = belongs.zone
    return zone, site, point
