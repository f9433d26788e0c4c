"""Each language as a template uses it: what the rules said, official texts, days and times."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from baoming.web.languages import dates
from baoming.web.languages.messages import Messages, read
from baoming.web.languages.sentences import WORDS

SOURCE, TRADITIONAL, ENGLISH = "zh-Hans", "zh-Hant", "en"
NAMES = {SOURCE: "简体中文", TRADITIONAL: "繁體中文", ENGLISH: "English"}
"""By the value of `<html lang>`, each in its own script."""

CHINESE = Markup(' lang="zh-Hans"')


# What a candidate typed stays as it was typed, whatever label it may be equal to.
TYPED = {"name", "school", "school_note", "major", "certificate_number", "id_number", "email"}
TYPED |= {"employer", "department", "archive_keeper", "address", "phone", "mobile", "postcode"}


@dataclass(frozen=True)
class Voice:
    """`messages` is nothing in Simplified Chinese: everything stays as it was written."""

    language: str
    messages: Messages | None
    filters: dict[str, Callable[..., Any]]

    def template(self, message: str) -> str:
        return self.messages.template(message) if self.messages else message

    def say(self, text: Any) -> Any:
        """For words of the rules and of the catalogue; never for what a candidate typed."""
        if self.messages is None or type(text) is not str:
            return text
        return self.messages.say(text)

    def answer(self, value: Any, field: str) -> Any:
        """What stands in a field: a label speaks this language, what was typed its own."""
        return value if field in TYPED else self.say(value)

    def saying(self, words: Callable[..., str]) -> Callable[..., str]:
        """The same function, its words in this language."""
        return words if self.messages is None else lambda *given: self.say(words(*given))

    def official(self, text: Any) -> Any:
        """A text that may have to stay Chinese: then a screen reader is told so."""
        said = self.say(text)
        if self.messages is None or type(said) is not str or not self._foreign(said, text):
            return said
        return Markup("<span{}>{}</span>").format(CHINESE, said)

    def lang(self, text: Any) -> str:
        """The attribute for an element that holds nothing but such a text."""
        if self.messages is None or type(text) is not str:
            return ""
        return CHINESE if self._foreign(self.say(text), text) else ""

    def _foreign(self, said: str, text: str) -> bool:
        if self.language == TRADITIONAL:
            return self.messages is not None and self.messages.known(text) is None
        return bool(WORDS.search(said))


@cache
def voice(language: str) -> Voice:
    if language == ENGLISH:
        return _made(language, read("en", _english), _ENGLISH_DATES)
    if language == TRADITIONAL:
        return _made(language, read("zh_Hant", _traditional), {})
    return _made(SOURCE, None, {})


_ENGLISH_DATES: dict[str, Callable[..., Any]] = {
    "date": dates.day,
    "month": dates.month,
    "datetime": dates.moment,
    "until": dates.end,
}


def _made(
    language: str, messages: Messages | None, filters: dict[str, Callable[..., Any]]
) -> Voice:
    made = Voice(language, messages, dict(filters))
    own: dict[str, Callable[..., Any]] = {
        "t": made.say,
        "answer": made.answer,
        "official": made.official,
        "lang": made.lang,
    }
    made.filters.update(own)
    return made


def _english(text: str) -> str | None:
    if held := dates.of_a_year(text):
        said = voice(ENGLISH).say(held[1])
        return None if said == held[1] else f"{said} {held[0]}"
    return dates.english(text)


def _traditional(text: str) -> str | None:
    """Dates are written alike; only what is held in a year has words."""
    if held := dates.of_a_year(text):
        said = voice(TRADITIONAL).say(held[1])
        return f"{held[0]}年度{said}"
    return text if dates.english(text) else None
