"""What a page says in Chinese although it is a page in another language."""

import re
from collections.abc import Iterable
from html.parser import HTMLParser

from baoming.web.languages.sentences import WORDS

SPOKEN = ("alt", "aria-label", "placeholder", "title", "content", "data-busy", "data-retry")
QUOTED = re.compile(r"“[^”]*”|\([^)]*\)")
"""An English sentence may cite what stands on a Chinese document or button."""
VOID = {"area", "br", "hr", "img", "input", "link", "meta", "wbr", "path", "col"}


def chinese(page: str, known: Iterable[str] = ()) -> list[str]:
    """Texts and spoken attributes with Chinese words, outside of elements that say they are
    Chinese; `known` is what candidates themselves typed."""
    reader = _Reader()
    reader.feed(page)
    typed = re.compile("|".join(sorted(map(re.escape, known), key=len, reverse=True)) or "(?!)")
    texts = (typed.sub("", text) for text in reader.texts)
    return [text for text in texts if WORDS.search(QUOTED.sub("", text))]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        here = self.open[-1][1] if self.open else False
        if given.get("lang"):
            here = str(given["lang"]).startswith("zh")
        # The switch says each language in its own script; what was typed stands in fields.
        quiet = here or given.get("href") == "/language" or tag in ("textarea", "script", "style")
        if tag not in VOID:
            self.open.append((tag, quiet))
        spoken = SPOKEN + (("value",) if given.get("type") in ("submit", "button") else ())
        if not here:
            self.texts += [str(given[name]) for name in spoken if given.get(name)]
            self.texts += [
                str(value) for name, value in attrs if name.startswith("data-") and value
            ]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][1]):
            self.texts.append(data.strip())
