"""Cuts the text between two block statements of a template into messages, and puts it together.

The text is HTML in which every `{{ expression }}` is one character of the private area. A message
is what stands between two block elements in one line; links and emphasis belong to the sentence,
without their attributes: `请<a>登录</a>后继续`. Attributes with words in them are messages of their
own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

Say = Callable[[str], str]
"""The message in another language. An extraction notes it and gives it back."""

FIRST = 0xE000
"""The character of the first expression."""

WORDS = re.compile(r"[\u2e80-\u2fff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")
"""Han characters and full-width punctuation: what another language writes otherwise."""

INLINE = {"a", "b", "strong", "em", "i", "q", "code", "time", "span", "small"}

_TAG = re.compile(r"<(/?)([a-z]\w*|[\ue000-\uf8ff])[^<>]*>|<![^>]*>")
_OPEN_END = re.compile(r"<[^<>]*$")
_REST_OF_TAG = re.compile(r"[^<>]*>?")
_ATTRIBUTE = re.compile(r'="([^"]*)"')
_MARK = re.compile(r"\{(\w+)\}|<(/?\w+)>")
_EXPRESSION = re.compile(r"[\ue000-\uf8ff]")


@dataclass
class Piece:
    """A tag of the line, or text without one; `name` and `closing` tell the tags apart."""

    text: str
    name: str = ""
    closing: bool = False
    partner: int | None = None


def translated(text: str, names: Mapping[str, str], say: Say, in_tag: bool) -> tuple[str, bool]:
    """The text in another language, and whether it ends within a tag. `names` says what the
    placeholder of each expression is called."""
    done = ""
    if in_tag:
        rest = _REST_OF_TAG.match(text)
        head = rest.group() if rest else ""
        done, text = _attributes(head, names, say), text[len(head) :]
        in_tag = not head.endswith(">")
    if end := _OPEN_END.search(text):
        text, tail = text[: end.start()], _attributes(text[end.start() :], names, say)
        in_tag = True
    else:
        tail = ""
    for line in re.split(r"(\n)", text):
        for run in _runs(list(_pieces(line, names, say))):
            done += _run(run, names, say)
    return done + tail, in_tag


def phrase(text: str, names: Mapping[str, str], say: Say) -> str:
    """One message without tags; the spaces around it stay as they are."""
    inner = text.strip()
    if not WORDS.search(inner):
        return text
    called = _called(inner, names)
    said = say(_EXPRESSION.sub(lambda found: "{" + called[found.group()] + "}", inner))
    return text.replace(inner, _put_back(said, called, {}), 1)


def _attributes(tag: str, names: Mapping[str, str], say: Say) -> str:
    return _ATTRIBUTE.sub(lambda found: f'="{phrase(found.group(1), names, say)}"', tag)


def _pieces(line: str, names: Mapping[str, str], say: Say) -> Iterator[Piece]:
    start = 0
    for tag in _TAG.finditer(line):
        if tag.start() > start:
            yield Piece(line[start : tag.start()])
        start = tag.end()
        written = _attributes(tag.group(), names, say)
        yield Piece(written, tag.group(2) or "!", tag.group(1) == "/")
    if start < len(line):
        yield Piece(line[start:])


def _runs(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Cut at block elements, and at a link or emphasis that does not end in the same line."""
    open_tags: list[int] = []
    for place, piece in enumerate(pieces):
        if piece.name and piece.name not in INLINE:
            open_tags.clear()
        elif piece.name and not piece.closing:
            open_tags.append(place)
        elif piece.name and open_tags and pieces[open_tags[-1]].name == piece.name:
            piece.partner = open_tags.pop()
            pieces[piece.partner].partner = place
    run: list[Piece] = []
    for piece in pieces:
        if piece.name and piece.partner is None:
            yield from (run, [piece])
            run = []
        else:
            run.append(piece)
    yield run


def _run(run: list[Piece], names: Mapping[str, str], say: Say) -> str:
    whole = "".join(piece.text for piece in run)
    if not WORDS.search("".join(piece.text for piece in run if not piece.name)):
        return whole
    level, parts = 0, []
    for piece in run:
        if level == 0 and not piece.closing:
            parts.append([piece])
        else:
            parts[-1].append(piece)
        level += (-1 if piece.closing else 1) if piece.name else 0
    if not any(WORDS.search(part[0].text) for part in parts if not part[0].name):
        # Links side by side are no sentence: each has its own words.
        return "".join(
            part[0].text + _run(part[1:-1], names, say) + part[-1].text
            if part[0].name
            else part[0].text
            for part in parts
        )
    return _sentence(run, names, say)


def _sentence(run: list[Piece], names: Mapping[str, str], say: Say) -> str:
    tags: dict[str, str] = {}
    called = _called("".join(piece.text for piece in run if not piece.name), names)
    message = ""
    open_names: list[str] = []
    for piece in run:
        if not piece.name:
            message += _EXPRESSION.sub(lambda e: "{" + called[e.group()] + "}", piece.text)
            continue
        name = open_names.pop() if piece.closing else _free(piece.name, tags)
        if not piece.closing:
            open_names.append(name)
        mark = "/" + name if piece.closing else name
        tags[mark] = piece.text
        message += f"<{mark}>"
    inner = message.strip()
    start = message.index(inner)
    said = _put_back(say(inner), called, tags)
    return message[:start] + said + message[start + len(inner) :]


def _called(text: str, names: Mapping[str, str]) -> dict[str, str]:
    """The placeholder of each expression in this message: the second `at` is `at2`."""
    called: dict[str, str] = {}
    for character in _EXPRESSION.findall(text):
        if character not in called:
            called[character] = _free(names[character], called.values())
    return called


def _put_back(said: str, called: Mapping[str, str], tags: Mapping[str, str]) -> str:
    back = {name: character for character, name in called.items()}
    return _MARK.sub(
        lambda found: back[found.group(1)] if found.group(1) else tags[found.group(2)], said
    )


def _free(name: str, taken: Iterable[str]) -> str:
    count = sum(re.fullmatch(rf"{name}\d*", each) is not None for each in taken)
    return name if not count else f"{name}{count + 1}"
