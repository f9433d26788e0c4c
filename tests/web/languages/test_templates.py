"""Templates in another language: what is cut out is what is put back, in any order."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, nodes

from baoming.web.languages.extraction import NOT_SHOWN_TEMPLATES, TEMPLATES
from baoming.web.languages.templates import translate
from baoming.web.templates import environment

OURS = [
    path
    for path in sorted(TEMPLATES.rglob("*.html"))
    if not path.relative_to(TEMPLATES).as_posix().startswith(NOT_SHOWN_TEMPLATES)
]

SPOKEN = {"label", "sentence", "hint", "caution", "words", "decision_reason", "said"}
"""What a rule or a catalogue says is called so; a candidate's own words are not."""


def said(source: str, messages: dict[str, str], **context: object) -> str:
    """Rendered in a language of these messages; KeyError for one that is not among them."""
    plain = Environment(loader=DictLoader({}), autoescape=True)
    tree = plain.parse(source)
    translate(tree, lambda message, _: messages[message])
    return plain.from_string(tree).render(context)


def joined(tree: nodes.Template) -> nodes.Template:
    """Text before and after a comment is one text."""
    for output in tree.find_all(nodes.Output):
        parts: list[nodes.Expr] = []
        for part in output.nodes:
            last = parts[-1] if parts else None
            if isinstance(part, nodes.TemplateData) and isinstance(last, nodes.TemplateData):
                last.data += part.data
            else:
                parts.append(part)
        output.nodes = parts
    return tree


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_a_template_that_is_translated_into_itself_stays_as_it_was(path: Path) -> None:
    source = path.read_text("utf-8")
    written, tree = joined(environment().parse(source)), environment().parse(source)
    translate(tree, lambda message, _: message)
    assert tree == written


@pytest.mark.parametrize(
    ("source", "message", "translation", "page"),
    [
        ("<p>还有 {{ n }} 项</p>", "还有 {n} 项", "{n} left", "<p>3 left</p>"),
        ("{{ a.at }}至{{ b.at }}", "{at}至{at2}", "by {at2}, from {at}", "by 2, from 1"),
        ("{{ n }}，{{ n }}", "{n}，{n}", "{n}", "3"),
        (
            '<p>请<a href="/{{ n }}">登录</a>后继续</p>',
            "请<a>登录</a>后继续",
            "To go on, <a>sign in</a>",
            '<p>To go on, <a href="/3">sign in</a></p>',
        ),
        ('<p><a href="/">登录</a></p>', "登录", "Sign in", '<p><a href="/">Sign in</a></p>'),
        (
            '<img alt="{{ n }} 号"{% if n %} x{% endif %}>',
            "{n} 号",
            "No. {n}",
            '<img alt="No. 3" x>',
        ),
        ('<b{% if n %} title="号"{% endif %}>', "号", "No.", '<b title="No.">'),
        ('{{ "第 " ~ n ~ " 项" }}', "第 {n} 项", "item {n}", "item 3"),
        ('{{ ["甲", "甲"]|join("、") if n }}', "甲", "A", "A、A"),
        ('{{ "有" if n else "无" }}', "有", "yes", "yes"),
        ("{% set x = '有' %}{{ x }}", "有", "a < b", "a &lt; b"),
    ],
)
def test_a_message_is_cut_from_its_page_and_put_back(
    source: str, message: str, translation: str, page: str
) -> None:
    messages = {message: translation, "无": "no", "、": "、"}
    assert said(source, messages, n=3, a={"at": 1}, b={"at": 2}) == page


def test_links_side_by_side_are_no_sentence() -> None:
    messages = {"甲": "A", "乙": "B"}
    assert said('<a href="1">甲</a><a href="2">乙</a>', messages) == (
        '<a href="1">A</a><a href="2">B</a>'
    )


def test_what_is_compared_or_looked_for_is_data() -> None:
    source = '{% if x == "甲" %}1{% endif %}{{ x.split("甲")|length }}{{ {"甲": 5}[x] }}'
    assert said(source, {}, x="甲") == "125"


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_words_of_the_rules_go_through_a_filter(path: Path) -> None:
    """`each.label` without `|t` would stay Chinese on every page."""
    tree = environment().parse(path.read_text("utf-8"))
    bare = [
        f"{part.attr} in line {part.lineno}"
        for output in tree.find_all(nodes.Output)
        for part in output.nodes
        if isinstance(part, nodes.Getattr) and part.attr in SPOKEN
    ]
    assert bare == []
