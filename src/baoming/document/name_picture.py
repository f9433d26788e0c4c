"""A name as documents print it, for phones whose fonts lack one of its characters."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import cast

import typst

from baoming.document.fonts import FontsMissing, shelf, unprintable

TEMPLATE = Path(__file__).with_name("name.typ")
FIRST_HAN = "\u2e80"
SIZE, BASELINE = 100, 88
"""Height of the picture and place of the baseline, in points of the template."""

_USE = re.compile(r'<use xlink:href="#(\w+)" x="([-.0-9]+)" y="([-.0-9]+)"')
_GLYPH = re.compile(r'<symbol id="(\w+)"[^>]*><path d="([^"]*)"')
_WIDTH = re.compile(r'viewBox="0 0 ([.0-9]+) ')


LABEL = "印刷字形"
"""What a screen reader calls the picture."""


def rare_characters(name: str) -> str:
    """Those outside GBK, the set that the fonts of old phones were made for."""
    return "".join(c for c in name if c >= FIRST_HAN and not _in_gbk(c))


def name_picture(name: str) -> str:
    """The rare characters of a name as an `<svg>` of a line's height in the colour of the text,
    about 1 KB each; empty where every phone can show the name, or the print fonts cannot.
    Takes a millisecond, the first one 0.2 s."""
    rare = rare_characters(name)
    if not rare or unprintable(rare):
        return ""
    try:
        return _drawn(rare)
    except FontsMissing:
        return ""


@lru_cache(maxsize=512)
def _drawn(characters: str) -> str:
    inputs = {"name": characters}
    drawing = cast(bytes, _compiler().compile(format="svg", sys_inputs=inputs)).decode()
    width = float(_WIDTH.findall(drawing)[0])
    glyphs = dict(_GLYPH.findall(drawing))
    paths = "".join(
        f'<path transform="matrix(1 0 0 -1 {x} {BASELINE - float(y):g})" d="{_tight(glyphs[g])}"/>'
        for g, x, y in _USE.findall(drawing)
    )
    return (
        f'<svg class="drawn" width="{1.2 * width / SIZE:.4g}em" height="1.2em" role="img"'
        f' aria-label="{LABEL}" viewBox="0 0 {width:g} {SIZE}" fill="currentColor">{paths}</svg>'
    )


def _tight(path: str) -> str:
    return re.sub(r" ?([a-zA-Z]) ?| (?=-)", r"\1", path.replace("M 0 0m", "M"))


@cache
def _compiler() -> typst.Compiler:
    """Only the thread of the pages draws names: a typst compiler may not be entered twice."""
    return typst.Compiler(TEMPLATE, font_paths=shelf().fonts)


def _in_gbk(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True
