"""The road of a candidate over plain HTTP: journeys a second, and the rate of a page and of a save
beside a bare Litestar page of the same text, in one run. A demo, so each request also asks for its
clock.

PYTHONPATH=. .venv/bin/python bench/journey.py
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench import load
from e2e.deployment import Deployment, _free_port
from e2e.road import Candidate, resident_number

NOON = "2023-12-05T12:00:00+08:00"
JOURNEYS, AT_ONCE = 24, 8
ROUNDS, SECONDS = 3, 1.5


def candidate(deployment: Deployment, order: int, born: str = "19900101") -> Candidate:
    number = resident_number("430102", born, order)
    return Candidate(deployment.url, deployment.simulator, "王芳", number)


def journeys_a_second(deployment: Deployment) -> None:
    """With everything, and without the two hashes of registering: the accounts exist already."""
    people = [candidate(deployment, order, "19910101") for order in range(2, 2 + JOURNEYS)]
    others = [candidate(deployment, order, "19920101") for order in range(2, 2 + JOURNEYS)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        whole = timed(pool, people, Candidate.submitted)
        list(pool.map(Candidate.register, others))
        rest = timed(pool, others, after_registering)
    print(f"{'journeys a second, one web process':<52}{JOURNEYS / whole:>8.1f}")
    print(f"{'the same without registering':<52}{JOURNEYS / rest:>8.1f}")


def timed(
    pool: ThreadPoolExecutor, people: list[Candidate], walk: Callable[[Candidate], object]
) -> float:
    start = time.perf_counter()
    list(pool.map(walk, people))
    return time.perf_counter() - start


def after_registering(person: Candidate) -> None:
    person.prepare()
    person.apply()
    person.fill_in()
    answer = person.submit()
    assert answer.status_code == 303, answer.text


@dataclass
class Measured:
    """One kind of request to one process, over some rounds."""

    name: str
    url: str
    request: bytes
    process: int
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def round(self) -> None:
        before = cpu_seconds(self.process)
        rate = await load.rate(self.url, self.request, SECONDS)
        self.rates.append(rate)
        self.cpu.append((cpu_seconds(self.process) - before) / (rate * SECONDS) * 1000)


async def rates(walked: Candidate, site: int, reference: str, bare: int) -> None:
    """In turns, because other work on the machine comes and goes; the best round of each."""
    cookie = "; ".join(f"{name}={value}" for name, value in walked.client.cookies.items())
    url, encoding = str(walked.client.base_url), "br"
    page = load.get(walked.address, cookie=cookie, accept_encoding=encoding)
    walked.withdraw()
    form = urlencode({"_csrf_token": walked.token(), "mobile": "13600001111"}).encode()
    save = load.post(f"{walked.address}/contact", form, cookie=cookie)
    kinds = [
        Measured("bare page", reference, load.get("/"), bare),
        Measured("flow page, signed in", url, page, site),
        Measured("save of a section", url, save, site),
    ]
    for _ in range(ROUNDS):
        for each in kinds:
            await each.round()
    print(f"{'one process':<30}{'a second':>10}{'ratio':>7}{'CPU ms':>9}{'ratio':>7}")
    first, first_cpu = max(kinds[0].rates), min(kinds[0].cpu)
    for each in kinds:
        rate, cpu = max(each.rates), min(each.cpu)
        ratios = f"{rate / first:>7.2f}{cpu:>9.2f}{first_cpu / cpu:>7.2f}"
        print(f"{each.name:<30}{rate:>10.0f}{ratios}")


def cpu_seconds(process: int) -> float:
    """Of all threads of a process, in user and system mode."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def only_child(parent: int) -> int:
    (child,) = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return int(child)


def bare_page(stack: ExitStack, folder: Path, text: str) -> tuple[str, int]:
    """The address and the process of the reference: the same text, served by the same server."""
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
    return f"http://127.0.0.1:{port}", only_child(served.pid)


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        deployment = Deployment(folder, f"sqlite:///{folder / 'bench.sqlite'}", NOON, workers=1)
        stack.callback(deployment.stop)
        walked = candidate(deployment, 2).submitted()
        journeys_a_second(deployment)
        reference, bare = bare_page(stack, folder, walked.get(walked.address).text)
        (site,) = deployment.web_workers()
        asyncio.run(rates(walked, site, reference, bare))


if __name__ == "__main__":
    main()
