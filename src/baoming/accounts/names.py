"""Names as on the document, rare characters and minority names included.

Han characters are known by their ranges, not by Python's character database: that one is years
behind the newest extension, and a name must not wait for an upgrade.
"""

import re
import unicodedata

LONGEST = 60

_HAN = (
    "\u3007"  # 〇
    "\u3400-\u4dbf\u4e00-\u9fff"  # extension A, unified
    "\uf900-\ufaff\U0002f800-\U0002fa1f"  # compatibility
    "\U00020000-\U0002f7ff\U00030000-\U0003fffd"  # extensions B and later
    "\u2e80-\u2eff"  # components, some of which were given as names
)
_DOTS = re.compile("[\u2022\u30fb\uff65\u2027\u2219\u22c5\u2e31\u0387]")
_HYPHENS = re.compile("[\u2010-\u2013\u2212]")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc]")
_WIDE = re.compile("[\uff01-\uff5e]")
_RADICALS = re.compile("[\u2f00-\u2fdf]")
_SPACES = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_HAN_VARIANT = re.compile(f"(?<=[{_HAN}])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_OLD_FONT = re.compile("[\ue815-\ue864]")


def clean_name(text: str) -> str:
    """How a name is stored: NFC, one space, one middle dot, brackets and Latin at half width.

    What input methods slip in is undone where nobody can see a difference: radicals for the
    characters they look like, variation selectors, and private code points of old fonts
    (䶮 was U+E863 before GB 18030-2022 settled it).
    """
    text = _OLD_FONT.sub(lambda found: _settled(found[0]), text)
    text = _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    text = _WIDE.sub(lambda found: chr(ord(found[0]) - 0xFEE0), text)
    text = _HAN_VARIANT.sub("", unicodedata.normalize("NFC", text))
    text = _APOSTROPHES.sub("'", _HYPHENS.sub("-", _DOTS.sub("·", text)))
    text = re.sub(" ?· ?", "·", _SPACES.sub(" ", text.strip()))
    return unicodedata.normalize("NFC", text)


def check_name(text: str) -> str | None:
    """What is wrong with a name, as a sentence for the person; None if nothing."""
    name = clean_name(text)
    if not name:
        return "请填写姓名。"
    if len(name) > LONGEST:
        return f"姓名最多 {LONGEST} 个字，现在是 {len(name)} 个。"
    for before, character in zip(" " + name, name, strict=False):
        if not _allowed(before, character):
            return _refusal(character)
    if not any(map(_is_letter, name)):
        return "姓名中至少要有一个汉字或字母。"
    return None


def comparable(text: str) -> str:
    """One form for comparing: NFKC, trimmed, one width, one dot. Case stays."""
    return clean_name(unicodedata.normalize("NFKC", clean_name(text)))


def same_name(a: str, b: str) -> bool:
    return comparable(a) == comparable(b)


def _settled(private: str) -> str:
    """GBK put 80 characters at FE50-FEA0 that Unicode did not have yet; old fonts kept them here.

    The codec knows those that have a place now; the others stay private, to be refused.
    """
    place = 0x50 + ord(private) - 0xE815
    return bytes([0xFE, place + (place >= 0x7F)]).decode("gb18030")


def _allowed(before: str, character: str) -> bool:
    if _is_letter(character) or character in "· -'()":
        return True
    return _is_accent(character) and (_is_letter(before) or _is_accent(before))


def _is_letter(character: str) -> bool:
    return _is_han(character) or _is_latin(character)


_is_han_character = re.compile(f"[{_HAN}]").fullmatch


def _is_han(character: str) -> bool:
    return _is_han_character(character) is not None


def _is_latin(character: str) -> bool:
    if character.isascii():
        return character.isalpha()
    name = unicodedata.name(character, "")
    return unicodedata.category(character) in ("Lu", "Ll") and name.startswith("LATIN ")


def _is_accent(character: str) -> bool:
    """Of pinyin and other Latin letters that Unicode has no single code point for (m̀, ê̄)."""
    return "\u0300" <= character <= "\u036f"


def _refusal(character: str) -> str:
    code = f"U+{ord(character):04X}"
    kind = unicodedata.category(character)
    if kind == "Co":
        return (
            f"姓名中有只在您的设备上能显示的自造字（{code}），别处看不到。"
            "请换用“生僻字输入”中的字；找不到时，用拼音代替并加括号，例如“王(suo)”。"
        )
    if kind in ("Cc", "Cf", "Cs", "Zl", "Zp") or "VARIATION SELECTOR" in unicodedata.name(
        character, ""
    ):
        return f"姓名中有看不见的字符（{code}），请删去后重新输入姓名。"
    if character in ".,。，、":
        return f"姓名中不能有“{character}”；少数民族姓名中的点请用“·”。"
    if kind == "Cn":
        return f"姓名中有无法识别的字符（{code}），请重新输入姓名。"
    return f"姓名中不能有“{character}”，请按证件填写：汉字、字母、“·”、空格、连字符和括号。"
