from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.applications.made import ANSWERED, RECORD, dossier

from baoming.applications.advice import advice, warnings


def told(**columns: Any) -> tuple[str, int | None, int | None]:
    found = advice(dossier(**columns))
    return found.verdict, found.years_wanted, found.years_had


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, ("met", 3, 9)),
        # A month counts from its first day: three years are complete at the end of 2023.
        ({"first_licensed_in": "2020-12"}, ("met", 3, 3)),
        ({"first_licensed_in": "2021-01"}, ("not_met", 3, 2)),
        ({"first_licensed_in": None}, ("unclear", 3, None)),
        ({"education": None}, ("unclear", None, None)),
    ],
)
def test_the_advice_follows_the_answers_as_saved(
    columns: dict[str, Any], expected: tuple[str, int | None, int | None]
) -> None:
    assert told(**columns) == expected


def test_a_diploma_after_the_cut_off_day_does_not_count() -> None:
    late = replace(
        dossier(),
        educations=({**RECORD, "graduated_on": date(2024, 1, 1)},),
    )
    assert advice(late).verdict == "not_met"


@pytest.mark.parametrize(
    ("expires", "permanent", "warned"),
    [
        (date(2024, 4, 20), False, True),
        (date(2024, 4, 21), False, False),
        (date(2024, 4, 20), True, False),
        (None, False, False),
    ],
)
def test_a_document_that_ends_before_the_last_exam_day_is_a_warning(
    expires: date | None, permanent: bool, warned: bool
) -> None:
    made = dossier(id_expires_on=expires, id_permanent=permanent)
    assert list(warnings(made)) == (["id_expires_on"] if warned else [])


def test_nothing_is_warned_of_before_anything_is_answered() -> None:
    empty = dict.fromkeys(ANSWERED, None) | {"notice_agreed": False}
    assert warnings(dossier(**empty)) == {}
