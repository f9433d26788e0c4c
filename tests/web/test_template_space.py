import pytest

from baoming.web.template_space import compact
from baoming.web.templates import environment


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
        ('<div class="f">\n<input>\n</div>', '<div class="f"><input></div>'),
        ("<a>1</a>\n<a>2</a>", "<a>1</a>\n<a>2</a>"),
        ("one\ntwo", "one\ntwo"),
        ("<b>x</b> <p>y</p> z", "<b>x</b> <p>y</p> z"),
        ("<pre>\n\n</pre>", "<pre>\n\n</pre>"),
        ("<header>\n<hr>\n<link>\n", "<header><hr><link>"),
    ],
)
def test_line_break_goes_where_it_shows_nothing(written: str, sent: str) -> None:
    assert compact(written) == sent


def test_what_a_person_typed_keeps_its_lines() -> None:
    template = environment().from_string(
        "<p>\n{{ typed }}\n</p>\n<textarea>\n{{ typed }}</textarea>"
    )
    typed = "一\n<p>\n二"
    text = template.render(typed=typed)
    assert text == "<p>一\n&lt;p&gt;\n二</p><textarea>\n一\n&lt;p&gt;\n二</textarea>"
