"""The few words of our own scripts: each language gets a copy with them in its own."""

import re
from collections.abc import Iterator

from baoming.web.languages.sentences import WORDS, Say

_TEXT = re.compile(r"'([^'\n]*)'")


def words(script: str) -> Iterator[str]:
    for line in script.splitlines():
        if not line.strip().startswith("//"):
            for found in _TEXT.finditer(line):
                if WORDS.search(found.group(1)):
                    yield found.group(1).strip()


def translated(script: str, say: Say) -> str:
    """The script in another language, or the same text where it says nothing."""

    def said(found: re.Match[str]) -> str:
        text = found.group(1)
        if not WORDS.search(text):
            return found.group()
        inner = text.strip()
        return "'" + text.replace(inner, say(inner).replace("'", "’"), 1) + "'"

    return "\n".join(
        line if line.strip().startswith("//") else _TEXT.sub(said, line)
        for line in script.split("\n")
    )
