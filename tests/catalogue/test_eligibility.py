from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogue.conftest import DATA

from baoming.catalogue.eligibility import Facts, advise, rule_sentence, whole_years
from baoming.catalogue.reader import read

RULES = read(DATA).rules
CUT_OFF = date(2023, 12, 31)

NURSE = Facts(
    level="practitioner",
    category="nursing",
    qualification="college",
    graduated_on=date(2019, 6, 30),
    started_in="2019-08",
    practice_category="nursing",
    first_licensed_in="2020-12",
    current_title="none",
    years_in_specialty=4,
)
PHYSICIAN = Facts(
    level="intermediate",
    category="medical",
    qualification="bachelor",
    graduated_on=date(2016, 6, 30),
    started_in="2016-08",
    practice_category="clinical",
    first_licensed_in="2019-03",
    current_title="none",
    years_in_specialty=7,
)
months = st.dates(date(1980, 1, 1), date(2024, 12, 1)).map(lambda day: f"{day:%Y-%m}")


def verdict(facts: Facts) -> str:
    return advise(RULES, facts, CUT_OFF).verdict


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2023-12", 0),
        ("2023-01", 0),
        ("2022-12", 1),
        ("2020-12", 3),
        ("2021-01", 2),
        ("2024-01", -1),
        ("2024-12", -1),
    ],
)
def test_whole_years_count_from_the_first_day_of_the_month(month: str, expected: int) -> None:
    assert whole_years(month, CUT_OFF) == expected


def test_whole_years_turn_on_the_first_of_the_month() -> None:
    assert whole_years("2020-12", date(2023, 11, 30)) == 2
    assert whole_years("2020-12", date(2023, 12, 1)) == 3


def test_a_nurse_at_the_boundary() -> None:
    met = advise(RULES, NURSE, CUT_OFF)
    assert (met.verdict, met.years_wanted, met.years_had, met.missing) == ("met", 3, 3, "")
    short = advise(RULES, replace(NURSE, first_licensed_in="2021-01"), CUT_OFF)
    assert (short.verdict, short.years_wanted, short.years_had) == ("not_met", 3, 2)
    assert short.missing == "截至 2023年12月31日 满 2 年，还差 1 年。"
    assert short.nearest
    assert short.nearest.sentence == "报考初级（师），大专学历：自首次护士执业注册起需满 3 年。"


@pytest.mark.parametrize(
    ("qualification", "years"),
    [("secondary", 5), ("college", 3), ("bachelor", 1), ("master", 1), ("doctorate", 1)],
)
def test_nurses_of_every_education(qualification: str, years: int) -> None:
    just = replace(NURSE, qualification=qualification, first_licensed_in=f"{2023 - years}-12")
    late = replace(just, first_licensed_in=f"{2024 - years}-01")
    assert (verdict(just), verdict(late)) == ("met", "not_met")


@pytest.mark.parametrize(
    ("level", "category", "qualification", "facts", "years"),
    [
        ("intermediate", "medical", "secondary", "first_licensed_in", 7),
        ("intermediate", "medical", "college", "first_licensed_in", 6),
        ("intermediate", "medical", "bachelor", "first_licensed_in", 4),
        ("intermediate", "medical", "master", "residency_certified_in", 2),
        ("intermediate", "nursing", "secondary", "title_obtained_in", 7),
        ("intermediate", "nursing", "college", "title_obtained_in", 6),
        ("intermediate", "nursing", "bachelor", "title_obtained_in", 4),
        ("intermediate", "nursing", "master", "title_obtained_in", 2),
        ("intermediate", "pharmacy", "bachelor", "title_obtained_in", 4),
        ("practitioner", "technology", "college", "started_in", 3),
        ("practitioner", "pharmacy", "bachelor", "started_in", 1),
    ],
)
def test_each_rule_turns_at_its_month(
    level: str, category: str, qualification: str, facts: str, years: int
) -> None:
    practice = {"medical": "oral", "nursing": "nursing"}.get(category, "none")
    base = Facts(
        level, category, qualification, practice_category=practice, current_title="practitioner"
    )
    just = replace(base, **{facts: f"{2023 - years}-12"})
    late = replace(base, **{facts: f"{2024 - years}-01"})
    assert (verdict(just), verdict(late), verdict(base)) == (
        "met",
        "not_met",
        "not_met" if facts == "residency_certified_in" else "unclear",
    )
    assert advise(RULES, late, CUT_OFF).years_wanted == years


def test_secondary_pharmacists_count_from_the_assistant_title() -> None:
    facts = Facts("practitioner", "pharmacy", "secondary", current_title="assistant")
    assert verdict(replace(facts, title_obtained_in="2018-12")) == "met"
    assert verdict(replace(facts, title_obtained_in="2019-01")) == "not_met"
    assert verdict(replace(facts, current_title="none")) == "not_met"
    assert verdict(replace(facts, current_title="practitioner")) == "unclear"


