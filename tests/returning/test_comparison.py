"""Each compared field alone makes one difference; every other way of writing it makes none."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baoming.catalogue.codes import COMPARABLE
from baoming.catalogue.current import Catalogue
from baoming.returning.comparison import Difference, differences

LAST = {
    "name": "阿不都·买买提",
    "file_number": "1",
    "zone": "11",
    "site": "110105",
    "specialty": "368",
    "level": "intermediate",
    "gender": "female",
    "birth_date": "1992-03-04",
    "ethnicity": "01",
    "qualification": "college",
    "degree": "none",
    "school": "吉林大学(南岭)",
    "major": "护理",
    "years_of_schooling": 3,
    "graduated_on": "2013-07-01",
    "certificate_number": "138221201306000123",
    "employer": "北京市朝阳区第三医院",
    "employer_affiliation": "county",
    "employer_type": "general_hospital",
}
OTHERS: dict[str, Any] = {
    "name": "阿不都·买买提江",
    "zone": "22",
    "site": "110101",
    "specialty": "369",
    "level": "practitioner",
    "gender": "male",
    "birth_date": "1992-03-05",
    "ethnicity": "02",
    "qualification": "bachelor",
    "degree": "bachelor",
    "school": "吉林大学",
    "school_note": "南岭",
    "major": "助产",
    "years_of_schooling": 4,
    "graduated_on": "2013-07-02",
    "certificate_number": "138221201306000124",
    "employer": "北京市朝阳区第四医院",
    "employer_affiliation": "province",
    "employer_type": "clinic",
}
FIELDS = tuple(OTHERS)


def test_the_catalogue_compares_what_is_tried_here(book: Catalogue) -> None:
    assert set(book.zone("11").compared_fields) == set(FIELDS)


def test_a_row_equals_itself(book: Catalogue) -> None:
    assert differences(book, FIELDS, LAST, dict(LAST)) == ()


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_changed_alone_is_the_one_difference(book: Catalogue, field: str) -> None:
    now = {**LAST, field: OTHERS[field]}
    assert [each.field for each in differences(book, FIELDS, LAST, now)] == [field]
    assert [each.field for each in differences(book, FIELDS, now, LAST)] == [field]
    without = [name for name in FIELDS if name != field]
    assert differences(book, without, LAST, now) == ()


@pytest.mark.parametrize("field", ["employer", "school", "major", "certificate_number", "gender"])
def test_an_answer_that_is_gone_is_a_difference(book: Catalogue, field: str) -> None:
    now = {**LAST, field: None}
    assert [each.field for each in differences(book, FIELDS, LAST, now)] == [field]


def test_what_is_not_compared_may_change(book: Catalogue) -> None:
    now = {**LAST, "file_number": "2", "mobile": "13800001234", "subjects": "basic"}
    assert differences(book, FIELDS, LAST, now) == ()


def test_differences_are_told_in_words_in_the_order_of_the_form(book: Catalogue) -> None:
    now = {**LAST, "employer_type": "clinic", "specialty": "369", "school_note": "南岭"}
    assert differences(book, reversed(FIELDS), LAST, now) == (
        Difference("specialty", "报考专业", "368 护理学", "369 内科护理"),
        Difference("school_note", "学校备注", "", "南岭"),
        Difference("employer_type", "单位性质", "综合医院", "门诊部、诊所"),
    )


def test_a_merged_specialty_is_no_difference(book: Catalogue) -> None:
    successor = next(each for each in book.contents.specialties if each.predecessors)
    for earlier in successor.predecessors:
        last, now = {"specialty": earlier}, {"specialty": successor.code}
        assert differences(book, ("specialty",), last, now) == ()
        assert len(differences(book, ("specialty",), now, last)) == 1


WIDE = {ord("("): "（", ord(")"): "）", ord("·"): "•", **{n: n + 0xFEE0 for n in range(48, 123)}}
WAYS: list[Callable[[str], str]] = [
    lambda text: f"  {text}　",
    lambda text: text.translate(WIDE),
    lambda text: text.replace("·", "・"),
    lambda text: text.replace("·", "‧"),
    lambda text: text.replace("(", "（").replace(")", ")"),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text(st.sampled_from("吉林大学南岭王𬀩(·)AbZ019 "), max_size=20),
    way=st.sampled_from(WAYS),
)
def test_the_same_text_written_otherwise_is_no_difference(
    book: Catalogue, text: str, way: Callable[[str], str]
) -> None:
    for field in ("name", "school", "employer"):
        assert differences(book, (field,), {field: text}, {field: way(text)}) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changed=st.sets(st.sampled_from(FIELDS)), compared=st.sets(st.sampled_from(FIELDS)))
def test_exactly_the_changed_fields_that_are_compared_differ(
    book: Catalogue, changed: set[str], compared: set[str]
) -> None:
    now = {**LAST, **{field: OTHERS[field] for field in changed}}
    found = [each.field for each in differences(book, compared, LAST, now)]
    assert found == [field for field in COMPARABLE if field in changed & compared]
