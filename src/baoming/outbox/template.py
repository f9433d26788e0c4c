"""Message templates of WeChat: which of our words go into which field, in the length it takes.

On the platform an office chooses fields such as `character_string1` and `thing2` for its template;
a value that is too long for its kind is refused as a whole (errcode 47003). The setting names
them after the template's number: `remind=NUMBER/character_string1:number/thing2:status`. A
template without fields gets our words under their own names, whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

# WeChat, "category template messages": what a value of each kind may be.
LONGEST = {
    "thing": 20,
    "short_thing": 5,
    "phrase": 5,
    "const": 20,
    "character_string": 32,
    "letter": 32,
    "number": 32,
    "symbol": 5,
}
_KIND = re.compile(r"([a-z_]+?)\d*")
NOTHING = {"character_string": "-", "number": "0", "letter": "-", "symbol": "-"}
"""A field may not be empty. Of other kinds it says 无."""


@dataclass(frozen=True)
class Template:
    number: str
    fields: tuple[tuple[str, str], ...] = ()
    """The template's field, and our word for it."""

    @classmethod
    def read(cls, setting: str) -> "Template":
        number, *fields = setting.split("/")
        return cls(number, tuple((f.partition(":")[0], f.partition(":")[2]) for f in fields))

    def filled(self, words: Mapping[str, str], at: datetime) -> dict[str, str]:
        """`at`, the moment of the message, is a word too."""
        if not self.fields:
            return dict(words)
        known = {**words, "at": f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"}
        return {field: fitted(field, known.get(word, "")) for field, word in self.fields}


def fitted(field: str, text: str) -> str:
    """As much of the text as a field of this kind takes, never nothing."""
    kind = kind_of(field)
    if kind in ("character_string", "letter", "number", "symbol"):
        text = "".join(each for each in text if each.isascii() and each.isprintable())
    if kind == "phrase":
        text = "".join(each for each in text if "\u4e00" <= each <= "\u9fff")
    text = " ".join(text.split()) or NOTHING.get(kind, "无")
    longest = LONGEST.get(kind)
    return text if longest is None else _cut(text, longest)


def fits(field: str, text: str) -> bool:
    """As WeChat judges."""
    return text != "" and fitted(field, text) == text


def kind_of(field: str) -> str:
    found = _KIND.fullmatch(field)
    return found[1] if found else field


def _cut(text: str, longest: int) -> str:
    """After a whole item of a list where one fits; no half word without a mark."""
    if len(text) <= longest:
        return text
    if longest < 10 or text.isascii():
        return text[:longest]
    items = text[:longest].rpartition("、")[0]
    return f"{items}等" if len(items) > longest // 2 else f"{text[: longest - 1]}…"