@pytest.mark.parametrize("qualification", ["secondary", "college"])
def test_assistants_may_sit_directly(qualification: str) -> None:
    facts = Facts("assistant", "pharmacy", qualification, graduated_on=date(2023, 12, 31))
    found = advise(RULES, facts, CUT_OFF)
    assert (found.verdict, found.years_wanted, found.missing) == ("met", 0, "")
    assert found.rule
    assert rule_sentence(found.rule).endswith("：可直接报考（需满 0 年）。")


def test_of_two_ways_the_nearer_is_told() -> None:
    by_licence = advise(RULES, PHYSICIAN, CUT_OFF)
    assert (by_licence.verdict, by_licence.years_wanted, by_licence.years_had) == ("met", 4, 4)
    by_residency = advise(
        RULES,
        replace(PHYSICIAN, first_licensed_in="2021-03", residency_certified_in="2021-12"),
        CUT_OFF,
    )
    assert (by_residency.verdict, by_residency.years_wanted) == ("met", 2)
    assert [each.rule.years for each in by_residency.alternatives] == [4]
    neither = advise(
        RULES,
        replace(PHYSICIAN, first_licensed_in="2021-03", residency_certified_in="2022-06"),
        CUT_OFF,
    )
    assert (neither.verdict, neither.years_wanted, neither.years_had) == ("not_met", 2, 1)
    without = advise(RULES, replace(PHYSICIAN, first_licensed_in="2021-03"), CUT_OFF)
    assert (without.verdict, without.years_wanted, without.years_had) == ("not_met", 4, 2)


def test_a_doctor_needs_the_certificate_itself() -> None:
    facts = replace(PHYSICIAN, qualification="doctorate")
    assert advise(RULES, facts, CUT_OFF).missing == "没有“取得住院医师规范化培训合格证书”的记录。"
    assert verdict(replace(facts, residency_certified_in="2023-12")) == "met"
    late = advise(RULES, replace(facts, residency_certified_in="2024-01"), CUT_OFF)
    assert late.verdict == "not_met"
    assert late.missing == "取得住院医师规范化培训合格证书的时间晚于 2023年12月31日，不计入。"
    assert late.years_had == 0


def test_a_diploma_after_the_cut_off_day_does_not_count() -> None:
    assert verdict(replace(NURSE, graduated_on=CUT_OFF)) == "met"
    late = advise(RULES, replace(NURSE, graduated_on=date(2024, 1, 1)), CUT_OFF)
    assert late.verdict == "not_met"
    assert late.missing == "毕业时间晚于 2023年12月31日，这个学历不计入。"
    assert late.years_wanted == 3


def test_a_licence_of_another_kind_is_none() -> None:
    assert verdict(replace(NURSE, practice_category="clinical")) == "not_met"
    assert verdict(replace(PHYSICIAN, practice_category="nursing")) == "not_met"
    assert verdict(replace(PHYSICIAN, practice_category="none")) == "not_met"


@pytest.mark.parametrize("missing", ["level", "category", "qualification"])
def test_without_education_or_specialty_nothing_is_said(missing: str) -> None:
    found = advise(RULES, replace(NURSE, **{missing: None}), CUT_OFF)
    assert (found.verdict, found.rule, found.years_wanted) == ("unclear", None, None)


def test_an_education_without_a_rule_is_unclear() -> None:
    found = advise(RULES, Facts("assistant", "technology", "bachelor"), CUT_OFF)
    assert found.verdict == "unclear"
    assert found.missing == "没有收录本科学历报考初级（士）的条件，请向考点咨询。"


def test_stated_years_are_compared_with_the_months() -> None:
    assert advise(RULES, NURSE, CUT_OFF).notes == ()
    found = advise(RULES, replace(NURSE, years_in_specialty=9), CUT_OFF)
    assert found.verdict == "met"
    assert found.notes == (
        "您填写从事本专业 9 年，按参加本专业工作年月计算到 2023年12月31日 满 4 年，请核对。",
    )


@given(months, months, st.sampled_from(RULES))
def test_an_earlier_month_is_never_worse(one: str, other: str, rule: object) -> None:
    earlier, later = sorted((one, other))
    base = Facts(
        rule.level,  # type: ignore[attr-defined]
        rule.categories[0],  # type: ignore[attr-defined]
        rule.qualification,  # type: ignore[attr-defined]
        practice_category="clinical" if "medical" in rule.categories else "nursing",  # type: ignore[attr-defined]
        current_title="assistant" if rule.counted_from == "assistant_title" else "practitioner",  # type: ignore[attr-defined]
    )

    def had(month: str) -> tuple[bool, int]:
        filled = replace(
            base, started_in=month, first_licensed_in=month, title_obtained_in=month,
            residency_certified_in=month,
        )  # fmt: skip
        found = advise(RULES, filled, CUT_OFF)
        return found.verdict == "met", found.years_had or 0

    assert had(earlier) >= had(later)


@given(months, st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_whole_years_are_the_anniversaries_reached(month: str, day: date) -> None:
    year, of_year = int(month[:4]), int(month[5:])
    reached = sum(date(y, of_year, 1) <= day for y in range(year + 1, 2032))
    before = date(year, of_year, 1) > day
    assert max(whole_years(month, day), 0) == reached
    assert (whole_years(month, day) < 0) == before
