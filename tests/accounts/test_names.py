import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoming.accounts.names import check_name, clean_name, comparable, same_name

HAN = st.one_of(
    st.characters(min_codepoint=first, max_codepoint=last, categories=None)
    for first, last in [
        (0x4E00, 0x9FFF),
        (0x3400, 0x4DBF),
        (0xF900, 0xFA6D),
        (0x20000, 0x2A6DF),
        (0x2A700, 0x2B739),
        (0x2B740, 0x2B81D),
        (0x2B820, 0x2CEA1),
        (0x2CEB0, 0x2EBE0),
        (0x2EBF0, 0x2EE5D),
        (0x2F800, 0x2FA1D),
        (0x30000, 0x3134A),
        (0x31350, 0x323AF),
        (0x323B0, 0x33479),
    ]
)
AWKWARD = (
    "李王e\u0301\u0308Ａ（）·•・‧ 　\u00a0\t'’‐\u2f00\ue863\ue816\uf9d0\ufe00\U000e0101\u200b\u0387"
)
ANY = st.text(st.one_of(st.characters(), st.sampled_from(AWKWARD)), max_size=80)


@given(st.text(HAN, min_size=1, max_size=60))
def test_han_characters_of_every_block_pass(name):
    assert check_name(name) is None
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name",
    [
        "李娜",
        "张䶮",
        "𬀩𫖯",
        "㛃𠅤𡿨",
        "李〇",
        "王(suo)",
        "阿卜杜热合曼·买买提",
        "O'Neill",
        "María José García-Núñez",
        "Nguyễn Thị Ánh",
        "Lǚ",
        "m̀",
        "﨑",
    ],
)
def test_a_name_stays_as_it_is(name):
    name = unicodedata.normalize("NFC", name)
    assert check_name(name) is None
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  李　娜 ", "李 娜"),
        ("\t李娜\n", "李娜"),
        ("李\u00a0\u2003娜", "李 娜"),
        ("阿卜杜•买买提", "阿卜杜·买买提"),
        ("阿卜杜・买买提", "阿卜杜·买买提"),
        ("阿卜杜･买买提", "阿卜杜·买买提"),
        ("阿卜杜‧买买提", "阿卜杜·买买提"),
        ("阿卜杜∙买买提", "阿卜杜·买买提"),
        ("阿卜杜⋅买买提", "阿卜杜·买买提"),
        ("阿卜杜 · 买买提", "阿卜杜·买买提"),
        ("王（ｓｕｏ）", "王(suo)"),
        ("Anne‐Marie O’Neill", "Anne-Marie O'Neill"),
        ("Jose\u0301", "José"),
        ("⼀⽊", "一木"),
        ("葛\U000e0101", "葛"),
        ("\ue863", "䶮"),
        ("\ue863\ue815\ue85c", "䶮⺁䴓"),
    ],
)
def test_what_nobody_can_see_is_made_one(typed, stored):
    assert clean_name(typed) == stored
    assert check_name(typed) is None


INVISIBLE = "姓名中有看不见的字符（{}），请删去后重新输入姓名。"
ONLY = "姓名中不能有“{}”，请按证件填写：汉字、字母、“·”、空格、连字符和括号。"
PRIVATE = (
    "姓名中有只在您的设备上能显示的自造字（{}），别处看不到。"
    "请换用“生僻字输入”中的字；找不到时，用拼音代替并加括号，例如“王(suo)”。"
)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "请填写姓名。"),
        (" 　", "请填写姓名。"),
        ("李" * 61, "姓名最多 60 个字，现在是 61 个。"),
        ("·-", "姓名中至少要有一个汉字或字母。"),
        ("李\x00娜", INVISIBLE.format("U+0000")),
        ("李\n娜", INVISIBLE.format("U+000A")),
        ("李\ud800娜", INVISIBLE.format("U+D800")),
        ("李\u200b娜", INVISIBLE.format("U+200B")),
        ("李\u200d娜", INVISIBLE.format("U+200D")),
        ("李\u202e娜", INVISIBLE.format("U+202E")),
        ("李\ufeff", INVISIBLE.format("U+FEFF")),
        ("\U000e0101李", INVISIBLE.format("U+E0101")),
        ("李\u2028娜", INVISIBLE.format("U+2028")),
        ("李\ue000", PRIVATE.format("U+E000")),
        ("李\ue816", PRIVATE.format("U+E816")),
        ("李\U000f0000", PRIVATE.format("U+F0000")),
        ("李😀", ONLY.format("😀")),
        ("李1", ONLY.format("1")),
        ("<b>李</b>", ONLY.format("<")),
        ("Анна", ONLY.format("А")),
        ("ひろ", ONLY.format("ひ")),
        ("\u0301李", ONLY.format("\u0301")),
        ("阿卜杜.买买提", "姓名中不能有“.”；少数民族姓名中的点请用“·”。"),
        ("李\uffff", "姓名中有无法识别的字符（U+FFFF），请重新输入姓名。"),
    ],
)
def test_a_fault_is_named(name, sentence):
    assert check_name(name) == sentence


@given(ANY)
def test_any_text_gets_an_answer_and_a_good_one_can_be_stored(text):
    sentence = check_name(text)
    assert sentence is None or sentence.endswith("。")
    if sentence is None:
        assert 1 <= len(clean_name(text).encode()) <= 60 * 4


@given(ANY)
def test_clean_and_comparable_twice_is_once(text):
    assert clean_name(clean_name(text)) == clean_name(text)
    assert comparable(comparable(text)) == comparable(text)


@given(ANY)
def test_a_name_is_the_same_as_it_is_stored(text):
    assert same_name(text, clean_name(text))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("王（suo）", "王(suo)"),
        ("阿卜杜•买买提", "阿卜杜・买买提"),
        ("\uf9d0", "類"),
        ("ﬁ", "fi"),
        ("李娜 ", "李娜"),
    ],
)
def test_forms_of_one_name_are_the_same(a, b):
    assert same_name(a, b)


@pytest.mark.parametrize(("a", "b"), [("李娜", "李 娜"), ("李娜", "李那"), ("Li", "li")])
def test_different_names_are_not_the_same(a, b):
    assert not same_name(a, b)
