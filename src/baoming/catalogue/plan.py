"""What a load would change, and whom each change concerns; nothing is written here."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal

from baoming.catalogue.entries import Contents, Exam
from baoming.catalogue.store import KINDS, Kind, from_row, to_row

What = Literal["new", "changed", "withdrawn", "removed"]
WORDS: dict[str, str] = {
    "new": "新增",
    "changed": "修改",
    "withdrawn": "停用（已有人引用，不再提供选择）",
    "removed": "删除",
}


@dataclass(frozen=True)
class Change:
    file: str
    key: str
    name: str
    what: What
    details: tuple[str, ...] = ()
    """Each field that changes, "name：old → new"."""
    applications: int = 0
    """How many applications of this exam cite the row."""
    sent: int = 0
    """How many of them brought a file for it: a requirement alone."""

    def __str__(self) -> str:
        concerned = f"，涉及报名申请 {self.applications} 份" if self.applications else ""
        if self.sent:
            concerned += f"，其中 {self.sent} 份已上传"
        head = f"{self.file} {WORDS[self.what]} {self.key} {self.name}".rstrip() + concerned
        return "\n".join([head, *(f"    {each}" for each in self.details)])


@dataclass(frozen=True)
class Report:
    """What a load changed, or would change."""

    exam: str
    dry_run: bool
    counts: Mapping[str, Counter[str]]
    """By file: `new`, `changed`, `same`, `removed`, `withdrawn`."""
    changes: tuple[Change, ...]

    def lines(self) -> list[str]:
        listed = [str(each) for each in self.changes] if self.dry_run else []
        return listed + [
            f"{file}：新增 {found['new']}，修改 {found['changed']}，不变 {found['same']}，"
            f"停用 {found['withdrawn']}，删除 {found['removed']}"
            for file, found in self.counts.items()
        ]


@dataclass
class Plan:
    """The rows to write, by table, with the changes that they make."""

    inserts: list[tuple[Kind, dict[str, Any]]] = field(default_factory=list)
    updates: list[tuple[Kind, int, dict[str, Any]]] = field(default_factory=list)
    deletes: list[tuple[Kind, int]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.inserts or self.updates or self.deletes or self.changes)

    @property
    def touched(self) -> frozenset[str]:
        """The files whose changes may concern somebody: nobody cites a new row, but a new
        requirement is asked of those who are there already."""
        return frozenset(
            each.file
            for each in self.changes
            if each.what != "new" or each.file == "requirements.csv"
        )


@dataclass(frozen=True)
class Citations:
    """Who cites a row: applications of the exam, and anything else that must keep its name."""

    applications: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """By kind of entry and code; options under their own kind."""
    others: frozenset[tuple[str, str]] = frozenset()
    total: int = 0
    sent: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Applications that brought files, by zone and requirement."""

    def of(self, kind: Kind, entry: Any) -> int:
        return self.applications.get(_cited_as(kind, entry), 0)

    def files_for(self, kind: Kind, entry: Any) -> int:
        return self.sent.get((entry.zone, entry.code), 0) if kind.name == "requirements" else 0

    def keeps(self, kind: Kind, entry: Any) -> bool:
        """A requirement keeps its name for the files that were sent, whoever has moved since."""
        cited = self.of(kind, entry) or self.files_for(kind, entry)
        return cited > 0 or _cited_as(kind, entry) in self.others


def plan(
    wanted: Contents,
    exam: Exam | None,
    stored: Mapping[str, list[dict[str, Any]]],
    citations: Citations,
) -> Plan:
    """`exam` and `stored` are what the database holds, `wanted` is what the folder holds."""
    made = Plan(counts={"exam.toml": Counter()})
    _plan_exam(made, wanted.exam, exam, citations)
    for kind in KINDS:
        made.counts[kind.file] = Counter()
        _plan_kind(made, kind, getattr(wanted, kind.name), stored[kind.name], citations)
    return made


def _plan_exam(made: Plan, wanted: Exam, stored: Exam | None, citations: Citations) -> None:
    details = tuple(_differences(stored, wanted)) if stored else ()
    what: What = "changed" if stored else "new"
    if stored and not details:
        made.counts["exam.toml"]["same"] += 1
        return
    made.counts["exam.toml"][what] += 1
    change = Change("exam.toml", wanted.code, wanted.name, what, details, citations.total)
    made.changes.append(change)


def _plan_kind(
    made: Plan,
    kind: Kind,
    wanted: tuple[Any, ...],
    stored: list[dict[str, Any]],
    citations: Citations,
) -> None:
    left = {kind.key_of(from_row(kind.entry, row)): row for row in stored}
    for seq, entry in enumerate(wanted, 1):
        row = left.pop(kind.key_of(entry), None)
        if row is None:
            made.inserts.append((kind, to_row(entry) | {"seq": seq}))
            _note(made, kind, entry, "new", citations)
        else:
            _plan_update(made, kind, row, entry, seq, citations)
    for row in left.values():
        _plan_departure(made, kind, row, citations)


def _plan_update(
    made: Plan, kind: Kind, row: dict[str, Any], entry: Any, seq: int, citations: Citations
) -> None:
    details = tuple(_differences(from_row(kind.entry, row), entry))
    if details or row["seq"] != seq:
        made.updates.append((kind, row["id"], to_row(entry) | {"seq": seq}))
    if details:
        _note(made, kind, entry, "changed", citations, details)
    else:
        made.counts[kind.file]["same"] += 1


def _plan_departure(made: Plan, kind: Kind, row: dict[str, Any], citations: Citations) -> None:
    """A row that the folder no longer holds: it stays, withdrawn, while somebody cites it."""
    entry = from_row(kind.entry, row)
    if not (kind.withdraws and citations.keeps(kind, entry)):
        made.deletes.append((kind, row["id"]))
        _note(made, kind, entry, "removed", citations)
    elif entry.withdrawn:
        made.counts[kind.file]["same"] += 1
    else:
        made.updates.append((kind, row["id"], {"withdrawn": True}))
        _note(made, kind, entry, "withdrawn", citations)


def _note(
    made: Plan,
    kind: Kind,
    entry: Any,
    what: What,
    citations: Citations,
    details: tuple[str, ...] = (),
) -> None:
    made.counts[kind.file][what] += 1
    key = " ".join(_shown(each) for each in kind.key_of(entry) if each)
    name = next((getattr(entry, n) for n in ("name", "title", "label") if hasattr(entry, n)), "")
    concerned, sent = citations.of(kind, entry), citations.files_for(kind, entry)
    made.changes.append(Change(kind.file, key, name, what, details, concerned, sent))


def _cited_as(kind: Kind, entry: Any) -> tuple[str, str]:
    if kind.name == "options":
        return entry.kind, entry.value
    if kind.name == "requirements":  # asked of, and perhaps sent by, everybody in the zone
        return "zones", entry.zone
    return kind.name, getattr(entry, "code", "")


def _differences(old: Any, new: Any) -> Iterator[str]:
    for each in fields(new):
        before, after = getattr(old, each.name), getattr(new, each.name)
        if before != after:
            yield f"{each.name}：{_shown(before)} → {_shown(after)}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(str(each) for each in value) or "（空）"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if value is None or value == "":
        return "（空）"
    text = str(value) if not isinstance(value, date) else value.isoformat()
    text = text.replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:60]}…（共 {len(text)} 字）"
