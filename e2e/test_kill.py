"""kill -9 of the web processes while people save and submit: what was acknowledged stays."""

import os
import random
import signal
import threading
import time

import httpx
from e2e.deployment import Deployment
from e2e.page import Page
from e2e.road import Candidate, photo

ROUNDS = 4
ALONE_SECONDS = (0.3, 0.9)
"""How long they work before the first process dies."""


class Writer(threading.Thread):
    """One candidate who writes without a pause, until the server is gone."""

    def __init__(self, candidate: Candidate) -> None:
        super().__init__()
        self.candidate = candidate
        self.token = candidate.token()
        self.acknowledged = self._done()
        self.gone = False

    def run(self) -> None:
        while not self.gone:
            try:
                self.write()
            except httpx.TransportError:
                self.gone = True

    def write(self) -> None:
        raise NotImplementedError

    def check(self) -> None:
        """What was acknowledged is there, and at most the one write that was under way."""
        assert self._done() in (self.acknowledged, self.acknowledged + 1)

    def post(self, address: str, values: dict[str, str]) -> None:
        answer = self.candidate.post(address, values, token=self.token)
        assert answer.status_code == 303, f"{answer.status_code} {Page(answer.text).text}"
        self.acknowledged += 1

    def _done(self) -> int:
        raise NotImplementedError


class Saver(Writer):
    """Counts in a section."""

    def write(self) -> None:
        count = str(self.acknowledged + 1)
        self.post(f"{self.candidate.address}/contact", {"mobile": "13600001111", "address": count})

    def _done(self) -> int:
        page = self.candidate.page(f"{self.candidate.address}/contact")
        return int(page.one("name", "address").attributes.get("value") or 0)


class Submitter(Writer):
    """Submits and withdraws in turn; each leaves an event."""

    def write(self) -> None:
        move = "withdraw" if self.acknowledged % 2 else "submit"
        self.post(f"{self.candidate.address}/{move}", {})

    def check(self) -> None:
        super().check()
        history = self.candidate.events()
        assert history == (["submit", "withdraw"] * len(history))[: len(history)]
        submitted = len(history) % 2 == 1
        assert self.candidate.status() == ("submitted" if submitted else "draft")
        printed = self.candidate.get(f"{self.candidate.address}/form")
        assert printed.status_code == (200 if submitted else 404)

    def _done(self) -> int:
        return len(self.candidate.events())


class Photographer(Writer):
    """Sends one photo after the other; the page never shows one that is not there."""

    def write(self) -> None:
        picture = {"photo": ("p.jpg", photo(), "image/jpeg")}
        answer = self.candidate.post("/me/photo", token=self.token, files=picture)
        assert answer.status_code == 303, answer.text
        self.acknowledged += 1

    def check(self) -> None:
        page = self.candidate.page("/me/photo")
        shown = [each["src"] for each in page.elements if each.tag == "img"]
        for image in [each for each in shown if each.startswith("/files/")]:
            assert self.candidate.get(image).content.startswith(b"\xff\xd8")

    def _done(self) -> int:
        return 0


def test_nothing_acknowledged_is_lost(own_deployment: Deployment) -> None:
    candidates = [own_deployment.candidate().drafting() for _ in range(6)]
    kinds = [Saver, Saver, Submitter, Submitter, Submitter, Photographer]
    chance = random.Random()
    for _ in range(ROUNDS):
        writers = [kind(each) for kind, each in zip(kinds, candidates, strict=True)]
        before = _counts(writers)
        for writer in writers:
            writer.start()
        _kill(own_deployment, chance)
        for writer in writers:
            writer.join()
        own_deployment.start_web()

        assert all(now > then for now, then in zip(_counts(writers), before, strict=True))
        for writer in writers:
            writer.candidate.reconnect()
            writer.check()


def _kill(deployment: Deployment, chance: random.Random) -> None:
    """Each worker at a moment of its own, then whatever is left of the server."""
    workers = deployment.web_workers()
    assert len(workers) == 2
    for process in workers:
        time.sleep(chance.uniform(*ALONE_SECONDS))
        os.kill(process, signal.SIGKILL)
    deployment.kill_web()


def _counts(writers: list[Writer]) -> list[int]:
    return [each.acknowledged for each in writers]
