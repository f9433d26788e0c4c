"""Traditional from Simplified Chinese: OpenCC, and before it the terms that people reviewed.

OpenCC is a development dependency: what it makes is kept in languages/zh_Hant.
"""

import re
from collections.abc import Callable

from baoming.web.languages.messages import FOLDER

TERMS = FOLDER / "terms.tsv"
CHARACTERS = "s2tw"
"""The forms of characters that are used in Taiwan; Hong Kong reads them too."""


def converter() -> Callable[[str], str]:
    from opencc import OpenCC  # noqa: PLC0415

    convert = OpenCC(CHARACTERS).convert
    known = terms()
    found = re.compile("|".join(sorted(map(re.escape, known), key=len, reverse=True)))

    def traditional(text: str) -> str:
        # A term is set aside as one private character, so that OpenCC sees the rest as it stands.
        held: list[str] = []

        def hold(term: re.Match[str]) -> str:
            held.append(known[term.group()])
            return chr(0xE000 + len(held) - 1)

        made = convert(found.sub(hold, text))
        return re.sub(r"[\ue000-\uf8ff]", lambda mark: held[ord(mark.group()) - 0xE000], made)

    return traditional


def terms() -> dict[str, str]:
    lines = TERMS.read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {simplified: traditional for simplified, traditional, *_ in pairs}
