"""One exam's catalogue in memory: plain look-ups, no query.

Lists hold what is offered now. Looking up a single code also finds what was withdrawn, because
records may still cite it.
"""

import unicodedata
from collections.abc import Iterable
from functools import cached_property

from baoming.catalogue import codes
from baoming.catalogue.entries import (
    Circumstances,
    Contents,
    EligibilityRule,
    Exam,
    Notice,
    Point,
    Requirement,
    Site,
    Specialty,
    Zone,
)
from baoming.errors import NotFound


class Catalogue:
    def __init__(self, contents: Contents) -> None:
        self.contents = contents

    @property
    def exam(self) -> Exam:
        return self.contents.exam

    @cached_property
    def zones(self) -> tuple[Zone, ...]:
        return tuple(each for each in self.contents.zones if not each.withdrawn)

    def zone(self, code: str) -> Zone:
        """NotFound when there is none."""
        if code not in self._zones:
            raise NotFound("没有这个考区。")
        return self._zones[code]

    def sites(self, zone: str | None) -> tuple[Site, ...]:
        return self._sites_of.get(zone, ())

    def site(self, code: str | None) -> Site | None:
        return self._sites.get(code)

    def points(self, site: str | None) -> tuple[Point, ...]:
        return self._points_of.get(site, ())

    def point(self, code: str | None) -> Point | None:
        return self._points.get(code)

    def specialties(self, category: str | None, level: str | None) -> tuple[Specialty, ...]:
        return self._specialties_of.get((category, level), ())

    def specialty(self, code: str | None) -> Specialty | None:
        return self._specialties.get(code)

    def levels(self, category: str | None) -> tuple[str, ...]:
        """Those in which the category has a specialty, in the order of codes.LEVELS."""
        return tuple(level for level in codes.LEVELS if self.specialties(category, level))

    def marks_go_on(self, earlier: str, specialty: str) -> bool:
        """Whether subjects passed last year in `earlier` count for `specialty`."""
        found = self.specialty(specialty)
        return earlier == specialty or (found is not None and earlier in found.predecessors)

    def options(self, kind: str) -> tuple[tuple[str, str], ...]:
        """Values with their labels, as forms want them."""
        return self._options.get(kind, ())

    def requirements(self, zone: str, who: Circumstances) -> tuple[Requirement, ...]:
        """What this candidate is asked for; `required` tells the owed from the welcome."""
        return tuple(
            each
            for each in self.contents.requirements
            if each.zone == zone and not each.withdrawn and each.concerns(who)
        )

    def requirement(self, zone: str, code: str) -> Requirement | None:
        found = (each for each in self.contents.requirements if each.code == code)
        return next((each for each in found if each.zone == zone), None)

    def rules(self, level: str | None, category: str | None) -> tuple[EligibilityRule, ...]:
        return tuple(
            each
            for each in self.contents.rules
            if each.level == level and category in each.categories
        )

    def notices(self, zone: str = "") -> tuple[Notice, ...]:
        """Of one zone; without a zone those for everybody."""
        return tuple(each for each in self.contents.notices if each.zone == zone)

    def label(self, kind: str, value: str | None) -> str:
        """The words for a code, fixed or from the catalogue; an unknown one stands for itself."""
        return self._labels.get(kind, {}).get(value or "", value or "")

    def value(self, kind: str, words: str, **within: str) -> str | None:
        """The code for what a file holds: the code itself or its words, whatever the width.

        Names of sites, points and specialties repeat: `zone`, `site`, `level` narrow them down.
        """
        if words in self._labels.get(kind, {}):
            return words
        wanted = _plain(words)
        for each in self._named(kind, **within):
            if _plain(each.name) == wanted:
                return each.code
        if kind in _NAMED:
            return None
        return self._values.get(kind, {}).get(wanted)

    def _named(self, kind: str, **within: str) -> Iterable[Zone | Site | Point | Specialty]:
        found: dict[str, Iterable[Zone | Site | Point | Specialty]] = {
            "zone": self.contents.zones,
            "site": self.contents.sites,
            "registration_point": self.contents.points,
            "specialty": self.contents.specialties,
        }
        for each in found.get(kind, ()):
            if all(getattr(each, name) == value for name, value in within.items()):
                yield each

    @cached_property
    def _zones(self) -> dict[str, Zone]:
        return {each.code: each for each in self.contents.zones}

    @cached_property
    def _sites(self) -> dict[str | None, Site]:
        return {each.code: each for each in self.contents.sites}

    @cached_property
    def _points(self) -> dict[str | None, Point]:
        return {each.code: each for each in self.contents.points}

    @cached_property
    def _specialties(self) -> dict[str | None, Specialty]:
        return {each.code: each for each in self.contents.specialties}

    @cached_property
    def _sites_of(self) -> dict[str | None, tuple[Site, ...]]:
        found: dict[str | None, tuple[Site, ...]] = {}
        for each in self.contents.sites:
            if not each.withdrawn:
                found[each.zone] = (*found.get(each.zone, ()), each)
        return found

    @cached_property
    def _points_of(self) -> dict[str | None, tuple[Point, ...]]:
        found: dict[str | None, tuple[Point, ...]] = {}
        for each in self.contents.points:
            if not each.withdrawn:
                found[each.site] = (*found.get(each.site, ()), each)
        return found

    @cached_property
    def _specialties_of(self) -> dict[tuple[str | None, str | None], tuple[Specialty, ...]]:
        found: dict[tuple[str | None, str | None], tuple[Specialty, ...]] = {}
        for each in self.contents.specialties:
            if not each.withdrawn:
                key = (each.category, each.level)
                found[key] = (*found.get(key, ()), each)
        return found

    @cached_property
    def _options(self) -> dict[str, tuple[tuple[str, str], ...]]:
        found: dict[str, tuple[tuple[str, str], ...]] = {}
        for each in self.contents.options:
            if not each.withdrawn:
                found[each.kind] = (*found.get(each.kind, ()), (each.value, each.label))
        return found

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        found = {kind: dict(words) for kind, words in codes.FIXED.items()}
        for each in self.contents.options:
            found.setdefault(each.kind, {})[each.value] = each.label
        for kind in _NAMED:
            found[kind] = {each.code: each.name for each in self._named(kind)}
        return found

    @cached_property
    def _values(self) -> dict[str, dict[str, str]]:
        return {
            kind: {_plain(words): value for value, words in labels.items()}
            for kind, labels in self._labels.items()
        }


_NAMED = ("zone", "site", "registration_point", "specialty")


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip()
