"""Every page in every state: axe-core finds nothing, nothing is pushed sideways, in light and dark,
on the smallest phone and on a computer; the console stays silent."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
from e2e.server import running
from e2e.states import World
from e2e.watching import watched
from playwright.sync_api import Browser, BrowserContext, Page

from baoming.web.routes import ROUTES

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR_AND_SIZE = ["color-contrast", "target-size", "scrollable-region-focusable"]
"""What the dark and a wide screen may change; the rest is asked once, in the light of a phone."""
FAULTS = """([type, values]) => axe.run(
  document, {runOnly: {type, values}, resultTypes: ['violations'], preload: false, iframes: false}
).then(found => found.violations.flatMap(rule => rule.nodes.map(
  node => [rule.id, node.target.join(' '), node.failureSummary].join(': '))))"""
NO_PAGE = re.compile(
    r"\.[a-z]+$|/state$|^/(files|static|health|wechat|miniapp)|/login/allow|/register/taken/|/desk/export"
)
"""Files, answers to machines; and pages that only another program, phone or message leads to."""
PUSHED = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with running(tmp_path_factory.mktemp("world")) as server:
        world = World(server)
        yield world
        world.close()


def test_axe_finds_nothing_and_nothing_is_pushed_sideways(world: World, browser: Browser) -> None:
    found: list[str] = []
    pages: dict[str, Page] = {}
    names: set[str] = set()
    addresses: set[str] = set()
    with ExitStack() as open_ones:
        for state in world.states():
            if state.who not in pages:
                context = _signed_in(world, browser, state.who)
                pages[state.who] = open_ones.enter_context(watched(context, world.server))
            state.show(pages[state.who])
            found += [f"{state.name}, {each}" for each in _faults(pages[state.who])]
            names.add(state.name)
            addresses.add(urlsplit(pages[state.who].url).path)
    assert not found, "\n".join(found)
    assert len(names) > 140
    assert not _never_shown(addresses)


def _never_shown(addresses: set[str]) -> list[str]:
    """A page that is new has to be added to the states."""
    paths = {path for each in ROUTES if "GET" in each.http_methods for path in each.paths}
    shown = {re.sub(r"{.*?}", "[^/]+", path): path for path in paths if not NO_PAGE.search(path)}
    return [
        path
        for pattern, path in shown.items()
        if not any(re.fullmatch(pattern, each) for each in addresses)
    ]


def _signed_in(world: World, browser: Browser, who: str) -> BrowserContext:
    context = browser.new_context(base_url=world.server.url, locale="zh-CN")
    context.add_init_script(AXE)
    world.sign_in(who, context)
    return context


def _faults(page: Page) -> Iterator[str]:
    """The last size stays for the next page: it is the first one there. 640 px are 1280 at 200 %."""
    for width, scheme, rules in (
        (1280, "dark", ("rule", OF_COLOUR_AND_SIZE)),
        (640, "dark", None),
        (320, "light", ("tag", ALL)),
    ):
        page.set_viewport_size({"width": width, "height": 640})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        pushed = page.evaluate(PUSHED)
        faults = page.evaluate(FAULTS, rules) if rules else []
        if pushed > 0:
            faults.append(f"pushed {pushed} px sideways")
        yield from (f"{width} px, {scheme}: {each}" for each in faults)
