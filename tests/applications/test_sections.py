from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.applications.made import ANSWERED, RECORD, catalogue, empty_frame, frame

from baoming.applications.sections import (
    BY_NAME,
    SECTIONS,
    Frame,
    answers,
    columns,
    proposed,
)
from baoming.applications.sections.base import as_typed, texts
from baoming.fields import bind


def missing(name: str, made: Frame) -> list[str]:
    return list(BY_NAME[name].missing(made))


def faults(name: str, made: Frame, **typed: Any) -> list[str]:
    """The fields that a saving of these answers refuses."""
    given = {key: [value] if isinstance(value, str) else value for key, value in typed.items()}
    section = BY_NAME[name]
    return list(bind(section.form(made, texts(given)), given, may_be_missing=True).errors)


def test_the_sections_stand_in_the_order_of_the_contract() -> None:
    names = [section.name for section in SECTIONS]
    assert names == ["notice", "site", "basic", "contact", "exam", "education", "work", "photo"]


def test_nothing_is_missing_where_everything_is_answered() -> None:
    assert {s.name: s.missing(frame()) for s in SECTIONS} == {s.name: {} for s in SECTIONS}
    assert all(section.done(frame()) for section in SECTIONS)


def test_every_obligatory_answer_is_missing_at_the_start() -> None:
    assert {section.name: list(section.missing(empty_frame())) for section in SECTIONS} == {
        "notice": ["agree"],
        "site": ["site"],
        "basic": ["gender", "birth_date", "ethnicity", "health", "id_expires_on"],
        "contact": ["mobile"],
        "exam": [
            "category",
            "level",
            "specialty",
            "subjects",
            "practice_category",
            "current_title",
            "years_in_specialty",
        ],
        "education": ["education"],
        "work": ["employer_type", "employer", "employer_affiliation", "started_in"],
        "photo": ["confirm"],
    }


@pytest.mark.parametrize(
    ("section", "changes", "expected"),
    [
        ("site", {"zone": "12", "site": "120101"}, ["registration_point"]),
        ("site", {"zone": "33", "site": "330800"}, []),
        ("basic", {"id_expires_on": None, "id_permanent": True}, []),
        ("exam", {"practice_category": "none", "first_licensed_in": None}, []),
        ("exam", {"first_licensed_in": None}, ["first_licensed_in"]),
        ("exam", {"current_title": "none", "title_obtained_in": None}, []),
        ("exam", {"title_obtained_in": None}, ["title_obtained_in"]),
        ("exam", {"subjects": ""}, ["subjects"]),
        ("exam", {"years_in_specialty": 0}, []),
        ("work", {"employer_type": "none", "employer": None, "employer_affiliation": None}, []),
        ("work", {"employer": None}, ["employer"]),
    ],
)
def test_what_is_wanted_depends_on_other_answers(
    section: str, changes: dict[str, Any], expected: list[str]
) -> None:
    assert missing(section, frame(**changes)) == expected


def test_what_was_saved_must_still_hold_when_it_is_submitted() -> None:
    assert missing("site", frame(site="110101")) == ["site"]
    assert missing("site", frame(registration_point="33080001")) == ["registration_point"]
    assert missing("exam", frame(level="intermediate")) == ["specialty"]
    assert missing("basic", replace(frame(), fixed_gender="male")) == ["gender"]
    assert missing("education", frame(education=99)) == ["education"]


def test_a_newer_photo_is_confirmed_again_but_changes_nothing_submitted() -> None:
    newer = replace(frame(), photo="a-newer-one")
    assert missing("photo", newer) == ["confirm"]
    submitted = replace(newer, row={**newer.row, "status": "submitted"})
    assert missing("photo", submitted) == []


def test_a_photo_is_confirmed_only_where_there_is_one() -> None:
    nobody = replace(empty_frame(), photo=None)
    assert faults("photo", nobody, confirm="yes") == ["confirm"]
    assert faults("photo", nobody) == []


def test_half_a_section_is_no_fault() -> None:
    made = empty_frame()
    assert {section.name: faults(section.name, made) for section in SECTIONS} == {
        section.name: [] for section in SECTIONS
    }


@pytest.mark.parametrize(
    ("section", "typed", "expected"),
    [
        ("site", {"site": "110101"}, ["site"]),
        ("site", {"site": "430100", "registration_point": "33080001"}, ["registration_point"]),
        ("site", {"registration_point": "33080001"}, ["registration_point"]),
        ("basic", {"gender": "x", "birth_date": "1992-02-30"}, ["gender", "birth_date"]),
        ("basic", {"birth_date": "2023-12-06"}, ["birth_date"]),
        ("contact", {"mobile": "1380000123"}, ["mobile"]),
        ("contact", {"mobile": "+85291234567", "postcode": "41001"}, ["postcode"]),
        ("contact", {"email": "wang@example"}, ["email"]),
        ("contact", {"email": "wang@@example.cn", "phone": "0731"}, ["email"]),
        ("contact", {"address": "长" * 201}, ["address"]),
        (
            "exam",
            {"category": "nursing", "level": "practitioner", "specialty": "368"},
            ["specialty"],
        ),
        ("exam", {"category": "nursing", "specialty": "201"}, ["specialty"]),
        ("exam", {"category": "nursing", "specialty": "203"}, []),
        ("exam", {"subjects": ["basic", "sport"]}, ["subjects"]),
        ("exam", {"first_licensed_in": "2023-13"}, ["first_licensed_in"]),
        ("exam", {"title_obtained_in": "2024-01"}, ["title_obtained_in"]),
        ("exam", {"years_in_specialty": "61"}, ["years_in_specialty"]),
        ("education", {"education": "8"}, ["education"]),
        ("work", {"employer_type": "palace"}, ["employer_type"]),
        ("work", {"employer": "院" * 101}, ["employer"]),
        ("work", {"started_in": "2024-01"}, ["started_in"]),
    ],
)
def test_a_malformed_answer_is_refused(
    section: str, typed: dict[str, Any], expected: list[str]
) -> None:
    assert faults(section, empty_frame(), **typed) == expected


