"""The simulator's face provider as a process of its own: the official client wants a real socket."""

import atexit
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from baoming.accounts.face_verifier import FaceVerifier
from baoming.settings import ROOT

BACK = "http://localhost/recover/face/return"
START_SECONDS = 30
SECRETS = {
    "BAOMING_FACE_SECRET_ID": "AKIDtest",
    "BAOMING_FACE_SECRET_KEY": "secret-of-the-test",
    "BAOMING_FACE_RULE_ID": "1",
}


@dataclass(frozen=True)
class Provider:
    url: str
    memory: Path

    def verifier(self, **changed: str) -> FaceVerifier:
        named = {
            "api_url": self.url,
            "secret_id": SECRETS["BAOMING_FACE_SECRET_ID"],
            "secret_key": SECRETS["BAOMING_FACE_SECRET_KEY"],
            "rule_id": SECRETS["BAOMING_FACE_RULE_ID"],
            "way_back": BACK,
        }
        return FaceVerifier(**(named | changed))

    def settings(self) -> dict[str, str]:
        """What a site that speaks to it is started with."""
        return {"BAOMING_FACE_API_URL": self.url, **SECRETS}

    def decide(self, token: str, result: str = "pass", **document: str) -> None:
        """What a person does there: a face that fits its document, or does not."""
        asked = {"biz_token": token, "result": result, **document}
        self._post("/simulator/face", asked)

    def fails(self, fault: str, seconds: float = 0) -> None:
        asked = {"fault": fault, "seconds": str(seconds)}
        self._post("/simulator/faults", asked)

    def told(self, token: str) -> tuple[str, str, str]:
        """Number, name and `Extra` that DetectAuth was called with, or a decision has set."""
        with closing(sqlite3.connect(self.memory)) as db:
            sql = "SELECT id_card, name, extra FROM face WHERE biz_token = ?"
            found: tuple[str, str, str] = db.execute(sql, (token,)).fetchone()
        return found

    def begun(self) -> int:
        """How often DetectAuth was carried out."""
        with closing(sqlite3.connect(self.memory)) as db:
            count: int = db.execute("SELECT count(*) FROM face").fetchone()[0]
        return count

    def _post(self, path: str, asked: dict[str, str]) -> None:
        answer = httpx.post(f"{self.url}{path}", data=asked, trust_env=False)
        assert answer.status_code == 200, answer.text


@pytest.fixture
def provider() -> Iterator[Provider]:
    one = _started()
    yield one
    one.fails("none")


def token_of(address: str) -> str:
    """The provider's address names it."""
    return parse_qs(urlsplit(address).query)["biz_token"][0]


@cache
def _started() -> Provider:
    """One for the whole run; it ends with it."""
    folder = tempfile.TemporaryDirectory()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    inherited = {name: value for name, value in os.environ.items() if "BAOMING_" not in name}
    command = ["-m", "granian", "--interface", "asgi", "--factory", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, *command, "tests.simulator.served:app"],
        cwd=ROOT,
        env=inherited
        | SECRETS
        | {
            "BAOMING_DATABASE_URL": f"sqlite:///{folder.name}/baoming.sqlite",
            "BAOMING_SECRET_KEY": "s" * 32,
            "BAOMING_FACE_API_URL": url,
        },
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    atexit.register(folder.cleanup)
    atexit.register(process.wait)
    # The server and its worker: one group.
    atexit.register(os.killpg, process.pid, signal.SIGKILL)
    _wait(f"{url}/health", process)
    return Provider(url, Path(folder.name) / "wechat-simulator.sqlite")


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(address, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the face provider does not answer")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
