"""Line breaks that no browser shows are taken out of the templates when they are compiled."""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

# Around these a line break shows nothing. Between words, links and buttons it is a space.
BLOCKS = (
    "aside|body|caption|dd|details|div|dl|dt|fieldset|footer|form|h1|h2|head|header|html|label"
    "|legend|li|link|main|meta|nav|ol|option|p|script|section|style|summary|table|tbody|td|th"
    "|thead|title|tr|ul"
)
_BEFORE = re.compile(rf"\s*\n\s*(?=</?(?:{BLOCKS})\b)")
_AFTER = re.compile(rf"(</?(?:{BLOCKS})\b[^<>]*>)\s*\n\s*")


class Compact(Extension):
    """Works on the text between the tags of Jinja, so errors keep their line numbers."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == "data":
                token = Token(token.lineno, "data", compact(token.value))
            yield token


def compact(text: str) -> str:
    return _AFTER.sub(r"\1", _BEFORE.sub("", text))
