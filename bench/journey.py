"""The road of a candidate over plain HTTP: bytes and requests of each page, journeys a second, and
the rate of a page and of a save beside a bare Litestar page of the same size, in one run.

PYTHONPATH=. .venv/bin/python bench/journey.py
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
from bench import load
from e2e.deployment import Deployment, _free_port
from e2e.road import Candidate, resident_number

NOON = "2023-12-05T12:00:00+08:00"
JOURNEYS, AT_ONCE = 24, 8


class Ledger:
    """What came over the line, answer by answer."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str, int, int]] = []

    def note(self, answer: httpx.Response) -> None:
        body = int(answer.headers.get("content-length", 0))
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
        path = urlsplit(str(answer.url)).path
        self.lines.append((answer.request.method, path, body, head))

    def show(self, files: tuple[str, ...] = ("/files/", ".pdf", "code.png")) -> None:
        print(f"{'request':<52}{'body':>8}{'head':>7}")
        for method, path, body, head in self.lines:
            print(f"{method + ' ' + path:<52}{body:>8}{head:>7}")
        bodies = [body for _, path, body, _ in self.lines if not any(f in path for f in files)]
        pages = [body for body in bodies if body]
        print(f"{'whole journey, own files apart':<52}{sum(bodies):>8}")
        print(f"{'pages, and their mean':<52}{len(pages):>8}{sum(pages) / len(pages):>7.0f}")


def candidate(deployment: Deployment, order: int, born: str = "19900101") -> Candidate:
    number = resident_number("430102", born, order)
    return Candidate(deployment.url, deployment.simulator, "王芳", number)


def journey(deployment: Deployment) -> Candidate:
    walked, ledger = candidate(deployment, 2), Ledger()
    walked.client.event_hooks["response"].append(ledger.note)
    walked.page("/")
    for address in static_files(walked):
        walked.get(address)
    walked.submitted()
    walked.flow()
    ledger.show()
    return walked


def static_files(visitor: Candidate) -> list[str]:
    """Every file that the first page asks for."""
    page = visitor.get("/").text
    quoted = [part.split('"')[0] for part in page.split('"/static/')[1:]]
    return [f"/static/{each}" for each in dict.fromkeys(quoted)]


def journeys_a_second(deployment: Deployment) -> None:
    def walk(order: int) -> None:
        candidate(deployment, order, "19910101").submitted()

    start = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(walk, range(2, 2 + JOURNEYS)))
    seconds = time.perf_counter() - start
    print(f"{'journeys a second, registering and photo included':<52}{JOURNEYS / seconds:>8.1f}")


async def rates(walked: Candidate, reference: str) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in walked.client.cookies.items())
    page = load.get(walked.address, cookie=cookie, accept_encoding="br")
    walked.withdraw()
    form = urlencode({"_csrf_token": walked.token(), "mobile": "13600001111"}).encode()
    save = load.post(f"{walked.address}/contact", form, cookie=cookie)
    site = str(walked.client.base_url)
    print(f"{'answers a second, one process':<40}{'ours':>8}{'bare':>8}{'ratio':>7}")
    bare = await load.rate(reference, load.get("/"))
    for name, request in (("flow page, signed in", page), ("save of a section", save)):
        ours = await load.rate(site, request)
        print(f"{name:<40}{ours:>8.0f}{bare:>8.0f}{ours / bare:>7.2f}")


def bare_page(stack: ExitStack, folder: Path, text: str) -> str:
    """The address of the reference: the same text, served by the same server."""
    port, file = _free_port(), folder / "page.html"
    file.write_text(text, "utf-8")
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", str(port)]
    served = subprocess.Popen(
        [*command, "--loop", "uvloop", "--log-level", "error", "bench.reference:app"],
        env={**os.environ, "PYTHONPATH": ".", "REFERENCE_PAGE": str(file)},
    )
    stack.callback(served.wait)
    stack.callback(served.terminate)
    time.sleep(2)
    return f"http://127.0.0.1:{port}"


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        deployment = Deployment(folder, f"sqlite:///{folder / 'bench.sqlite'}", NOON, workers=1)
        stack.callback(deployment.stop)
        walked = journey(deployment)
        reference = bare_page(stack, folder, walked.get(walked.address).text)
        journeys_a_second(deployment)
        asyncio.run(rates(walked, reference))


if __name__ == "__main__":
    main()
