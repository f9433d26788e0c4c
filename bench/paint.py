"""When the largest text stands on a slow phone, beside a bare page of the same words and fields.

PYTHONPATH=. .venv/bin/python bench/paint.py [ROUNDS [PAGE ...]]

Chromium with the line and the processor slowed down, against the real server; the bare page comes
from a process of the same server program. Guests come with an empty cache; who is signed in has the
files of the first page in it. Medians of alternating rounds, in milliseconds.
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from e2e.road import SECTIONS
from e2e.server import running
from e2e.showing import chromium
from e2e.states import World
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

LINES = {"slow 3G": (400, 400_000), "2G": (800, 100_000)}
"""Latency in milliseconds, bits a second."""
CPU = 4
PHONE: ViewportSize = {"width": 360, "height": 640}
PROMISE = 1.25
SETTLING = 300
GUEST = ("/", "/register", "/login")
HEAD = '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>页</title>'
WATCH = """
  window.painted = 0; window.busy = 0;
  new PerformanceObserver(list => list.getEntries().forEach(
    each => { painted = each.renderTime || each.startTime })
  ).observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => list.getEntries().forEach(
    each => { busy = each.startTime + each.duration })
  ).observe({type: 'longtask', buffered: true});
"""
SETTLED = "() => painted && performance.getEntriesByType('navigation')[0].loadEventEnd"
TIMES = """() => [
  painted, Math.max(busy, performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd)
]"""


def main(rounds: int, *wanted: str) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        running(Path(folder)) as server,
        chromium() as browser,
    ):
        world = World(server)
        own = world.own("li")
        signed_in = {"/me": "/me", "flow": own} | {each: f"{own}/{each}" for each in SECTIONS}
        pages = {each: each for each in GUEST} | signed_in
        with bare_pages(world, pages, Path(folder)) as bare_url:
            for name, line in LINES.items():
                measure = Measure(browser, world, bare_url, line)
                asked = [each for each in pages if not wanted or each in wanted]
                measure.beside(asked[0], pages[asked[0]], 1)  # server and browser get warm
                show(name, {each: measure.beside(each, pages[each], rounds) for each in asked})
        world.close()


@contextmanager
def bare_pages(world: World, pages: dict[str, str], folder: Path) -> Iterator[str]:
    for name, address in pages.items():
        visitor = world.visitors["guest" if name in GUEST else "li"]
        page = visitor.page(address)
        (folder / f"{_file(name)}.html").write_text(bare(page.html), "utf-8")
        for photo in page.pictures():
            (folder / "photo.jpg").write_bytes(visitor.get(photo).content)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port)]
    served = subprocess.Popen(
        [*command, "--log-level", "critical", "bench.bare:app"],
        env={**os.environ, "PYTHONPATH": ".", "BARE_PAGES": str(folder)},
    )
    time.sleep(2)
    yield f"http://127.0.0.1:{port}"
    served.terminate()
    served.wait()


def bare(page: str) -> str:
    """Of a page its inner part without anything for style, scripts and marks."""
    inner = re.findall(r"<main.*?</main>", page, re.DOTALL)[0]
    inner = re.sub(r"<(svg|script).*?</\1>", "", inner, flags=re.DOTALL)
    return HEAD + re.sub(r' (class|role|(?:aria|data|hx)-[-\w]+)="[^"]*"', "", inner)


@dataclass
class Measure:
    browser: Browser
    world: World
    bare_url: str
    line: tuple[int, int]

    def beside(self, name: str, address: str, rounds: int) -> list[float]:
        """Largest paint and interaction of ours, then of the bare page."""
        taken = [
            self._once("" if name in GUEST else "li", self.world.server.url + address)
            + self._once("", f"{self.bare_url}/{_file(name)}")
            for _ in range(rounds)
        ]
        return [statistics.median(column) for column in zip(*taken, strict=True)]

    def _once(self, who: str, url: str) -> list[float]:
        context = self.browser.new_context(viewport=PHONE, locale="zh-CN")
        context.add_init_script(WATCH)
        page = context.new_page()
        if who:
            page.goto(self.world.server.url, wait_until="networkidle")
            self.world.sign_in(who, context)
            page.goto("about:blank")
        self._slow(context, page)
        page.goto(url)
        page.wait_for_function(SETTLED)
        page.wait_for_timeout(SETTLING)
        times: list[float] = page.evaluate(TIMES)
        context.close()
        return times

    def _slow(self, context: BrowserContext, page: Page) -> None:
        latency, bits = self.line
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency,
                "downloadThroughput": bits / 8,
                "uploadThroughput": bits / 8,
            },
        )
        session.send("Emulation.setCPUThrottlingRate", {"rate": CPU})


def show(line: str, rows: dict[str, list[float]]) -> None:
    heads = ("LCP", "bare", "ratio", "ready", "bare")
    print(f"{line:<14}" + "".join(f"{each:>8}" for each in heads))
    for name, (paint, ready, bare_paint, bare_ready) in rows.items():
        ratio = paint / bare_paint
        row = (
            f"{name:<14}{paint:>8.0f}{bare_paint:>8.0f}{ratio:>8.2f}{ready:>8.0f}{bare_ready:>8.0f}"
        )
        print(row + (f"  over {PROMISE}" if ratio > PROMISE else ""))
    print()


def _file(name: str) -> str:
    return name.strip("/") or "home"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, *sys.argv[2:])
