"""Can recovery be used to learn who has an account? 200 tries each with a login that exists and
with one that does not, in turns that nobody could guess, over one connection to a real server:
the times of both, and how often chance alone would part them as far (Mann-Whitney; Kolmogorov and
Smirnov). The counted tries are taken out of the database between two tries.

PYTHONPATH=. .venv/bin/python bench/recovery.py
"""

import gc
import math
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from e2e.deployment import Deployment
from e2e.road import Visitor, resident_number

NOON = "2023-12-05T12:00:00+08:00"
TRIES, PEOPLE = 200, 10
SIDES = ("known", "unknown")
NEW = {"password": "a new password", "password_again": "a new password"}
SOMEBODY = resident_number("430102", "19700101", 7)

Prepared = Callable[[str, Visitor, str], httpx.Request]


def question(login: str, guest: Visitor, token: str) -> httpx.Request:
    guest.post("/recover", {"login": login}, token=token)
    return guest.client.build_request("GET", "/recover/answer")


def wrong_answer(login: str, guest: Visitor, token: str) -> httpx.Request:
    guest.post("/recover", {"login": login}, token=token)
    form = {"_csrf_token": token, "security_answer": "wrong", **NEW}
    return guest.client.build_request("POST", "/recover/answer", data=form)


def to_the_provider(login: str, guest: Visitor, token: str) -> httpx.Request:
    form = {"_csrf_token": token, "login": login}
    return guest.client.build_request("POST", "/recover/face", data=form)


def anothers_face(login: str, guest: Visitor, token: str) -> httpx.Request:
    """Back with a pass that belongs to neither."""
    went = guest.client.send(to_the_provider(login, guest, token))
    (biz_token,) = parse_qs(urlsplit(went.headers["location"]).query)["biz_token"]
    decided = {"biz_token": biz_token, "result": "pass", "id_card": SOMEBODY}
    simulator = went.headers["location"].partition("/v1/")[0]
    assert httpx.post(f"{simulator}/simulator/face", data=decided).status_code == 200
    return guest.client.build_request("GET", "/recover/face/return", params={"BizToken": biz_token})


KINDS: dict[str, tuple[Prepared, int]] = {
    "the question": (question, 200),
    "a wrong answer": (wrong_answer, 422),
    "to the face provider": (to_the_provider, 303),
    "back, another's face": (anothers_face, 422),
}


def times(
    prepare: Prepared, status: int, logins: dict[str, list[str]], guest: Visitor, database: Path
) -> dict[str, list[float]]:
    """Milliseconds, by side."""
    token, found = guest.token(), {side: [] for side in SIDES}
    turns = [(side, n) for side in SIDES for n in range(TRIES)]
    random.shuffle(turns)
    for side, n in turns:
        forget_tries(database)
        request = prepare(logins[side][n % PEOPLE], guest, token)
        start = time.perf_counter()
        answer = guest.client.send(request)
        found[side].append((time.perf_counter() - start) * 1000)
        assert answer.status_code == status, answer.text
    return found


def forget_tries(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=10)) as db:
        db.execute("DELETE FROM throttle")
        db.commit()


def mann_whitney(a: list[float], b: list[float]) -> float:
    """How likely chance is to part the ranks so far, two-sided, by the normal approximation."""
    ranks = {value: rank for rank, value in enumerate(sorted(a + b), 1)}
    u = sum(ranks[value] for value in a) - len(a) * (len(a) + 1) / 2
    spread = math.sqrt(len(a) * len(b) * (len(a) + len(b) + 1) / 12)
    return math.erfc(abs(u - len(a) * len(b) / 2) / spread / math.sqrt(2))


def kolmogorov_smirnov(a: list[float], b: list[float]) -> tuple[float, float]:
    """The widest gap between the two distributions, and how likely chance is to open it."""
    gap = max(abs(share(a, value) - share(b, value)) for value in a + b)
    size = math.sqrt(len(a) * len(b) / (len(a) + len(b)))
    at = (size + 0.12 + 0.11 / size) * gap
    terms = ((-1) ** (n - 1) * math.exp(-2 * (n * at) ** 2) for n in range(1, 101))
    return gap, min(1.0, max(0.0, 2 * sum(terms)))


def share(values: list[float], limit: float) -> float:
    return sum(value <= limit for value in values) / len(values)


def told(name: str, found: dict[str, list[float]]) -> None:
    for side in SIDES:
        ordered = sorted(found[side])
        middle, late = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
        print(f"{name:<24}{side:<10}{ordered[0]:>9.2f}{middle:>9.2f}{late:>9.2f}")
    known, unknown = (found[side] for side in SIDES)
    gap, chance = kolmogorov_smirnov(known, unknown)
    ranks = f"Mann-Whitney p {mann_whitney(known, unknown):.2f}"
    print(f"{'':<24}{ranks}, Kolmogorov-Smirnov D {gap:.3f}, p {chance:.2f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.sqlite"
        deployment = Deployment(Path(folder), f"sqlite:///{database}", NOON, workers=1)
        try:
            people = [deployment.candidate() for _ in range(PEOPLE)]
            for each in people:
                each.register()
            known = [each.username for each in people]
            logins = {"known": known, "unknown": [f"{name[:-3]}.no" for name in known]}
            guest = deployment.visitor()
            print(f"{'milliseconds':<34}{'min':>9}{'median':>9}{'p95':>9}")
            gc.disable()
            for name, (prepare, status) in KINDS.items():
                # Once without looking at the clock: what is loaded at its first use is loaded.
                guest.client.send(prepare("somebody", guest, guest.token()))
                told(name, times(prepare, status, logins, guest, database))
        finally:
            deployment.stop()


if __name__ == "__main__":
    main()
