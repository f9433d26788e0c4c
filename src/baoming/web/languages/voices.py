"""Each language as a template uses it: what the rules said, official texts, days and times."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from baoming.web.languages import dates
from baoming.web.languages.messages import Messages, read

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
        return value if field in TYPED else self.official(value)

    def saying(self, words: Callable[..., str]) -> Callable[..., str]:
        """The same function, its words in this language."""
        return words if self.messages is None else lambda *given: self.say(words(*given))

    def official(self, text: Any) -> Any:
        """A text that may have to stay Chinese: then a screen reader is told so."""
        if self.messages is None or type(text) is not str:
            return text
        said = self.messages.known(text)
        return Markup("<span{}>{}</span>").format(CHINESE, text) if said is None else said

    def lang(self, text: Any) -> str:
        """The attribute for an element that holds nothing but such a text."""
        if self.messages is None or type(text) is not str:
            return ""
        return CHINESE if self.messages.known(text) is None else ""


@cache
def voice(language: str) -> Voice:
    if language == ENGLISH:
        return _made(language, read("en", _english, " "), _ENGLISH_DATES)
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
        said = _known(ENGLISH, held[1])
        return f"{said} {held[0]}" if said else None
    return dates.english(text)


def _traditional(text: str) -> str | None:
    """Dates are written alike; only what is held in a year has words."""
    if held := dates.of_a_year(text):
        said = _known(TRADITIONAL, held[1])
        return f"{held[0]}年度{said}" if said else None
    return text if dates.english(text) else None


def _known(language: str, text: str) -> str | None:
    messages = voice(language).messages
    return messages.known(text) if messages else text
