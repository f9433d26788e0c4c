from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baoming import clock
from baoming.accounts import documents
from baoming.accounts.documents import birth_date, check, gender, looks_like_document, normalise
from baoming.catalogue import codes

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, table of weights
PROVINCES = [  # GB/T 2260
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"),
    *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54"),
    *("61", "62", "63", "64", "65", "71"),
]
DIGIT = "0123456789"


@pytest.fixture(autouse=True)
def _december_2023():
    before = clock.offset()
    clock.set_offset(datetime(2023, 12, 1, tzinfo=UTC) - clock.real())
    yield
    clock.set_offset(before)


def numbered(seventeen: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, WEIGHTS, strict=True))
    return seventeen + "10X98765432"[total % 11]


@st.composite
def residents(draw, prefixes=PROVINCES):
    born = draw(st.dates(date(1900, 1, 1), date(2023, 12, 1)))
    region = draw(st.sampled_from(prefixes)) + draw(st.text(DIGIT, min_size=4, max_size=4))
    return numbered(f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"), born


@given(residents())
def test_a_resident_number_of_any_district_passes_and_fixes_birth_and_gender(resident):
    number, born = resident
    assert check("resident_id", number) is None
    assert birth_date("resident_id", number) == born
    assert gender("resident_id", number) == ("male" if number[16] in "13579" else "female")


@given(residents(), st.integers(0, 17), st.sampled_from(DIGIT))
def test_one_wrong_digit_never_passes(resident, at, digit):
    number = resident[0]
    wrong = number[:at] + digit + number[at + 1 :]
    assert (check("resident_id", wrong) is None) == (wrong == number)


@given(residents(), st.integers(0, 16))
def test_two_neighbours_swapped_never_pass(resident, at):
    number = resident[0]
    wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    assert (check("resident_id", wrong) is None) == (wrong == number)


FAULTS = [
    (
        "resident_id",
        "11010519491231002",
        "居民身份证号码应为 18 位，现在是 17 位。",
    ),
    ("resident_id", "", "居民身份证号码应为 18 位，现在是 0 位。"),
    (
        "resident_id",
        "110105491231002",
        "15 位的居民身份证号码已经停用，请按现在的证件填写 18 位的号码。",
    ),
    (
        "resident_id",
        "1101051949123100AX",
        "居民身份证号码的前 17 位只能是数字，最后一位是数字或字母 X。",
    ),
    (
        "resident_id",
        "11010519491231002Y",
        "居民身份证号码的前 17 位只能是数字，最后一位是数字或字母 X。",
    ),
    (
        "resident_id",
        "١١٠١٠٥١٩٤٩١٢٣١٠٠٢٠",
        "居民身份证号码的前 17 位只能是数字，最后一位是数字或字母 X。",
    ),
    (
        "resident_id",
        "110105194912310021",
        "证件号码的校验码不对，有一位可能输错了：请核对最后一位，再逐位核对其余各位。",
    ),
    (
        "resident_id",
        numbered("11010519490231002"),
        "证件号码第 7 到 14 位是出生日期，“1949 年 02 月 31 日”没有这一天，请核对。",
    ),
    (
        "resident_id",
        numbered("11010520231202002"),
        "证件号码第 7 到 14 位是出生日期，“2023 年 12 月 02 日”不可能是出生日期，请核对。",
    ),
    (
        "resident_id",
        numbered("11010518921231002"),
        "证件号码第 7 到 14 位是出生日期，“1892 年 12 月 31 日”不可能是出生日期，请核对。",
    ),
    (
        "resident_id",
        numbered("99010519491231002"),
        "居民身份证号码的前两位不是任何省、自治区、直辖市的代码，请核对。",
    ),
    (
        "resident_id",
        numbered("81000019900101001"),
        "这是港澳台居民居住证的号码，请把证件类型改为“港澳台居民居住证”。",
    ),
    ("resident_id", "110105 19491231 002X", "证件号码中间不能有空格，请去掉空格。"),
    (
        "hmt_residence",
        "11010519491231002X",
        "港澳台居民居住证号码应以 81（香港）、82（澳门）或 83（台湾）开头，请核对。",
    ),
    ("hmt_residence", "8100001990010100", "港澳台居民居住证号码应为 18 位，现在是 16 位。"),
    (
        "hm_permit",
        "T12345678",
        "港澳居民来往内地通行证号码应为字母 H 或 M 加 8 位数字（可另加 2 位换证次数），请核对。",
    ),
    (
        "tw_permit",
        "1234567",
        "台湾居民来往大陆通行证号码应为 8 位数字，旧版为 10 位数字（可另加签发次数的字母），请核对。",
    ),
    (
        "foreign_permanent",
        "USA1234567890",
        "旧版外国人永久居留身份证号码应为 3 位字母加 12 位数字，请核对。",
    ),
    (
        "foreign_permanent",
        "110105491231002",
        "外国人永久居留身份证号码应为 18 位，现在是 15 位。",
    ),
    (
        "foreign_permanent",
        "11010519491231002X",
        "新版外国人永久居留身份证号码应以 9 开头，请核对。",
    ),
    (
        "military_id",
        "军字第号<b>",
        "军人证件号码应为 4 到 30 位的汉字、字母和数字，例如“军字第1234567号”，请核对。",
    ),
    (
        "military_id",
        "军12",
        "军人证件号码应为 4 到 30 位的汉字、字母和数字，例如“军字第1234567号”，请核对。",
    ),
    ("passport", "E123", "护照号码应为 5 到 20 位的字母和数字，请核对。"),
    ("passport", "Ñ12345678", "护照号码应为 5 到 20 位的字母和数字，请核对。"),
    ("passport", "E1234\n5678", "证件号码中间不能有空格，请去掉空格。"),
]


@pytest.mark.parametrize(("id_type", "number", "sentence"), FAULTS)
def test_a_fault_is_named(id_type, number, sentence):
    assert check(id_type, number) == sentence
    assert birth_date(id_type, number) is None
    assert gender(id_type, number) is None


GENUINE = [
    ("resident_id", "11010519491231002X", date(1949, 12, 31), "female"),
    ("resident_id", " 11010519491231002x ", date(1949, 12, 31), "female"),
    ("resident_id", numbered("65900220000229001"), date(2000, 2, 29), "male"),
    ("resident_id", numbered("11010520231201001"), date(2023, 12, 1), "male"),
    ("hmt_residence", numbered("81000019900101001"), date(1990, 1, 1), "male"),
    ("hmt_residence", numbered("83000019851130018"), date(1985, 11, 30), "female"),
    ("hm_permit", "h12345678", None, None),
    ("hm_permit", "M1234567801", None, None),
    ("tw_permit", "12345678", None, None),
    ("tw_permit", "1234567890", None, None),
    ("tw_permit", "1234567890B", None, None),
    ("tw_permit", "1234567890（B）", None, None),
    ("foreign_permanent", "USA110069010901", None, None),
    ("foreign_permanent", numbered("91184019800315001"), date(1980, 3, 15), None),
    ("military_id", "军字第1234567号", None, None),
    ("military_id", "南字第01234567号", None, None),
    ("passport", "e12345678", None, None),
    ("passport", "AB123", None, None),
]


@pytest.mark.parametrize(("id_type", "number", "born", "sex"), GENUINE)
def test_a_genuine_number_passes_and_tells_what_it_fixes(id_type, number, born, sex):
    assert check(id_type, number) is None
    assert birth_date(id_type, number) == born
    assert gender(id_type, number) == sex


def test_every_type_of_the_form_has_its_check():
    assert set(documents._CHECKS) == set(codes.ID_TYPES)


@given(st.integers(10, 99).map(str))
def test_a_region_outside_the_country_is_refused(prefix):
    passes = check("resident_id", numbered(f"{prefix}010519491231002")) is None
    assert passes == (prefix in PROVINCES)


def test_normalise_makes_full_width_and_lower_case_one():
    assert normalise("　１１０１０５１９４９１２３１００２ｘ\t") == "11010519491231002X"


@given(st.text(st.characters()))
def test_normalise_twice_is_normalise_once(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.sampled_from(sorted(documents._CHECKS)), st.text(st.characters(), max_size=40))
def test_any_text_gets_an_answer_for_every_type(id_type, text):
    sentence = check(id_type, text)
    assert sentence is None or sentence.endswith("。")
    assert birth_date(id_type, text) is None or id_type in ("resident_id", "hmt_residence")


def test_tomorrow_is_refused_until_it_is_today():
    number = numbered("11010520231202002")
    assert check("resident_id", number) is not None
    clock.set_offset(clock.offset() + timedelta(days=1))
    assert check("resident_id", number) is None


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        "110105491231002",
        "h12345678",
        "M1234567801",
        "12345678",
        "1234567890",
        "1234567890b",
        "USA110069010901",
        "E12345678",
        "ea1234567",
        "123456789",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_a_document_number_is_no_username(text):
    assert looks_like_document(text)


@pytest.mark.parametrize(
    "text",
    ["zhangsan", "13800138000", "u12345678", "nurse01", "2024.01.01", "li-si_1990", "123456", ""],
)
def test_a_username_is_no_document_number(text):
    assert not looks_like_document(text)


@given(residents([*PROVINCES, "81", "82", "83"]))
def test_no_resident_number_is_a_username(resident):
    assert looks_like_document(resident[0])
