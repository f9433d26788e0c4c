"""Advice on the conditions of education and years (人社部发〔2021〕51号). Never a block.

Years are whole years completed at the cut-off day, a month counting from its first day: from
2019-12 four years are complete at 2023-12-31, from 2020-01 they are not. A diploma, licence,
title or certificate dated after that day does not count. Of alternative rules the one nearest
to being met is told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from baoming.catalogue import codes
from baoming.catalogue.entries import EligibilityRule

Verdict = Literal["met", "not_met", "unclear"]

PHYSICIANS = ("clinical", "oral", "tcm", "public_health")
_NEAREST = {"met": 0, "unclear": 1, "not_met": 2}
_NEVER = 1000
"""The shortage, in years, of what is not held at all."""


@dataclass(frozen=True)
class Facts:
    """An application's answers; `None`: not answered. Months are `YYYY-MM`."""

    level: str | None = None
    category: str | None = None
    qualification: str | None = None
    graduated_on: date | None = None
    started_in: str | None = None
    practice_category: str | None = None
    first_licensed_in: str | None = None
    current_title: str | None = None
    title_obtained_in: str | None = None
    residency_certified_in: str | None = None
    years_in_specialty: int | None = None


@dataclass(frozen=True)
class Assessment:
    """One rule held against the facts. `years_had` is `None` where nothing can be counted."""

    rule: EligibilityRule
    verdict: Verdict
    since: str | None
    years_had: int | None
    missing: str
    shortage: int

    @property
    def sentence(self) -> str:
        return rule_sentence(self.rule)


@dataclass(frozen=True)
class Advice:
    verdict: Verdict
    missing: str
    """What stands against it or is not known; empty when met."""
    nearest: Assessment | None = None
    alternatives: tuple[Assessment, ...] = ()
    """The other rules for this education."""
    notes: tuple[str, ...] = ()

    @property
    def rule(self) -> EligibilityRule | None:
        return self.nearest.rule if self.nearest else None

    @property
    def years_wanted(self) -> int | None:
        return self.nearest.rule.years if self.nearest else None

    @property
    def years_had(self) -> int | None:
        return self.nearest.years_had if self.nearest else None


def advise(rules: Iterable[EligibilityRule], facts: Facts, cut_off: date) -> Advice:
    notes = _notes(facts, cut_off)
    if not (facts.level and facts.category and facts.qualification):
        return Advice("unclear", "专业类别、级别和教育情况填写完整后，才能给出提示。", notes=notes)
    found = [_assess(rule, facts, cut_off) for rule in rules if _fits(rule, facts)]
    if not found:
        return Advice("unclear", _no_rule(facts), notes=notes)
    nearest, *others = sorted(found, key=lambda each: (_NEAREST[each.verdict], each.shortage))
    if facts.graduated_on is not None and facts.graduated_on > cut_off:
        late = f"毕业时间晚于 {_day(cut_off)}，这个学历不计入。"
        return Advice("not_met", late, nearest, tuple(others), notes)
    return Advice(nearest.verdict, nearest.missing, nearest, tuple(others), notes)


def whole_years(month: str, day: date) -> int:
    """Completed years from the first day of `month` (YYYY-MM) to `day`; below 0 when later."""
    start = date.fromisoformat(f"{month}-01")
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def rule_sentence(rule: EligibilityRule) -> str:
    who = f"报考{codes.LEVELS[rule.level]}，{codes.QUALIFICATIONS[rule.qualification]}学历"
    if not rule.counted_from:
        return f"{who}：可直接报考（需满 {rule.years} 年）。"
    return f"{who}：自{codes.COUNTED_FROM[rule.counted_from]}起需满 {rule.years} 年。"


def _fits(rule: EligibilityRule, facts: Facts) -> bool:
    return (
        rule.level == facts.level
        and facts.category in rule.categories
        and rule.qualification == facts.qualification
    )


def _assess(rule: EligibilityRule, facts: Facts, cut_off: date) -> Assessment:
    if not rule.counted_from:
        return Assessment(rule, "met", None, None, "", 0)
    held, since = _HELD[rule.counted_from](facts)
    event = codes.COUNTED_FROM[rule.counted_from]
    if held is False:
        return Assessment(
            rule, "not_met", None, None, f"没有“{event}”的记录。", _NEVER + rule.years
        )
    if held is None or not since:
        missing = f"填写{event}的年月后，才能计算年限。"
        return Assessment(rule, "unclear", None, None, missing, rule.years)
    return _counted(rule, since, whole_years(since, cut_off), cut_off)


def _counted(rule: EligibilityRule, since: str, had: int, cut_off: date) -> Assessment:
    short = rule.years - had
    if short <= 0:
        return Assessment(rule, "met", since, had, "", short)
    if had < 0:
        event = codes.COUNTED_FROM[rule.counted_from]
        missing = f"{event}的时间晚于 {_day(cut_off)}，不计入。"
    else:
        missing = f"截至 {_day(cut_off)} 满 {had} 年，还差 {short} 年。"
    return Assessment(rule, "not_met", since, max(had, 0), missing, short)


Held = tuple[bool | None, str | None]
"""Whether the event took place (`None`: not known), and its month."""


def _licence(facts: Facts, practices: tuple[str, ...]) -> Held:
    if facts.practice_category is None:
        return None, None
    return facts.practice_category in practices, facts.first_licensed_in


def _title(facts: Facts, title: str) -> Held:
    """The form asks for the current title alone: when the lower one was obtained is unknown."""
    if facts.current_title == title:
        return True, facts.title_obtained_in
    higher = title == "assistant" and facts.current_title == "practitioner"
    return (None if facts.current_title is None or higher else False), None


def _certificate(facts: Facts) -> Held:
    return bool(facts.residency_certified_in), facts.residency_certified_in


_HELD: dict[str, Callable[[Facts], Held]] = {
    "work_start": lambda facts: (True, facts.started_in),
    "physician_licence": lambda facts: _licence(facts, PHYSICIANS),
    "nurse_licence": lambda facts: _licence(facts, ("nursing",)),
    "assistant_title": lambda facts: _title(facts, "assistant"),
    "practitioner_title": lambda facts: _title(facts, "practitioner"),
    "residency_certificate": _certificate,
}


def _no_rule(facts: Facts) -> str:
    level, qualification = codes.LEVELS[facts.level or ""], codes.QUALIFICATIONS
    held = qualification[facts.qualification or ""]
    return f"没有收录{held}学历报考{level}的条件，请向考点咨询。"


def _notes(facts: Facts, cut_off: date) -> tuple[str, ...]:
    found = []
    if facts.category == "medical" and facts.practice_category not in (None, *PHYSICIANS):
        found.append("医疗类专业须已完成医师执业注册。")
    if facts.category == "nursing" and facts.practice_category not in (None, "nursing"):
        found.append("护理类专业须已完成护士执业注册。")
    if facts.started_in and facts.years_in_specialty is not None:
        counted = max(whole_years(facts.started_in, cut_off), 0)
        if counted != facts.years_in_specialty:
            found.append(
                f"您填写从事本专业 {facts.years_in_specialty} 年，按参加本专业工作年月"
                f"计算到 {_day(cut_off)} 满 {counted} 年，请核对。"
            )
    return tuple(found)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
