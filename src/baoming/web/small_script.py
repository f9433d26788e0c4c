"""Our own scripts as they go over the line: without comments and needless space, and with short
names for what is declared in them."""

import re
from collections.abc import Iterator
from itertools import product
from string import ascii_letters

_TOKEN = re.compile(
    r"""
    //[^\n]*                                            # a comment
    | '(?:\\.|[^'\\\n])*'                               # text
    | `(?:\\.|[^`\\])*`                                 # text with values in it
    | (?<=[(,=>!?:&|;])\s*/(?:\\.|\[[^\]]*\]|[^/\\\n])+/[a-z]*  # a pattern
    | [A-Za-z_$][\w$]*                                  # a name
    | \d[\w.]*                                          # a number
    | \s+ | => | \.{3} | .
    """,
    re.S | re.X,
)
_DECLARED = (
    r"\b(?:const|let|function)\s+(\w+)",
    r"(?<![.\w])(\w+)\s*=>",
    r"\bcatch \((\w+)\)",
    r"\bfunction\s*\w*\(([\w, ]*)\)",
    r"\(([\w, ]+)\)\s*=>",
    r"\b(?:const|let)\s+\[([\w, ]+)\]",
)
_VALUE = re.compile(r"\$\{([^{}]*)\}")
_WORD = re.compile(r"[\w$]")


def minified_script(text: str) -> str:
    """For scripts as ours are: a semicolon ends every statement, no comment stands behind code."""
    short = {**_short_names(text), "const": "let", "true": "!0", "false": "!1"}
    made = ""
    for piece in _joined(_written(text, short)):
        if piece.isspace():
            made += " " if made and _WORD.match(made[-1]) else ""
            continue
        if made.endswith(" ") and not _WORD.match(piece):
            made = made[:-1]
        made = made.removesuffix(";") if piece == "}" else made
        made += piece
    return made.strip() + "\n"


def _joined(pieces: Iterator[str]) -> Iterator[str]:
    """`let a = 1; let b = 2;` becomes one statement."""
    begun, held = [""], False
    for piece in pieces:
        if held and not piece.isspace():
            held = False
            if piece == "let":
                yield ","
                continue
            yield ";"
            begun[-1] = ""
        if piece == ";" and begun[-1] == "let":
            held = True
            continue
        if piece in "})]":
            begun.pop()
        begun[-1] = "" if piece in ";}" else begun[-1] or piece.strip()
        if piece in "{([":
            begun.append("")
        yield piece
    if held:
        yield ";"


def _written(text: str, short: dict[str, str]) -> Iterator[str]:
    before = ""
    for piece in _TOKEN.findall(text):
        if piece.startswith("//"):
            continue
        if piece.startswith("`"):
            yield _VALUE.sub(lambda found: "${" + "".join(_written(found[1], short)) + "}", piece)
        elif before == ".":
            yield piece
        else:
            yield short.get(piece, piece if piece.isspace() else piece.strip())
        before = piece if not piece.isspace() else before


def _short_names(text: str) -> dict[str, str]:
    """For what is declared and is nowhere the name of a property."""
    pieces = [piece for piece in _tokens_of_code(text) if not piece.isspace()]
    fixed = set(_properties(pieces))
    used = set(pieces)
    free = (name for name in _letters() if name not in used)
    declared = [
        n for each in _DECLARED for part in re.findall(each, text) for n in part.split(", ")
    ]
    names = sorted(
        {n for n in declared if len(n) > 2 and n not in fixed}, key=lambda n: (pieces.count(n), n)
    )
    return dict(zip(reversed(names), free, strict=False))


def _properties(pieces: list[str]) -> Iterator[str]:
    inside: list[str] = []
    for before, piece, after in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
        if piece in "([{":
            inside.append(piece)
        elif piece in ")]}" and inside:
            inside.pop()
        elif (
            before == "."
            or (after == ":" and before in "{,")
            or (inside and inside[-1] + before + after in ("{{,", "{{}", "{,,", "{,}"))
        ):
            yield piece


def _tokens_of_code(text: str) -> Iterator[str]:
    for piece in _TOKEN.findall(text):
        if piece.startswith("`"):
            for value in _VALUE.findall(piece):
                yield from _tokens_of_code(value)
        elif not piece.startswith(("//", "'")):
            yield piece


def _letters() -> Iterator[str]:
    yield from ascii_letters
    yield from ("".join(pair) for pair in product(ascii_letters, repeat=2))
