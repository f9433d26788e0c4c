import re
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from baoming import clock
from baoming.fields import Bound, Field, bind
from baoming.web.static_files import static_files
from baoming.web.styleguide import FIELDS, sample
from baoming.web.templates import demo_moments, environment

NOW = clock.at("2023-12-12T19:00")


@dataclass
class Visit:
    account: str | None = "王𬀩"
    path: str = "/"
    staff: str | None = None
    csrf_token: str = "token-of-this-visit"
    demo: bool = False
    came_back: bool = False
    webview: str = ""
    now: datetime = NOW


class Elements(HTMLParser):
    """Every element with its attributes, as a browser would read them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]

    def with_mark(self, mark: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.found if mark in attrs]


def styleguide(visit: Visit | None = None, fragment: bool = False, desk: bool = False) -> str:
    template = environment().get_template("styleguide.html")
    return template.render(visit=visit or Visit(), fragment=fragment, desk=desk, **sample(NOW))


def inline(source: str, **context: Any) -> str:
    return environment().from_string(source).render(**context)


def field(one: Field, bound: Bound) -> Elements:
    macro = '{% from "components/forms.html" import form_field %}{{ form_field(field, bound) }}'
    return Elements(inline(macro, field=one, bound=bound))


def test_page_has_its_frame_and_no_inline_script_or_style_attribute() -> None:
    page = styleguide(Visit(demo=True, came_back=True))
    elements = Elements(page)
    assert page.startswith('<!doctype html><html lang="zh-Hans">')
    assert elements.of("style") == []
    assert all(script.get("src") for script in elements.of("script"))
    assert elements.with_mark("style") == []
    assert [name for _, attrs in elements.found for name in attrs if name.startswith("on")] == []


def test_first_paint_stands_in_a_guests_page_and_comes_from_the_cache_afterwards() -> None:
    sheet = f'<link rel="stylesheet" href="{static_files().addresses["css/app.css"]}">'
    style = f"<style>{static_files().critical_style}</style>"
    guest, known = styleguide(Visit(account=None)), styleguide(Visit(came_back=True))
    assert guest.index(style) < guest.index("</head>") < guest.index(sheet)
    assert known.index(sheet) < known.index("</head>")
    assert [page.count(sheet) for page in (guest, known)] == [1, 1]
    assert "<style>" not in known


def test_fragment_is_the_inner_part_with_its_title() -> None:
    part = styleguide(fragment=True)
    title = "<title>组件</title>"
    assert part.startswith(title)
    for outer in ("<html", "<head", "<body", "<header", "<footer", "<style", "<main"):
        assert outer not in part
    page = styleguide()
    assert part.removeprefix(title).strip() in page


def test_ids_are_unique_apart_from_the_two_sample_forms() -> None:
    page = re.sub(r'<section id="faulty">.*?</section>', "", styleguide(), flags=re.S)
    ids = [attrs["id"] for attrs in Elements(page).with_mark("id")]
    assert sorted(set(ids), key=str) == sorted(ids, key=str)


def test_signed_in_person_can_sign_out_by_a_form_with_the_token() -> None:
    for visit, desk, action in [
        (Visit(), False, "/logout"),
        (Visit(account=None, staff="长春考点"), True, "/desk/logout"),
    ]:
        page = styleguide(visit, desk=desk)
        form = page.split(f'<form method="post" action="{action}">')[1].split("</form>")[0]
        assert '<input type="hidden" name="_csrf_token" value="token-of-this-visit">' in form


def test_guest_is_offered_the_sign_in() -> None:
    page = styleguide(Visit(account=None))
    assert 'href="/login"' in page
    assert "/logout" not in page


def test_demo_shows_its_clock_and_moves_it() -> None:
    elements = Elements(styleguide(Visit(demo=True)))
    forms = [form for form in elements.of("form") if form.get("action") == "/demo/clock"]
    assert len(forms) == 1
    moments = [each["value"] for each in elements.of("button") if each.get("name") == "to"]
    assert moments == [to for _, to in demo_moments(NOW)]
    assert {"type": "datetime-local", "value": "2023-12-12T19:00"}.items() <= next(
        each for each in elements.of("input") if each.get("name") == "to"
    ).items()
    assert "/demo/clock" not in styleguide(Visit(demo=False))


def test_htmx_is_loaded_only_where_a_page_asks_for_it() -> None:
    source = (
        '{% extends "layout.html" %}{% set interactive = true %}{% block title %}a{% endblock %}'
    )
    context = {"visit": Visit(), "fragment": False, "desk": False}
    assert "htmx" not in inline(source.replace("true", "false"), **context)
    page = inline(source, **context)
    assert static_files().addresses["vendor/htmx.min.js"] in page
    (config,) = [m for m in Elements(page).of("meta") if m.get("name") == "htmx-config"]
    assert '"allowEval":false' in str(config["content"])


def test_title_says_first_that_something_is_wrong() -> None:
    source = '{% extends "layout.html" %}{% block title %}登录{% endblock %}'
    bound = Bound(errors={"login": "请填写用户名。"})
    page = inline(source, visit=Visit(), fragment=True, desk=False, bound=bound)
    assert page.startswith("<title>有错误：登录</title>")


def test_forgotten_value_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        inline("{{ forgotten }}")


@pytest.mark.parametrize("one", FIELDS, ids=lambda one: one.name)
def test_field_at_fault_is_tied_to_its_sentence(one: Field) -> None:
    bound = Bound(errors={one.name: "不对。"})
    elements = field(one, bound)
    (marked,) = elements.with_mark("aria-invalid")
    assert marked["aria-invalid"] == "true"
    assert str(marked["aria-describedby"]).split()[0] == f"{one.name}-error"
    ids = [attrs["id"] for attrs in elements.with_mark("id")]
    assert f"{one.name}-error" in ids
    assert one.name in ids


@pytest.mark.parametrize("one", FIELDS, ids=lambda one: one.name)
def test_field_that_is_right_says_nothing_of_faults(one: Field) -> None:
    assert field(one, Bound()).with_mark("aria-invalid") == []


def test_text_keeps_what_was_typed_and_its_limits() -> None:
    one = Field("code", "验证码", max=20, inputmode="numeric", autocomplete="one-time-code")
    (control,) = field(one, bind([one], {"code": ['"><b>7']})).of("input")
    assert control == {
        "class": "c",
        "type": "text",
        "id": "code",
        "name": "code",
        "maxlength": "20",
        "inputmode": "numeric",
        "autocomplete": "one-time-code",
        "value": '"><b>7',
    }


def test_password_is_never_sent_back() -> None:
    one = Field("password", "密码", "password")
    (control,) = field(one, Bound(values={"password": "secret"})).of("input")
    assert control["type"] == "password"
    assert "value" not in control


def test_few_choices_are_radio_buttons_and_the_chosen_one_is_checked() -> None:
    one = Field("gender", "性别", "choice", options=[("male", "男"), ("female", "女")])
    elements = field(one, bind([one], {"gender": ["female"]}))
    assert [("checked" in each, each["value"]) for each in elements.of("input")] == [
        (False, "male"),
        (True, "female"),
    ]


def test_many_choices_are_a_list_and_the_chosen_one_is_selected() -> None:
    options = [(str(number), f"第 {number} 项") for number in range(9)]
    one = Field("site", "考点", "choice", options=options)
    chosen = field(one, bind([one], {"site": ["7"]})).of("option")
    assert [each["value"] for each in chosen if "selected" in each] == ["7"]
    assert chosen[0]["value"] == ""


def test_several_choices_and_ticks_stay_ticked() -> None:
    subjects = next(one for one in FIELDS if one.name == "subjects")
    elements = field(subjects, bind([subjects], {"subjects": ["basic", "practice"]}))
    assert [each["value"] for each in elements.of("input") if "checked" in each] == [
        "basic",
        "practice",
    ]
    agree = Field("agree", "同意", "tick")
    (tick,) = field(agree, bind([agree], {"agree": ["1"]})).of("input")
    assert "checked" in tick


def test_suggestions_come_as_a_list_beside_the_field() -> None:
    one = Field("school", "毕业学校", suggestions=["北京大学", "复旦大学"])
    elements = field(one, Bound())
    (control,), (suggestions,) = elements.of("input"), elements.of("datalist")
    assert control["list"] == suggestions["id"]
    assert [each["value"] for each in elements.of("option")] == ["北京大学", "复旦大学"]


def test_error_summary_links_to_each_field_in_the_order_of_the_form() -> None:
    errors = {"reason": "请填写申请原因。", "name": "请填写姓名。", "other": "请先选择考区。"}
    source = '{% from "components/forms.html" import error_summary %}{{ error_summary(e, f) }}'
    text = inline(source, e=errors, f=FIELDS)
    summary = Elements(text)
    assert {"role": "alert", "tabindex": "-1"}.items() <= summary.of("div")[0].items()
    assert [link["href"] for link in summary.of("a")] == ["#name", "#reason"]
    assert "<li>请先选择考区。</li>" in text
    assert inline(source, e={}, f=FIELDS).strip() == ""


def test_marks_of_the_contract_stand_on_their_elements() -> None:
    elements = Elements(styleguide())
    nodes = [(each["data-node"], each["data-state"]) for each in elements.with_mark("data-node")]
    assert nodes[-6:] == [
        ("fill", "done"),
        ("photo", "done"),
        ("materials", "done"),
        ("submit", "done"),
        ("confirmation", "failed"),
        ("review", "todo"),
    ]
    assert [each["data-section"] for each in elements.with_mark("data-section")][:2] == [
        "notice",
        "site",
    ]
    assert len(elements.with_mark("data-status")) == 8 + 4
    assert elements.with_mark("data-event")[0] == {"data-event": "refuse"}
    assert [each["data-difference"] for each in elements.with_mark("data-difference")] == [
        "employer",
        "school_note",
    ]
    deadlines = elements.with_mark("data-deadline")
    assert deadlines[-1] == {"data-deadline": "personal", "datetime": "2023-12-20T00:00:00+08:00"}


def test_current_node_is_told_to_a_screen_reader() -> None:
    macro = '{% from "components/flow.html" import flow_nodes %}{{ flow_nodes(nodes) }}'
    nodes = [{"name": "fill", "state": "done"}, {"name": "photo", "state": "current"}]
    text = inline(macro, nodes=nodes)
    first, second = Elements(text).of("li")
    assert "aria-current" not in first
    assert second["aria-current"] == "step"
    assert "：已完成" in text
    assert "：进行中" in text


def test_confirm_page_asks_with_one_button_and_a_way_out() -> None:
    source = (
        '{% from "components/confirm.html" import confirm_page %}'
        '{% call confirm_page(visit, "修改考区", "/z", "会清空。", "清空", ("/a", "返回")) %}'
        '<input name="zone">{% endcall %}'
    )
    text = inline(source, visit=Visit())
    elements = Elements(text)
    (form,) = elements.of("form")
    assert (form["method"], form["action"]) == ("post", "/z")
    assert [each.get("name") for each in elements.of("input")] == ["_csrf_token", "zone"]
    assert len(elements.of("button")) == 1
    assert [link["href"] for link in elements.of("a")] == ["/a", "/a"]


def test_pages_of_a_list_lead_back_and_on() -> None:
    source = '{% from "components/page.html" import pagination %}{{ pagination(p, 3, "?page=") }}'
    links = [[a["href"] for a in Elements(inline(source, p=p)).of("a")] for p in (1, 2, 3)]
    assert links == [["?page=2"], ["?page=1", "?page=3"], ["?page=2"]]
