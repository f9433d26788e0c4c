import ast
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoming.fields import Field, Upload, bind, filled
from baoming.settings import ROOT

CITY = Field("city", "城市", "choice", options=(("1", "甲"), ("2", "乙")))
MARKS = Field("marks", "科目", "choices", options=(("a", "甲"), ("b", "乙")))


def fault(field: Field, *values: str) -> str | None:
    return bind([field], {field.name: list(values)}).errors.get(field.name)


def value(field: Field, *values: str) -> object:
    bound = bind([field], {field.name: list(values)})
    assert bound.ok
    return bound.data[field.name]


def test_every_fault_is_told_at_once() -> None:
    fields = [Field("name", "姓名"), CITY, Field("agree", "同意", "tick")]
    assert bind(fields, {}).errors == {
        "name": "请填写姓名。",
        "city": "请选择城市。",
        "agree": "请阅读并勾选“同意”。",
    }


def test_a_half_filled_section_is_no_fault() -> None:
    bound = bind([CITY, MARKS, Field("agree", "同意", "tick")], {}, may_be_missing=True)
    assert (bound.errors, bound.data) == ({}, {"city": None, "marks": [], "agree": False})


def test_what_was_typed_is_shown_again_but_no_password() -> None:
    bound = bind(
        [Field("name", "姓名", max=2), Field("secret", "密码", "password", max=3)],
        {"name": [" 张三丰 "], "secret": ["longer"]},
    )
    assert bound.values == {"name": " 张三丰 ", "secret": ""}
    assert set(bound.errors) == {"name", "secret"}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (Field("f", "甲", max=3), "四个字了"),
        (Field("f", "甲"), "a\x00b"),
        (Field("f", "甲"), "a\nb"),
        (Field("f", "甲"), "\ud800"),
        (CITY, "3"),
        (CITY, "1\x00"),
        (Field("f", "甲", "date"), "2023-2-3"),
        (Field("f", "甲", "date"), "2023-02-30"),
        (Field("f", "甲", "date"), "0001-01-01"),
        (Field("f", "甲", "date"), "２０２３-02-03"),
        (Field("f", "甲", "month"), "2023-13"),
        (Field("f", "甲", "month"), "2023-1"),
        (Field("f", "甲", "integer", low=0, high=60), "61"),
        (Field("f", "甲", "integer", low=0, high=60), "-1"),
        (Field("f", "甲", "integer", low=0, high=60), "1.5"),
        (Field("f", "甲", "integer", low=0, high=60), "٣"),
        (Field("f", "甲", "integer", low=0, high=60), "9" * 400),
    ],
)
def test_a_bad_value_gets_a_sentence(field: Field, text: str) -> None:
    said = fault(field, text)
    assert said is not None
    assert said.endswith("。")


@pytest.mark.parametrize(
    ("field", "text", "meant"),
    [
        (Field("f", "甲"), "  张三  ", "张三"),
        (Field("f", "甲", "password"), "  三  ", "  三  "),
        (Field("f", "甲", "date"), "2023-02-03", date(2023, 2, 3)),
        (Field("f", "甲", "month"), "2023-02", "2023-02"),
        (Field("f", "甲", "integer", low=0, high=60), "007", 7),
        (Field("f", "甲", "textarea"), "一\r\n二", "一\r\n二"),
        (Field("f", "甲", "tick"), "anything", True),
        (CITY, "2", "2"),
    ],
)
def test_a_good_value_is_parsed(field: Field, text: str, meant: object) -> None:
    assert value(field, text) == meant


def test_choices_come_in_the_order_of_the_form_and_once() -> None:
    assert value(MARKS, "b", "a", "b") == ["a", "b"]
    assert fault(MARKS, "a", "c") == "科目中有无法识别的选项，请重新选择。"


def test_a_text_in_place_of_a_file_is_no_file() -> None:
    file = Field("photo", "照片", "file")
    assert fault(file, "not a file") == "请选择要上传的照片。"
    upload = Upload("a.jpg", b"data")
    assert bind([file], {"photo": [upload]}).data["photo"] is upload
    assert bind([file], {"photo": [Upload("", b"")]}).errors == {"photo": "请选择要上传的照片。"}


@given(st.text(max_size=40))
def test_any_text_is_parsed_or_told(text: str) -> None:
    for kind in ("text", "textarea", "password", "date", "month", "integer"):
        bound = bind([Field("f", "甲", kind, max=30)], {"f": [text]})
        assert bound.ok or bound.errors["f"].endswith("。")


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_saved_shows_as_what_can_be_sent_again(day: date) -> None:
    field = Field("f", "甲", "date")
    shown = filled([field], {"f": day}).values["f"]
    assert bind([field], {"f": [shown]}).data == {"f": day}


def test_whatever_must_not_stay_on_a_phone_is_declared_private() -> None:
    """Identity numbers, answers, and the login, which may be a number (form.js)."""
    secret = {"id_number", "id_number_again", "security_answer", "login"}
    found = []
    for path in sorted((ROOT / "src/baoming").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "Field" and call.args:
                name = ast.literal_eval(call.args[0]) if _plain(call.args[0]) else ""
                if name in secret:
                    private = any(word.arg == "private" for word in call.keywords)
                    found.append((path.stem, name, private))
    assert [each for each in found if not each[2]] == []
    assert {name for _, name, _ in found} == secret


def _plain(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)
