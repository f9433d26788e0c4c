"""Seven tenths of what two workers can carry, on SQLite: how long answers take, and that nothing is
lost. Two of ten requests save a section, the others look at the flow and at sections. Arrivals come
by the clock, whether the answer before is there or not; the client runs on the same cores.

PYTHONPATH=. .venv/bin/python bench/steady.py
"""

import asyncio
import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

from bench import load
from e2e.deployment import Deployment
from e2e.road import Candidate, resident_number

NOON = "2023-12-05T12:00:00+08:00"
PEOPLE, AT_ONCE = 24, 16
CAPACITY_SECONDS, SECONDS = 5.0, 15.0
SHARE = 0.7
KINDS = ("flow", "save", "basic", "flow", "exam", "flow", "save", "contact", "flow", "education")


@dataclass
class Person:
    """One candidate who is filling in; `kept` is the number whose saving was answered last."""

    address: str
    cookie: str
    token: str
    order: int
    saves: int = 0
    kept: str = ""

    def look(self, kind: str) -> bytes:
        path = self.address if kind == "flow" else f"{self.address}/{kind}"
        return load.get(path, cookie=self.cookie, accept_encoding="br")

    def save(self) -> tuple[str, bytes]:
        self.saves += 1
        mobile = f"13{self.order:02}{self.saves:07}"
        form = urlencode({"_csrf_token": self.token, "mobile": mobile}).encode()
        return mobile, load.post(f"{self.address}/contact", form, cookie=self.cookie)


@dataclass
class Road:
    """Kept connections, each for one request at a time, and what was measured on them."""

    url: str
    lookers: Iterator[Person]
    savers: asyncio.Queue[Person]
    """Who is not saving just now: a person saves once at a time."""
    free: asyncio.Queue[load.Line] = field(default_factory=asyncio.Queue)
    times: list[float] = field(default_factory=list)
    faults: int = 0

    async def request(self, kind: str, due: float) -> None:
        person = await self.savers.get() if kind == "save" else next(self.lookers)
        mobile, request = person.save() if kind == "save" else ("", person.look(kind))
        line = await self.free.get() if not self.free.empty() else await load.Line.to(self.url)
        status = await line.ask(request)
        self.free.put_nowait(line)
        self.times.append(time.perf_counter() - due)
        if mobile:
            person.kept = mobile if status == 303 else person.kept
            self.savers.put_nowait(person)
        self.faults += status != (303 if mobile else 200)

    def close(self) -> None:
        while not self.free.empty():
            self.free.get_nowait().close()


def road_of(url: str, people: list[Person]) -> Road:
    road = Road(url, cycle(people), asyncio.Queue())
    for person in people:
        road.savers.put_nowait(person)
    return road


async def capacity(road: Road) -> float:
    """Answers a second when the next request follows at once."""
    end, kinds = time.perf_counter() + CAPACITY_SECONDS, cycle(KINDS)

    async def one() -> None:
        while time.perf_counter() < end:
            await road.request(next(kinds), time.perf_counter())

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return len(road.times) / CAPACITY_SECONDS


async def steady(road: Road, rate: float) -> None:
    start, kinds = time.perf_counter(), cycle(KINDS)
    asked: list[asyncio.Task[None]] = []
    for number in range(int(rate * SECONDS)):
        due = start + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        asked.append(asyncio.create_task(road.request(next(kinds), due)))
    await asyncio.gather(*asked)


def person_of(deployment: Deployment, order: int) -> tuple[Candidate, Person]:
    number = resident_number("430102", "19900101", order)
    walked = Candidate(deployment.url, deployment.simulator, "王芳", number)
    walked.register()
    walked.prepare()
    walked.apply()
    cookie = "; ".join(f"{name}={value}" for name, value in walked.client.cookies.items())
    return walked, Person(walked.address, cookie, walked.token(), order)


def lost(walked: Candidate, person: Person) -> bool:
    page = walked.get(f"{person.address}/contact").text
    found = re.search(r'name="mobile"[^>]* value="([^"]*)"', page)
    return bool(person.kept) and (found is None or found[1] != person.kept)


async def measured(url: str, people: list[Person]) -> None:
    warm = road_of(url, people)
    found = await capacity(warm)
    warm.close()
    road = road_of(url, people)
    await steady(road, SHARE * found)
    road.close()
    times = sorted(road.times)
    shares = ((each, times[int(each / 100 * len(times))] * 1000) for each in (50, 95, 99))
    print(f"capacity of two workers, requests a second {found:>8.0f}")
    print(f"at {SHARE:.0%} of it, {len(times)} requests, faults {road.faults + warm.faults:>12}")
    print("ms: " + ", ".join(f"p{share} {ms:.0f}" for share, ms in shares), end="")
    print(f", longest {times[-1] * 1000:.0f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        deployment = Deployment(folder, f"sqlite:///{folder / 'bench.sqlite'}", NOON, workers=2)
        try:
            with ThreadPoolExecutor(4) as pool:
                orders = range(2, 2 + PEOPLE)
                walked = list(pool.map(lambda order: person_of(deployment, order), orders))
            asyncio.run(measured(deployment.url, [person for _, person in walked]))
            count = sum(person.saves for _, person in walked)
            print(f"of {count} saves lost {sum(lost(*each) for each in walked)}")
        finally:
            deployment.stop()


if __name__ == "__main__":
    main()
