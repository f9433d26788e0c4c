"""Identity documents (证件): what a number must look like, and what it tells.

Numbers are checked kindly: whoever holds a genuine document can register, a slip of the finger
is named. Resident, residence and (since 2023) foreigners' numbers follow GB 11643; of the region
only the province is checked, for districts come and go and a number is kept for life.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Literal

from stdnum.cn import ric

from baoming import clock

Gender = Literal["male", "female"]

_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71")
_ELSEWHERE = frozenset({"81", "82", "83"})
_OLDEST = 130
"""Years. Nobody is older; a birth year of 1893 is a slip for 1993."""

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff"


def normalise(number: str) -> str:
    """As it is stored, compared and indexed: NFKC, trimmed, upper case.

    Spaces inside stay, for `check` to name: of 12 or 1 2 nobody knows what was meant.
    """
    return unicodedata.normalize("NFKC", number).strip().upper()


def check(id_type: str, number: str) -> str | None:
    """What is wrong with a number of this type, as a sentence for the person; None if nothing."""
    number = normalise(number)
    if re.search(r"\s", number):
        return "证件号码中间不能有空格，请去掉空格。"
    return _CHECKS[id_type](number)


def birth_date(id_type: str, number: str) -> date | None:
    """The day that the number fixes. None where it fixes none (permits, passports, old forms)."""
    number = normalise(number)
    if not _is_gb11643(id_type, number) or check(id_type, number):
        return None
    return ric.get_birth_date(number)


def gender(id_type: str, number: str) -> Gender | None:
    """Odd for men (GB 11643). Of foreigners' numbers no public rule says so: they fix none."""
    if id_type == "foreign_permanent" or birth_date(id_type, number) is None:
        return None
    return "male" if int(normalise(number)[16]) % 2 else "female"


_DOCUMENTS = re.compile(
    r"[0-9]{17}[0-9X]"  # resident, residence, foreigners' numbers
    r"|[0-9]{15}"  # resident numbers before 1999
    r"|[A-Z]{3}[0-9]{12}"  # foreigners' numbers before 2023
    r"|[HM][0-9]{8}([0-9]{2})?"  # Hong Kong and Macao permits
    r"|[0-9]{8}|[0-9]{10}[A-Z]?"  # Taiwan permits
    r"|[0-9]{9}|[DEGKPS][0-9]{8}|(E[A-Z]|[DPS]E|[KM][A-Z])[0-9]{7}"  # passports
)


def looks_like_document(text: str) -> bool:
    """Whether a username could be taken for somebody's document number.

    Passports of the world have no common form: those of China, Hong Kong and Macao, and nine
    digits. A mobile number (11 digits) is none.
    """
    return _DOCUMENTS.fullmatch(normalise(text)) is not None


def _is_gb11643(id_type: str, number: str) -> bool:
    return id_type in ("resident_id", "hmt_residence") or (
        id_type == "foreign_permanent" and number[:1].isdigit()
    )


def _resident_id(number: str) -> str | None:
    if number[:2] in _ELSEWHERE and len(number) == 18:
        return "这是港澳台居民居住证的号码，请把证件类型改为“港澳台居民居住证”。"
    if re.fullmatch(r"[0-9]{15}", number):
        return "15 位的居民身份证号码已经停用，请按现在的证件填写 18 位的号码。"
    if fault := _form(number, "居民身份证号码"):
        return fault
    if not _PROVINCE.match(number):
        return "居民身份证号码的前两位不是任何省、自治区、直辖市的代码，请核对。"
    return _birth_and_check_digit(number)


def _hmt_residence(number: str) -> str | None:
    if fault := _form(number, "港澳台居民居住证号码"):
        return fault
    if number[:2] not in _ELSEWHERE:
        return "港澳台居民居住证号码应以 81（香港）、82（澳门）或 83（台湾）开头，请核对。"
    return _birth_and_check_digit(number)


def _foreign_permanent(number: str) -> str | None:
    if re.fullmatch(r"[A-Z]{3}[0-9]{12}", number):
        return None
    if not number[:1].isdigit():
        return "旧版外国人永久居留身份证号码应为 3 位字母加 12 位数字，请核对。"
    if fault := _form(number, "外国人永久居留身份证号码"):
        return fault
    if not number.startswith("9"):
        return "新版外国人永久居留身份证号码应以 9 开头，请核对。"
    return _birth_and_check_digit(number)


def _form(number: str, what: str) -> str | None:
    if len(number) != 18:
        return f"{what}应为 18 位，现在是 {len(number)} 位。"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return f"{what}的前 17 位只能是数字，最后一位是数字或字母 X。"
    return None


def _birth_and_check_digit(number: str) -> str | None:
    written = f"{number[6:10]} 年 {number[10:12]} 月 {number[12:14]} 日"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return f"证件号码第 7 到 14 位是出生日期，“{written}”没有这一天，请核对。"
    if born > clock.today() or born.year < clock.today().year - _OLDEST:
        return f"证件号码第 7 到 14 位是出生日期，“{written}”不可能是出生日期，请核对。"
    if number[-1] != ric.calc_check_digit(number):
        return "证件号码的校验码不对，有一位可能输错了：请核对最后一位，再逐位核对其余各位。"
    return None


def _of_form(pattern: str, sentence: str) -> Callable[[str], str | None]:
    form = re.compile(pattern)
    return lambda number: None if form.fullmatch(number) else sentence


_CHECKS: dict[str, Callable[[str], str | None]] = {
    "resident_id": _resident_id,
    "hmt_residence": _hmt_residence,
    # The two digits more are the number of times that the permit was replaced.
    "hm_permit": _of_form(
        r"[HM][0-9]{8}([0-9]{2})?",
        "港澳居民来往内地通行证号码应为字母 H 或 M 加 8 位数字（可另加 2 位换证次数），请核对。",
    ),
    # Before 2015 ten digits, and a letter, in brackets or not, for the times of issue.
    "tw_permit": _of_form(
        r"[0-9]{8}|[0-9]{10}([A-Z]|\([A-Z0-9]{1,2}\))?",
        "台湾居民来往大陆通行证号码应为 8 位数字，旧版为 10 位数字（可另加签发次数的字母），请核对。",
    ),
    "foreign_permanent": _foreign_permanent,
    "military_id": _of_form(
        rf"[{_HAN}A-Z0-9]{{4,30}}",
        "军人证件号码应为 4 到 30 位的汉字、字母和数字，例如“军字第1234567号”，请核对。",
    ),
    "passport": _of_form(r"[A-Z0-9]{5,20}", "护照号码应为 5 到 20 位的字母和数字，请核对。"),
}
