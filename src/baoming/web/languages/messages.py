"""The messages of one language: read from its .po files, and looked up by the Chinese sentence.

The rules speak Chinese, the language of the law that they apply, and know nothing of pages. What
they say is translated here, when a page shows it: a sentence as it stands, or one that was put
together around values, which is known again by its words.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

from babel.messages.pofile import read_po

from baoming.settings import ROOT
from baoming.web.languages.sentences import WORDS

FOLDER = ROOT / "languages"
DOMAINS = ("portal", "catalogue")
DEEPEST = 5
"""Sentences within sentences."""
MOST_CLAUSES = 12
LONGEST = 400
"""Characters up to which a text may be a sentence with values in it."""

PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CODED = re.compile(r"(\d+) (\D+)")
"""A specialty: its number and its name."""
_BEFORE_MARK = re.compile(r" (?=[,;:.])")
_SENTENCES = re.compile(r"(?<=[。；])|(?=，)")


@dataclass(frozen=True)
class Pattern:
    """A sentence around values, as Python wrote it: `最多 {most} 条，您已有 {records} 条。`"""

    message: str
    said: str
    start: str
    end: str
    form: re.Pattern[str]
    names: tuple[str, ...]

    @classmethod
    def of(cls, message: str, said: str) -> "Pattern":
        parts = PLACEHOLDER.split(message)
        written, names = "", []
        for place, part in enumerate(parts):
            if place % 2 == 0:
                written += re.escape(part)
            elif part in names:
                written += f"(?P={part})"
            else:
                # One that nothing follows may be empty: a day that is today, a further sentence.
                written += f"(?P<{part}>.{'+' if parts[place + 1] else '*'}?)"
                names.append(part)
        form = re.compile(written, re.DOTALL)
        return cls(message, said, parts[0], parts[-1], form, tuple(names))


@dataclass(frozen=True)
class Messages:
    """`phrase` knows the dates that sentences hold, `gap` stands between two sentences."""

    exact: dict[str, str]
    patterns: tuple[Pattern, ...]
    phrase: Callable[[str], str | None] = field(default=lambda text: None)
    gap: str = ""

    def template(self, message: str) -> str:
        """A message of a template, which may hold expressions and tags."""
        return self.exact.get(message, message)

    def say(self, text: str) -> str:
        """Anything the rules said; what nobody translated stays as it is."""
        return self.known(text) or _found(self, text, False) or text

    def known(self, text: str) -> str | None:
        """None where there are Chinese words that nobody translated."""
        return _found(self, text, True) if WORDS.search(text) else text

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


def read(
    locale: str, phrase: Callable[[str], str | None], gap: str = "", folder: Path = FOLDER
) -> Messages:
    exact: dict[str, str] = {}
    composed = []
    for domain in DOMAINS:
        path = folder / locale / "LC_MESSAGES" / f"{domain}.po"
        with path.open("rb") as file:
            for each in read_po(file, locale=locale):
                if not each.id or not each.string:
                    continue
                message, said = str(each.id), str(each.string)
                exact[message] = said
                if PLACEHOLDER.search(message) and any(
                    place.endswith(".py") for place, _ in each.locations
                ):
                    composed.append(Pattern.of(message, said))
    # The one with the most words of its own says best what a sentence is.
    composed.sort(key=lambda each: -len(PLACEHOLDER.sub("", each.message)))
    return Messages(exact, tuple(composed), phrase, gap)


@lru_cache(maxsize=4096)
def _found(messages: Messages, text: str, complete: bool) -> str | None:
    """`complete`: nothing stays Chinese; else a name or somebody's own words may stay in it."""
    if len(text) > LONGEST:
        return messages.exact.get(text)
    if complete:
        return _whole(messages, text, 0, True) or _in_parts(messages, text, True)
    # A pattern around two sentences would take the first one for a value.
    return _in_parts(messages, text, False) or _whole(messages, text, 0, False)


def _whole(messages: Messages, text: str, depth: int, complete: bool) -> str | None:
    said = messages.exact.get(text) or messages.phrase(text)
    if said or depth == DEEPEST:
        return said
    best: tuple[int, str] | None = None
    for each in messages.patterns:
        if not text.startswith(each.start) or not text.endswith(each.end):
            continue
        found = each.form.fullmatch(text)
        if found is None:
            continue
        left, said = _filled(messages, each, found.groupdict(), depth + 1, complete)
        if left == 0:
            return said
        if complete:
            continue
        best = min(best, (left, said), key=itemgetter(0)) if best else (left, said)
    return best[1] if best else _combined(messages, text, depth + 1)


def _filled(
    messages: Messages, pattern: Pattern, values: dict[str, str], depth: int, complete: bool
) -> tuple[int, str]:
    """The sentence with its values, and how many of them nobody translated: names, or the parts of
    a sentence that was another one."""
    left = 0
    for name, value in values.items():
        inner = value.strip()
        if WORDS.search(inner):
            said = _whole(messages, inner, depth, complete)
            left += said is None
            values[name] = value.replace(inner, said or inner, 1)
    return left, PLACEHOLDER.sub(lambda mark: values[mark.group(1)], pattern.said)


def _combined(messages: Messages, text: str, depth: int) -> str | None:
    """A number and its name, a label in quotes or before somebody's own words, a list."""
    if coded := _CODED.fullmatch(text):
        named = _whole(messages, coded.group(2), depth, True)
        return f"{coded.group(1)} {named}" if named else None
    if text.startswith("“") and text.endswith("”") and "”" not in text[:-1]:
        inner = _whole(messages, text[1:-1], depth, True)
        return f"“{inner}”" if inner else None
    head, dot, own = text.partition(" · ")
    if dot:
        said = messages.exact.get(head)
        return f"{said}{dot}{own}" if said else None
    parts = [_whole(messages, each, depth, True) for each in text.split("、")]
    known = [each for each in parts if each]
    listed = len(parts) > 1 and len(known) == len(parts)
    return messages.exact.get("、", "、").join(known) if listed else None


def _in_parts(messages: Messages, text: str, complete: bool) -> str | None:
    """Sentences that were strung together."""
    said = list(_parts(messages, text, complete))
    known = [each for each in said if each]
    if len(known) < len(said) or len(said) < 2:
        return None
    return _BEFORE_MARK.sub("", messages.gap.join(known))


def _parts(messages: Messages, text: str, complete: bool) -> Iterator[str | None]:
    rest = [each for each in _SENTENCES.split(text) if each]
    if len(rest) > MOST_CLAUSES:
        yield None
        return
    while rest:
        count, said = _longest(messages, rest, True)
        if not said and not complete:
            count, said = _longest(messages, rest, False)
        if not said:
            yield None
            return
        del rest[:count]
        yield said.strip()


def _longest(messages: Messages, clauses: list[str], complete: bool) -> tuple[int, str | None]:
    """How many of the first clauses are known as one: a comma need not end anything."""
    for count in range(len(clauses), 0, -1):
        joined = "".join(clauses[:count]).strip()
        said = _whole(messages, joined, 0, complete) if WORDS.search(joined) else joined
        if said:
            return count, said
    return 0, None
