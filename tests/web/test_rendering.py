from dataclasses import dataclass

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from baoming.web.rendering import escaped
from baoming.web.templates import environment


@dataclass
class Row:
    name: str


def rendered(source: str, **context: object) -> str:
    return environment().from_string(source).render(**context)


@pytest.mark.parametrize(
    ("value", "text"),
    [("<b>&\"'", "&lt;b&gt;&amp;&#34;&#39;"), (Markup("<b>"), "<b>"), (7, "7"), (None, "None")],
)
def test_everything_is_escaped_but_what_is_markup(value: object, text: str) -> None:
    assert escaped(value) == text
    assert rendered("{{ value }}", value=value) == text
    assert rendered("{% macro m(v) %}<i>{{ v }}</i>{% endmacro %}{{ m(value) }}", value=value) == (
        f"<i>{text}</i>"
    )


@pytest.mark.parametrize("row", [{"name": "<a>"}, Row("<a>")])
def test_rows_are_dicts_or_objects(row: object) -> None:
    assert rendered("{{ row.name }}", row=row) == "&lt;a&gt;"
    assert rendered("{{ row.other is defined }}", row=row) == "False"
    with pytest.raises(UndefinedError):
        rendered("{{ row.other }}", row=row)


def test_a_dict_keeps_its_methods_whatever_it_holds() -> None:
    row = {"get": 1, "items": 2}
    assert rendered(
        "{{ row.get('get') }}{% for k, v in row.items() %}{{ k }}{{ v }}{% endfor %}", row=row
    ) == ("1get1items2")


def test_a_caller_reaches_its_macro() -> None:
    source = "{% macro m() %}<p>{{ caller() }}</p>{% endmacro %}{% call m() %}{{ x }}{% endcall %}"
    assert rendered(source, x="<") == "<p>&lt;</p>"
