from datetime import UTC, datetime
from typing import Any

import pytest

from baoming.catalogue.entries import Requirement
from baoming.catalogue.lookups import Catalogue
from baoming.catalogue.reader import read
from baoming.materials.requirements import Held, Slot, owed, slots, unsettled
from baoming.settings import ROOT

UNANSWERED: dict[str, Any] = {
    "zone": "12",
    "rounds": 0,
    "refused_items": None,
    "category": None,
    "level": None,
    "current_title": None,
    "practice_category": None,
    "residency_certified_in": None,
    "employer_type": None,
    "education": None,
}
NURSE = {
    **UNANSWERED,
    "category": "nursing",
    "level": "practitioner",
    "current_title": "assistant",
    "practice_category": "nursing",
    "employer_type": "general_hospital",
    "education": 1,
}
COLLEGE = {"degree": "none", "verification": "passed"}
FOR_ALL = ["stamped_form", "truth_pledge", "identity", "diploma"]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(read(ROOT / "src/baoming/catalogue/data/2024"))


def held(code: str, *, number: int = 1, round: int = 0) -> Held:
    now = datetime(2023, 12, 5, tzinfo=UTC)
    return Held(number, code, 0, round, "f" * 43, None, "a.jpg", now, None, "image/jpeg", 9)


def codes(found: tuple[Slot, ...] | tuple[Requirement, ...]) -> list[str]:
    return [each.code for each in found]


def test_before_any_answer_only_what_everybody_owes_is_asked(catalogue: Catalogue) -> None:
    found = slots(catalogue, UNANSWERED, None, ())
    assert (codes(found), codes(owed(found))) == (FOR_ALL, FOR_ALL)
    assert unsettled(UNANSWERED)


def test_a_nurse_owes_her_licence_and_her_title(catalogue: Catalogue) -> None:
    found = slots(catalogue, NURSE, COLLEGE, ())
    assert codes(owed(found)) == [*FOR_ALL, "licence", "title_certificate"]
    welcome = ["employment", "experience", "social_insurance"]
    assert codes(found) == [*FOR_ALL, "licence", "title_certificate", *welcome]
    assert not unsettled(NURSE)


@pytest.mark.parametrize(
    ("application", "cited", "more"),
    [
        ({}, {"degree": "bachelor", "verification": "passed"}, {"degree_certificate"}),
        ({}, {"degree": "none", "verification": "failed"}, {"education_report"}),
        ({"category": "medical", "residency_certified_in": "2020-08"}, COLLEGE,
         {"residency_certificate"}),
        ({"level": "intermediate"}, COLLEGE, {"continuing_education"}),
    ],
)  # fmt: skip
def test_what_is_asked_follows_the_answers(
    catalogue: Catalogue, application: dict[str, Any], cited: dict[str, Any], more: set[str]
) -> None:
    before = set(codes(slots(catalogue, NURSE, COLLEGE, ())))
    assert set(codes(slots(catalogue, NURSE | application, cited, ()))) - before == more


def test_each_zone_has_its_own_list(catalogue: Catalogue) -> None:
    found = slots(catalogue, UNANSWERED | {"zone": "31"}, None, ())
    assert codes(found) == ["stamped_form", "identity", "diploma"]


def test_a_file_settles_its_slot(catalogue: Catalogue) -> None:
    found = slots(catalogue, NURSE, COLLEGE, [held("identity"), held("licence")])
    assert codes(owed(found)) == ["stamped_form", "truth_pledge", "diploma", "title_certificate"]


def test_after_a_refusal_what_it_points_at_comes_first(catalogue: Catalogue) -> None:
    refused = NURSE | {
        "rounds": 1,
        "refused_items": "material:diploma section:work material:licence",
    }
    files = [held(code) for code in (*FOR_ALL, "licence", "title_certificate")]
    found = slots(catalogue, refused, COLLEGE, files)
    assert codes(found)[:3] == ["diploma", "licence", "stamped_form"]
    assert codes(tuple(each for each in found if each.to_mend)) == ["diploma", "licence"]
    mended = slots(catalogue, refused, COLLEGE, [*files, held("diploma", number=9, round=1)])
    assert codes(tuple(each for each in mended if each.to_mend)) == ["licence"]
    assert codes(mended)[:2] == ["diploma", "licence"]


def test_a_file_that_is_not_asked_for_any_more_is_still_there_at_the_end(
    catalogue: Catalogue,
) -> None:
    last = slots(catalogue, NURSE, COLLEGE, [held("degree_certificate")])[-1]
    assert (last.code, last.concerns, last.owed, len(last.files)) == (
        "degree_certificate", False, False, 1,
    )  # fmt: skip


def test_what_an_officer_points_at_is_shown_even_if_no_answer_asks_for_it(
    catalogue: Catalogue,
) -> None:
    refused = NURSE | {"rounds": 1, "refused_items": "material:degree_certificate material:none"}
    found = slots(catalogue, refused, COLLEGE, ())
    assert (found[0].code, found[0].to_mend) == ("degree_certificate", True)
