"""The sentences of Python modules: every string with Chinese words that a page may show."""

import ast
import re
from collections.abc import Iterator

from baoming.web.languages.sentences import WORDS

# What they are given is looked for in a text or compared, not shown.
LOOKING = {"compile", "fullmatch", "match", "search", "sub", "split", "startswith", "endswith"}
LOOKING |= {"strip", "lstrip", "rstrip", "replace", "partition", "removeprefix", "removesuffix"}

BOUNDS = {"\u2e80", "\u3400"}
"""First characters of a block: they stand in ranges of characters, not in sentences."""

_DATE = re.compile(r"^[年 ]*(月|日)[年月日\d: ]*$")
"""Of a date alone `dates` knows more than any translator."""


def spoken(source: str) -> Iterator[tuple[int, str]]:
    """Line and message; an f-string is one message, its values are placeholders."""
    yield from _within(ast.parse(source))


def _within(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Compare():
            return  # docstrings; what is compared is data
        case ast.Call(func=ast.Attribute(attr=name)) if name in LOOKING:
            return
        case ast.Constant(value=str(text)):
            yield from _noted(node, text)
            return
        case ast.JoinedStr():
            yield from _noted(node, _joined(node))
            # A label may be chosen within the braces.
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    yield from _within(part.value)
            return
    for child in ast.iter_child_nodes(node):
        yield from _within(child)


def _noted(node: ast.Constant | ast.JoinedStr, text: str) -> Iterator[tuple[int, str]]:
    text = text.strip()
    if BOUNDS & set(text):
        return  # what a name may be made of
    if WORDS.search(_DATE.sub("", re.sub(r"\{\w+\}", "", text))):
        yield node.lineno, text


def _joined(node: ast.JoinedStr) -> str:
    names: dict[str, str] = {}
    text = ""
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            written = ast.unparse(part)
            if written not in names:
                names[written] = _free(_called(part.value), list(names.values()))
            text += "{" + names[written] + "}"
        else:
            text += str(part.value) if isinstance(part, ast.Constant) else ""
    return text


def _called(node: ast.AST) -> str:
    """What a translator sees of an expression: its last name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.strip("_").lower() or "value"
        case ast.Subscript(value=inner) | ast.Call(func=inner):
            return "count" if isinstance(inner, ast.Name) and inner.id == "len" else _called(inner)
        case ast.BinOp(left=inner):
            return _called(inner)
    return "value"


def _free(name: str, taken: list[str]) -> str:
    count = sum(re.fullmatch(rf"{name}\d*", each) is not None for each in taken)
    return name if not count else f"{name}{count + 1}"
