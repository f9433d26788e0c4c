"""One real server for all stories, and a small phone that visits it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from e2e.deployment import Deployment, deployed
from e2e.people import People, gather
from e2e.server import Server, running
from e2e.watching import watched
from playwright.sync_api import Browser, Page

PHONE = {"width": 360, "height": 640}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = "--disable-background-networking --disable-component-update --disable-sync"
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("BAOMING_CHROMIUM", "/usr/bin/chromium"),
        # Without its sandbox, because continuous integration runs as root.
        "args": f"--no-sandbox --disable-gpu --no-first-run --disable-quic {quiet}".split(),
    }


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """`page.goto("/login")` finds the server."""
    return server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": PHONE, "locale": "zh-CN"}


@pytest.fixture(params=["scripted", "plain"])
def visitor(
    request: pytest.FixtureRequest,
    server: Server,
    browser: Browser,
    browser_context_args: dict[str, Any],
) -> Iterator[Page]:
    """A phone on the site, once with JavaScript and once without; the console stays silent."""
    scripted = request.param == "scripted"
    context = browser.new_context(**browser_context_args, java_script_enabled=scripted)
    with watched(context, server) as page:
        yield page


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """For the stories over plain HTTP: two web processes, and a clock that nobody moves."""
    with deployed(tmp_path_factory.mktemp("deployment")) as one:
        yield one


@pytest.fixture(scope="module")
def own_deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """For stories that move the clock or kill processes."""
    with deployed(tmp_path_factory.mktemp("own")) as one:
        yield one


@pytest.fixture(scope="session")
def people(deployment: Deployment) -> People:
    return gather(deployment)
