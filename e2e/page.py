"""A page as a browser without JavaScript holds it: its elements, its forms, what they would send."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "br", "img", "meta", "link", "hr", "wbr", "source", "col", "area"})
Pairs = list[tuple[str, str]]


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    inside: "Element | None" = None
    text: str = ""
    form: "Element | None" = field(default=None, repr=False)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def within(self, outer: "Element") -> bool:
        return self is outer or (self.inside is not None and self.inside.within(outer))


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)
        self.close()

    def all(self, attribute: str, value: str | None = None) -> list[Element]:
        return [
            each
            for each in self.elements
            if attribute in each.attributes and value in (None, each.attributes[attribute])
        ]

    def values(self, attribute: str) -> list[str]:
        return [each[attribute] for each in self.all(attribute)]

    def one(self, attribute: str, value: str | None = None) -> Element:
        found = self.all(attribute, value)
        assert len(found) == 1, f"{attribute}={value} stands {len(found)} times: {self._head()}"
        return found[0]

    @property
    def text(self) -> str:
        return " ".join(self.main.text.split())

    @property
    def main(self) -> Element:
        return self.one("id", "main")

    def states(self, mark: str) -> list[tuple[str, str]]:
        """Every mark with its `data-state`, in the order of the page."""
        return [(each[mark], each["data-state"]) for each in self.all(mark)]

    def links(self) -> list[str]:
        return [
            each["href"] for each in self.elements if each.tag == "a" and "href" in each.attributes
        ]

    def pictures(self) -> list[str]:
        """Photos and materials, not what decorates."""
        return [e["src"] for e in self.elements if e.tag == "img" and "/files/" in e["src"]]

    def form(self, action: str) -> "Form":
        found = [
            e for e in self.elements if e.tag == "form" and e.attributes.get("action") == action
        ]
        assert found, (
            f"no form leads to {action}: {[f['action'] for f in self._forms()]} {self.text}"
        )
        return Form(self, found[0])

    def has_form(self, action: str) -> bool:
        return action in [each.attributes.get("action") for each in self._forms()]

    def _head(self) -> str:
        """What a message of a failed test shows of a page."""
        words = [each.text for each in self.elements if each.tag in ("title", "h1", "li", "p")]
        return " ".join(" ".join(words).split())[:800]

    def _forms(self) -> list[Element]:
        return [each for each in self.elements if each.tag == "form"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        inside = self._open[-1] if self._open else None
        form = next((each for each in reversed(self._open) if each.tag == "form"), None)
        element = Element(tag, attributes, inside, form=form)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while tag in [each.tag for each in self._open]:
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each.text += data


@dataclass
class Form:
    page: Page
    element: Element

    def sent(self) -> Pairs:
        """What a browser sends when nothing is touched; the button is the caller's."""
        return [pair for control in self._controls() for pair in self._pairs(control)]

    def names(self) -> set[str]:
        return {each.attributes.get("name", "") for each in self._controls()} - {""}

    def options(self, name: str) -> list[str]:
        """The values to choose from, as options, radio buttons or ticks."""
        ticks = [
            e["value"]
            for e in self._controls()
            if e.attributes.get("name") == name and "type" in e.attributes
        ]
        return ticks or [
            option["value"]
            for select in self._controls()
            if select.tag == "select" and select.attributes.get("name") == name
            for option in self._options(select)
            if option["value"]
        ]

    def _controls(self) -> Iterator[Element]:
        for each in self.page.elements:
            if each.tag in ("input", "select", "textarea", "button") and each.form is self.element:
                yield each

    def _options(self, select: Element) -> list[Element]:
        return [e for e in self.page.elements if e.tag == "option" and e.within(select)]

    def _pairs(self, control: Element) -> Pairs:
        name = control.attributes.get("name")
        if not name or control.tag == "button" or "disabled" in control.attributes:
            return []
        if control.tag == "textarea":
            return [(name, control.text.removeprefix("\n"))]
        if control.tag == "select":
            return self._chosen(name, control)
        return _typed(name, control)

    def _chosen(self, name: str, select: Element) -> Pairs:
        options = self._options(select)
        chosen = [each for each in options if "selected" in each.attributes] or options[:1]
        return [(name, each.attributes.get("value", each.text)) for each in chosen]


def _typed(name: str, control: Element) -> Pairs:
    kind = control.attributes.get("type", "text")
    if kind in ("file", "submit", "image", "reset"):
        return []
    if kind in ("checkbox", "radio") and "checked" not in control.attributes:
        return []
    return [(name, control.attributes.get("value", ""))]
