"""One exam's catalogue as values: what the folder holds, what the database holds, what pages show.

Field names are the column names of tables.py; lists that a column keeps as text with spaces
are tuples here. Entries of both origins compare equal when nothing changed.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from baoming.catalogue.codes import EVIDENCE


class Marked:
    """What carries a mark of evidence."""

    evidence: str

    @property
    def caution(self) -> str:
        """What a page says about the mark; empty for what is sourced."""
        return EVIDENCE[self.evidence]


@dataclass(frozen=True)
class Exam(Marked):
    code: str
    name: str
    previous: str
    opens_at: datetime
    closes_at: datetime
    exam_days: tuple[date, ...]
    cut_off_on: date
    special_notice: str
    statement: str
    pledge: str
    exclusions: str
    eligibility_note: str
    payment_note: str
    evidence: str

    def is_open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at


@dataclass(frozen=True)
class Zone(Marked):
    code: str
    name: str
    confirmation: str
    confirmation_ends_at: datetime
    confirmation_announced: bool
    reupload_ends_at: datetime
    reupload_announced: bool
    deadlines_bind_unannounced: bool
    auto_confirm: bool
    compared_fields: tuple[str, ...]
    lock_specialty_after_auto_confirm: bool
    materials_when_unchanged: bool
    unverified_may_be_cited: bool
    place: str
    hours: str
    bring: str
    contact: str
    evidence: str
    withdrawn: bool = False

    @property
    def online(self) -> bool:
        return self.confirmation == "online"

    @property
    def confirmation_deadline(self) -> datetime | None:
        """The first instant that is too late for confirmation on site; `None`: binds nobody."""
        binds = self.confirmation_announced or self.deadlines_bind_unannounced
        return self.confirmation_ends_at if binds else None

    @property
    def reupload_deadline(self) -> datetime | None:
        """The first instant that is too late for mending; `None`: binds nobody."""
        binds = self.reupload_announced or self.deadlines_bind_unannounced
        return self.reupload_ends_at if binds else None


@dataclass(frozen=True)
class Site(Marked):
    zone: str
    code: str
    name: str
    evidence: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Point(Marked):
    site: str
    code: str
    name: str
    address: str
    evidence: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Specialty(Marked):
    code: str
    name: str
    level: str
    category: str
    delivery: str
    predecessors: tuple[str, ...]
    evidence: str
    withdrawn: bool = False


@dataclass(frozen=True)
class EligibilityRule(Marked):
    level: str
    categories: tuple[str, ...]
    qualification: str
    years: int
    counted_from: str
    note: str
    evidence: str


@dataclass(frozen=True)
class Circumstances:
    """What decides which materials a candidate owes; `None`: not answered yet."""

    category: str | None = None
    level: str | None = None
    current_title: str | None = None
    practice_category: str | None = None
    residency_certified_in: str | None = None
    degree: str | None = None
    employer_type: str | None = None
    verification: str | None = None

    def conditions(self) -> frozenset[str]:
        """Those of codes.CONDITIONS that hold."""
        employed = self.employer_type not in (None, "none")
        found = {
            "degree": self.degree not in (None, "none"),
            "licence": self.practice_category not in (None, "none"),
            "residency": bool(self.residency_certified_in),
            "title": self.current_title not in (None, "none"),
            "employer": employed,
            "no_employer": self.employer_type == "none",
            "verification_failed": self.verification == "failed",
        }
        return frozenset(name for name, holds in found.items() if holds)


@dataclass(frozen=True)
class Requirement(Marked):
    zone: str
    code: str
    name: str
    note: str
    required: bool
    categories: tuple[str, ...]
    levels: tuple[str, ...]
    titles: tuple[str, ...]
    conditions: tuple[str, ...]
    max_files: int
    max_pages: int
    max_bytes: int
    evidence: str
    withdrawn: bool = False

    def concerns(self, who: Circumstances) -> bool:
        """An empty list is no condition; every list that is not empty has to fit."""
        return (
            (not self.categories or who.category in self.categories)
            and (not self.levels or who.level in self.levels)
            and (not self.titles or who.current_title in self.titles)
            and (not self.conditions or not who.conditions().isdisjoint(self.conditions))
        )


@dataclass(frozen=True)
class Option(Marked):
    kind: str
    value: str
    label: str
    evidence: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Notice(Marked):
    """Of one zone, or of all where `zone` is empty."""

    zone: str
    code: str
    title: str
    body: str
    source: str
    published_on: date | None
    evidence: str


@dataclass(frozen=True)
class Contents:
    """Every entry of one exam, each kind in the order of its file."""

    exam: Exam
    zones: tuple[Zone, ...] = ()
    sites: tuple[Site, ...] = ()
    points: tuple[Point, ...] = ()
    specialties: tuple[Specialty, ...] = ()
    rules: tuple[EligibilityRule, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    options: tuple[Option, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong, and where. Lines count from 1, the head of a CSV file being line 1."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.reason}"


class CatalogueFaults(Exception):
    """The folder holds faults; nothing of it was taken."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(each) for each in self.faults))


@dataclass
class FaultList:
    """Collects the faults of a whole folder, so that all are told at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, file: str, line: int, reason: str) -> None:
        self.found.append(Fault(file, line, reason))

    def clean(self, file: str) -> bool:
        return all(each.file != file for each in self.found)
