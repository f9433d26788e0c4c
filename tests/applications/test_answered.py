from tests.applications.made import ANSWERED, catalogue, dossier

from baoming.applications.answered import parts, words
from baoming.applications.sections import SECTIONS


def test_every_section_comes_with_its_answers_in_words() -> None:
    found = {part.section.name: part for part in parts(dossier())}
    assert list(found) == [section.name for section in SECTIONS]
    assert all(not part.faults for part in found.values())
    exam = {answer.label: answer.value for answer in found["exam"].answers}
    assert exam["专业"] == "203 护理学"
    assert exam["报考科目"] == "基础知识、相关专业知识、专业知识、专业实践能力"
    assert exam["住培合格证书发证年月"] == ""
    education = {answer.label: answer.value for answer in found["education"].answers}
    assert (education["学历"], education["毕业时间"], education["学制"]) == (
        "大专",
        "2013-07-01",
        "3",
    )


def test_what_is_owed_is_marked_and_what_is_optional_is_not() -> None:
    empty = dict.fromkeys(ANSWERED, None) | {"notice_agreed": False}
    found = {part.section.name: part for part in parts(dossier(**empty))}
    contact = {answer.name: answer.owed for answer in found["contact"].answers}
    assert [name for name, owed in contact.items() if owed] == ["mobile"]
    assert list(found["education"].faults) == ["education"]


def test_a_document_has_either_an_end_or_none() -> None:
    for permanent, shown, hidden in (
        (False, "id_expires_on", "id_permanent"),
        (True, "id_permanent", "id_expires_on"),
    ):
        basic = parts(dossier(id_permanent=permanent))[2]
        names = [answer.name for answer in basic.answers]
        assert (shown in names, hidden in names) == (True, False)


def test_words_of_a_value() -> None:
    found = [
        words(catalogue(), name, value)
        for name, value in (
            ("zone", "43"),
            ("site", "430100"),
            ("subjects", "basic practice"),
            ("years_in_specialty", 0),
            ("id_permanent", False),
            ("employer", None),
            ("employer", "某医院"),
        )
    ]
    assert found == ["湖南", "长沙市", "基础知识、专业实践能力", "0", "否", "", "某医院"]