def test_a_resident_number_fixes_gender_and_birth_date() -> None:
    made = replace(empty_frame(), fixed_gender="female", fixed_birth_date=date(1992, 3, 4))
    assert faults("basic", made, gender="male", birth_date="1992-03-05") == [
        "gender",
        "birth_date",
    ]
    assert faults("basic", made, gender="female", birth_date="1992-03-04") == []
    known = proposed(BY_NAME["basic"], made)
    assert (known["gender"], known["birth_date"]) == ("female", date(1992, 3, 4))


def test_all_four_subjects_are_ticked_until_something_was_saved() -> None:
    exam = BY_NAME["exam"]
    assert proposed(exam, empty_frame())["subjects"] == [
        "basic",
        "related",
        "professional",
        "practice",
    ]
    assert proposed(exam, frame(subjects=""))["subjects"] == []
    assert answers(exam, empty_frame())["subjects"] is None


def test_points_are_asked_for_where_there_are_points() -> None:
    site = BY_NAME["site"]
    names = [[f.name for f in site.form(empty_frame(z), v)] for z, v in (
        ("43", {"site": "430100"}),
        ("33", {"site": "330800"}),
        ("33", {"site": "330100"}),
        ("12", {}),
    )]  # fmt: skip
    both = ["site", "registration_point"]
    assert names == [["site"], both, ["site"], both]
    online, on_site = site.form(empty_frame("12"))[1], site.form(frame(zone="33", site="330800"))[1]
    assert (online.required, on_site.required) == (True, False)
    assert [code for code, _ in on_site.options] == [p.code for p in catalogue().points("330800")]


def test_a_list_without_specialties_says_why() -> None:
    exam = BY_NAME["exam"]
    hints = [
        next(f.hint for f in exam.form(empty_frame(), values) if f.name == "specialty")
        for values in (
            {},
            {"category": "medical", "level": "assistant"},
            {"category": "nursing", "level": "practitioner"},
        )
    ]
    assert hints == [
        "请先选择专业类别和级别，再显示可报的专业。",
        "这个专业类别在这个级别没有可报的专业，请换一个级别。",
        "",
    ]


def test_only_the_dependent_answer_that_no_longer_fits_is_dropped() -> None:
    exam, made = BY_NAME["exam"], empty_frame()
    stale = {"category": ["nursing"], "level": ["intermediate"], "specialty": ["203"]}
    assert exam.current(made, stale) == {"category": ["nursing"], "level": ["intermediate"]}
    fitting = {**stale, "level": ["practitioner"], "years_in_specialty": ["x"]}
    assert exam.current(made, fitting) == fitting
    site = BY_NAME["site"]
    assert site.current(
        empty_frame("33"), {"site": ["330100"], "registration_point": ["33080001"]}
    ) == {"site": ["330100"]}


@pytest.mark.parametrize(
    ("record", "may"),
    [
        ({"verification": "unverified"}, False),
        ({"verification": "failed"}, True),
        ({"verification": "passed"}, True),
        ({"verification": "unverified", "graduated_on": date(2001, 12, 31)}, True),
        ({"verification": "unverified", "graduated_on": date(2002, 1, 1)}, False),
        ({"verification": "unverified", "qualification": "secondary"}, True),
    ],
)
def test_a_zone_may_close_records_that_are_not_verified(record: dict[str, Any], may: bool) -> None:
    made = frame(records=({**RECORD, **record},))
    assert missing("education", made) == []
    strict = replace(made, catalogue=_strict_catalogue())
    assert missing("education", strict) == ([] if may else ["education"])


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_what_is_saved_comes_back_as_it_was_typed(section: Any) -> None:
    made = frame()
    typed = as_typed(section.form(made), answers(section, made))
    bound = bind(section.form(made, texts(typed)), typed)
    written = columns(section, made, bound.data)
    assert written == {name: made.row[name] for name in written}
    assert set(written) <= set(ANSWERED) | set(made.row)


def _strict_catalogue() -> Any:
    contents = catalogue().contents
    zones = tuple(replace(zone, unverified_may_be_cited=False) for zone in contents.zones)
    return type(catalogue())(replace(contents, zones=zones))
