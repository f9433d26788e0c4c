"""Every candidate page while WeChat answers, is slow (10 s), is down, and refuses; what is submitted
meanwhile is told once when it is back. Milliseconds: the median, and of a few the slowest.

PYTHONPATH=. .venv/bin/python bench/wechat_down.py
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import httpx
from e2e.deployment import Deployment
from e2e.road import SECTIONS, Candidate

from baoming import clock

NOON = "2023-12-05T12:00:00+08:00"
FAULTS = {"answers": "none", "slow": "slow", "down": "down", "refuses": "limit"}
ROUNDS, UNBOUND = 15, 4
BACK_WITHIN = 60.0
Times = dict[str, list[float]]
PUBLIC = (
    *("/", "/help", "/notices", "/notices/43"),
    *("/login", "/login/scan", "/register", "/recover"),
)
OWN = (
    *("/me", "/me/photo", "/me/education", "/me/wechat", "/me/calendar", "/me/password"),
    *("/me/security", "/me/requests", "/apply"),
)


def online_draft(deployment: Deployment) -> Candidate:
    found = deployment.candidate()
    found.register()
    found.prepare()
    found.apply("31")
    return found


def addresses(walked: Candidate, drafting: Candidate) -> list[tuple[Candidate, str]]:
    found = [(walked, address) for address in (*OWN, walked.address, f"{walked.address}/form")]
    own = ("", *(f"/{name}" for name in SECTIONS), "/materials", "/check")
    return found + [(drafting, f"{drafting.address}{each}") for each in own]


def measured(times: Times, name: str, work: Callable[[], httpx.Response]) -> httpx.Response:
    begun = time.perf_counter()
    answer = work()
    times.setdefault(name, []).append((time.perf_counter() - begun) * 1000)
    if answer.status_code not in (200, 303):
        raise SystemExit(f"{name}: {answer.status_code}")
    return answer


def one_phase(deployment: Deployment, walked: Candidate, drafting: Candidate) -> Times:
    times: Times = {}
    guest = deployment.visitor()
    for _ in range(ROUNDS):
        for address in PUBLIC:
            measured(times, address, lambda address=address: guest.get(address))
        for whose, address in addresses(walked, drafting):
            name = address.replace(whose.address, "/applications/…")
            measured(times, name, lambda whose=whose, address=address: whose.get(address))
    token, where = drafting.token(), f"{drafting.address}/contact"
    values = {"mobile": "13600001111"}
    for _ in range(ROUNDS):
        measured(times, "save a section", lambda: drafting.post(where, values, token=token))
    return times


def told(found: dict[str, Times]) -> None:
    print(f"{'':<44}" + "".join(f"{name:>10}" for name in found))
    for page in found["answers"]:
        medians = [statistics.median(times[page]) for times in found.values()]
        print(f"{page:<44}" + "".join(f"{each:>10.1f}" for each in medians))
    worst = [max(max(each) for each in times.values()) for times in found.values()]
    print(f"{'the slowest of all':<44}" + "".join(f"{each:>10.1f}" for each in worst))


def fault(deployment: Deployment, name: str) -> None:
    given = {"fault": name, "seconds": "10"}
    httpx.post(f"{deployment.simulator}/simulator/faults", data=given).raise_for_status()


def binding(deployment: Deployment, people: list[Candidate], times: Times) -> None:
    """The only page that needs WeChat at once, by people who have no code yet."""
    for each in people:
        measured(times, "/me/wechat, the first time", lambda each=each: each.get("/me/wechat"))


def submitted_and_back(times: Times, mover: Candidate) -> None:
    token = mover.token()
    for _ in range(3):
        for move in ("submit", "withdraw"):
            where = f"{mover.address}/{move}"
            measured(times, move, lambda where=where: mover.post(where, token=token))


def after_all(deployment: Deployment, mover: Candidate, expected: int) -> tuple[int, float]:
    """How many messages came, and seconds until then; every retry is due within an hour."""
    fault(deployment, "none")
    deployment.move_clock((clock.at(NOON) + timedelta(hours=2)).isoformat())
    begun = time.monotonic()
    while time.monotonic() - begun < BACK_WITHIN and len(mover.messages()) < expected:
        time.sleep(0.2)
    took = time.monotonic() - begun
    time.sleep(5)
    return len(mover.messages()), took


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        deployment = Deployment(folder, f"sqlite:///{folder / 'bench.sqlite'}", NOON)
        stack.callback(deployment.stop)
        walked = deployment.candidate().submitted()
        drafting, mover = online_draft(deployment), deployment.candidate().drafting()
        strangers = [[deployment.candidate() for _ in range(UNBOUND)] for _ in FAULTS]
        for each in [each for some in strangers for each in some]:
            each.register()
        found: dict[str, Times] = {}
        for (name, kind), some in zip(FAULTS.items(), strangers, strict=True):
            fault(deployment, kind)
            found[name] = one_phase(deployment, walked, drafting)
            submitted_and_back(found[name], mover)
            binding(deployment, some, found[name])
        told(found)
        expected = sum(len(times["submit"]) for times in found.values())
        came, took = after_all(deployment, mover, expected)
        print(f"\n{expected} submissions, {came} messages, {took:.1f} s after WeChat was back")
        if came != expected:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
