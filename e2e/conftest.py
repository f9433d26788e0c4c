"""One real server for all stories, started as `make run` does it, in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

PHONE = {"width": 360, "height": 640}
START_SECONDS = 60
STOP_SECONDS = 10


@dataclass(frozen=True)
class Server:
    url: str
    simulator: str
    folder: Path


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
    request: pytest.FixtureRequest, browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[Page]:
    """A phone on the site, once with JavaScript and once without; the console stays silent."""
    scripted = request.param == "scripted"
    context = browser.new_context(**browser_context_args, java_script_enabled=scripted)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.extend(_complaint(message)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    port = _two_free_ports()
    started = Server(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", folder)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "baoming", "up", "--port", str(port)],
            env=_environment(started),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _wait_for(started, process)
            yield started
        finally:
            _stop(process)


def _complaint(message: ConsoleMessage) -> list[str]:
    """Errors such as a broken content security policy; a refusal (4xx) is an answer, not one."""
    refusal = "Failed to load resource: the server responded with a status of 4" in message.text
    return [message.text] if message.type == "error" and not refusal else []


def _two_free_ports() -> int:
    """The first of two neighbours: the simulator listens on the second."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


def _environment(server: Server) -> dict[str, str]:
    """The visitor's own settings stay out."""
    inherited = {name: value for name, value in os.environ.items() if "BAOMING_" not in name}
    return inherited | {
        "BAOMING_DATABASE_URL": f"sqlite:///{server.folder}/baoming.sqlite",
        "BAOMING_STORAGE_URL": f"file://{server.folder}/files",
        "BAOMING_SECRET_KEY": "a key for the stories in the browser, no other",
        "BAOMING_BASE_URL": server.url,
        "BAOMING_CLOCK": "2023-12-05T09:00:00+08:00",
    }


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    log = (server.folder / "log").read_text(errors="replace")
    pytest.exit(f"The server did not start:\n{log}", returncode=1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
