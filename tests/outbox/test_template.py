"""Values as WeChat's category templates take them."""

import pytest

from baoming import clock
from baoming.outbox.template import Template, fits, fitted

NOON = clock.at("2023-12-05T12:00:00+08:00")


@pytest.mark.parametrize(
    ("field", "text", "fitting"),
    [
        ("thing1", "网上报名还有不到2天截止", "网上报名还有不到2天截止"),
        (
            "thing2",
            "还差：报考须知、选择考点信息、联系方式、报考信息",
            "还差：报考须知、选择考点信息、联系方式等",
        ),
        ("thing2", "照" * 25, "照" * 19 + "…"),
        ("thing3", "", "无"),
        ("thing3", "第一行\n第二行", "第一行 第二行"),
        ("phrase1", "已提交，待报名确认", "已提交待报"),
        ("character_string1", "202400000001", "202400000001"),
        ("character_string1", "军字第12号", "12"),
        ("character_string1", "", "-"),
        ("time4", "2023年12月14日 23:59", "2023年12月14日 23:59"),
    ],
)
def test_a_value_is_cut_to_what_its_field_takes(field: str, text: str, fitting: str) -> None:
    assert fitted(field, text) == fitting
    assert fits(field, fitting)


def test_what_does_not_fit_is_told_apart() -> None:
    assert not fits("thing1", "照" * 21)
    assert not fits("phrase1", "已提交，待")
    assert not fits("character_string2", "中文")
    assert not fits("thing1", "")


def test_a_template_without_fields_gets_every_word_whole() -> None:
    words = {"status": "照" * 40}
    assert Template.read("demo-template").filled(words, NOON) == words


def test_a_template_with_fields_names_its_own() -> None:
    template = Template.read("T1/character_string1:number/time3:at")
    assert template.number == "T1"
    assert template.filled({"number": "7", "status": "x"}, NOON) == {
        "character_string1": "7",
        "time3": "2023年12月5日 12:00",
    }
