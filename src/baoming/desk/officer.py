"""An officer, and which applications are theirs to see."""

from dataclasses import dataclass
from typing import Protocol

ROLES = {"center": "人才中心", "zone": "考区", "site": "考点", "point": "报名点"}


class Placed(Protocol):
    """An application, or as much of it as tells whose it is."""

    @property
    def zone(self) -> str: ...
    @property
    def site(self) -> str | None: ...
    @property
    def registration_point(self) -> str | None: ...


@dataclass(frozen=True)
class Officer:
    id: int
    username: str
    role: str
    zone: str | None = None
    site: str | None = None
    point: str | None = None

    def sees(self, row: Placed) -> bool:
        """A point its own point's applications, a site its site's, a zone its zone's, the center
        all (contract, section 4)."""
        if self.role == "center":
            return True
        if row.zone != self.zone:
            return False
        if self.role == "zone":
            return True
        if row.site != self.site:
            return False
        return self.role == "site" or row.registration_point == self.point
