"""Templates in another language: their syntax tree is changed before it is compiled.

So a page in English costs what a page in Chinese costs, and the Chinese ones are left alone.
"""

# ruff: noqa: N802, N815  (the visitor of Jinja calls its methods by the name of the node)

import os
from collections.abc import Callable, MutableMapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template, nodes
from jinja2.visitor import NodeTransformer

from baoming.web.languages.sentences import FIRST, WORDS, phrase, translated
from baoming.web.languages.voices import Voice

Noted = Callable[[str, int], str]
"""The message in another language; its line is for whoever extracts."""

# Their arguments are looked for in a text, not shown.
LOOKING = {"split", "rsplit", "partition", "startswith", "endswith", "strip", "lstrip", "rstrip"}


class TranslatedLoader(FileSystemLoader):
    """In Simplified Chinese it is any loader: those pages are compiled as they were written."""

    def __init__(self, folder: str | os.PathLike[str], spoken: Voice) -> None:
        super().__init__(folder)
        self.spoken = spoken

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if self.spoken.messages is None:
            return super().load(environment, name, globals)
        source, filename, uptodate = self.get_source(environment, name)
        tree = environment.parse(source, name, filename)
        translate(tree, lambda message, _: self.spoken.template(message))
        code = environment.compile(tree, name, filename)
        return environment.template_class.from_code(environment, code, globals or {}, uptodate)


def translate(tree: nodes.Template, say: Noted) -> None:
    """Changes the tree: text, attributes, and the words that it hands to macros."""
    _Translation(say).visit(tree)


class _Translation(NodeTransformer):
    def __init__(self, say: Noted) -> None:
        self.noted = say
        self.in_tag = False
        """Whether the text that comes next continues an HTML tag."""

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        inner = [
            part if isinstance(part, nodes.TemplateData) else self.visit(part)
            for part in node.nodes
        ]
        expressions = [part for part in inner if not isinstance(part, nodes.TemplateData)]
        text, names = _encoded(inner, expressions)
        text, self.in_tag = translated(text, names, self._say(node), self.in_tag)
        node.nodes = list(_decoded(text, expressions, node.lineno, nodes.TemplateData))
        return node

    def visit_If(self, node: nodes.If) -> nodes.If:
        """Every branch begins where the text before it ended."""
        before = self.in_tag
        node.test = self.visit(node.test)
        self._visit_body(node.body)
        after, self.in_tag = self.in_tag, before
        self._visit_body(node.elif_)
        self.in_tag = before
        self._visit_body(node.else_)
        self.in_tag = after
        return node

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:
        return self._apart(node)

    visit_Block = visit_CallBlock = visit_AssignBlock = visit_Macro

    def visit_Const(self, node: nodes.Const) -> nodes.Const:
        if isinstance(node.value, str):
            return nodes.Const(phrase(node.value, {}, self._say(node)), lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:
        """`"第 " ~ step ~ " 项"` is one message."""
        parts = list(_flat(node))
        if not any(isinstance(p, nodes.Const) and WORDS.search(str(p.value)) for p in parts):
            return self.generic_visit(node)  # type: ignore[return-value]
        inner = [part if isinstance(part, nodes.Const) else self.visit(part) for part in parts]
        expressions = [part for part in inner if not isinstance(part, nodes.Const)]
        text, names = _encoded(inner, expressions)
        text = phrase(text, names, self._say(node))
        said = list(_decoded(text, expressions, node.lineno, nodes.Const))
        return nodes.Concat(said, lineno=node.lineno)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Compare:
        """What is compared is data."""
        return node

    def visit_Pair(self, node: nodes.Pair) -> nodes.Pair:
        node.value = self.visit(node.value)
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        if isinstance(node.node, nodes.Getattr) and node.node.attr in LOOKING:
            return node
        return self.generic_visit(node)

    def _visit_body(self, body: list[Any]) -> None:
        body[:] = [self.visit(each) for each in body]

    def _apart(self, node: nodes.Node) -> nodes.Node:
        before, self.in_tag = self.in_tag, False
        done = self.generic_visit(node)
        self.in_tag = before
        return done

    def _say(self, node: nodes.Node) -> Callable[[str], str]:
        return lambda message: self.noted(message, node.lineno)


def _flat(node: nodes.Concat) -> Any:
    for part in node.nodes:
        if isinstance(part, nodes.Concat):
            yield from _flat(part)
        else:
            yield part


def _encoded(parts: list[Any], expressions: list[Any]) -> tuple[str, dict[str, str]]:
    """The parts as one text, and what the expression of each character in it is called."""
    text, names = "", {}
    for part in parts:
        if isinstance(part, nodes.TemplateData | nodes.Const) and part not in expressions:
            text += part.data if isinstance(part, nodes.TemplateData) else str(part.value)
            continue
        character = chr(FIRST + expressions.index(part))
        names[character] = _called(part)
        text += character
    return text, names


def _decoded(text: str, expressions: list[Any], line: int, kind: Any) -> Any:
    plain = ""
    for character in text:
        place = ord(character) - FIRST
        if 0 <= place < len(expressions):
            if plain:
                yield kind(plain, lineno=line)
            yield expressions[place]
            plain = ""
        else:
            plain += character
    if plain:
        yield kind(plain, lineno=line)


def _called(node: nodes.Node) -> str:
    """What a translator sees of an expression: the last word of it."""
    match node:
        case nodes.Name():
            return node.name.strip("_")
        case nodes.Getattr():
            return node.attr
        case nodes.Getitem() | nodes.Call():
            return _called(node.node)
        case nodes.Filter() if node.node is not None:
            return _called(node.node)
        case nodes.CondExpr():
            return "which"
    return "value"
