"""A whole deployment in real processes: web with two workers, the worker, the simulator."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

import asyncpg
import httpx
from e2e.road import Candidate, Officer, Visitor, resident_number
from tests.postgres import Cluster

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "src/baoming/catalogue/data/2024"
START_SECONDS = 60
STOP_SECONDS = 20
Somebody = TypeVar("Somebody", bound=Visitor)
CLOCK = "2023-12-05T09:00:00+08:00"
STAFF = {
    "center": ("--role", "center"),
    "zone43": ("--role", "zone", "--zone", "43"),
    "zone41": ("--role", "zone", "--zone", "41"),
    "changsha": ("--role", "site", "--site", "430100"),
    "zhuzhou": ("--role", "site", "--site", "430200"),
}
OFFICER_PASSWORD = "a password of an officer"


class Deployment:
    def __init__(self, folder: Path, database: str, clock: str, workers: int = 2) -> None:
        self.folder = folder
        self.database = database
        self.clock = clock
        self.workers = workers
        self.port, simulator_port = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.simulator = f"http://127.0.0.1:{simulator_port}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.visitors: list[Visitor] = []
        self.run("migrate")
        self.run("load", str(CATALOGUE))
        for username, where in STAFF.items():
            given = f"{OFFICER_PASSWORD}\n"
            self.run("staff", "add", username, *where, "--password-stdin", given=given)
        self._start("simulator", "wechat-simulator", "--port", str(simulator_port))
        self._start("worker", "worker")
        self.start_web()
        _wait(self.simulator, self)

    def run(self, *arguments: str, given: str = "") -> str:
        """One command, to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "baoming", *arguments],
            env=self._environment(),
            cwd=self.folder,
            input=given,
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_web(self) -> None:
        self._start("web", "serve", "--port", str(self.port), "--workers", str(self.workers))
        _wait(f"{self.url}/health", self)

    def web_workers(self) -> list[int]:
        """The processes that answer; their parent only starts them."""
        parent = self.processes["web"].pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return [int(child) for child in children]

    def kill_web(self) -> None:
        """Without a word to anybody, as the kernel does it when memory is short."""
        web = self.processes.pop("web")
        os.killpg(web.pid, signal.SIGKILL)
        web.wait()

    def stop(self) -> None:
        for visitor in self.visitors:
            visitor.client.close()
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            _end(process)

    def log(self) -> str:
        return "\n".join(each.read_text(errors="replace") for each in self.folder.glob("*.log"))

    def visitor(self, address: str = "127.0.0.1") -> Visitor:
        """Somebody who is not signed in, at an address of the loopback network."""
        return self._seen(Visitor(self.url, address))

    def candidate(self, name: str = "王小明", born: str = "19900307") -> Candidate:
        """A man with an ID number of his own, not registered yet."""
        number = resident_number("430102", born, 2 * len(self.visitors) + 1)
        return self._seen(Candidate(self.url, self.simulator, name, number))

    def officer(self, username: str) -> Officer:
        officer = self._seen(Officer(self.url))
        answer = officer.fill("/desk/login", username=username, password=OFFICER_PASSWORD)
        assert (answer.status_code, answer.headers.get("location")) == (303, "/desk")
        return officer

    def move_clock(self, to: str) -> None:
        """As the banner of a demo does it."""
        answer = self.visitor().post("/demo/clock", {"to": to})
        assert answer.status_code == 303, answer.text

    def _seen(self, visitor: Somebody) -> Somebody:
        self.visitors.append(visitor)
        return visitor

    def _start(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "baoming", *arguments],
                env=self._environment(),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _environment(self) -> dict[str, str]:
        """The visitor's own settings stay out."""
        inherited = {name: value for name, value in os.environ.items() if "BAOMING_" not in name}
        return inherited | {
            "BAOMING_MODE": "demo",
            "BAOMING_DATABASE_URL": self.database,
            "BAOMING_STORAGE_URL": f"file://{self.folder}/files",
            "BAOMING_SECRET_KEY": "a key of the stories over plain HTTP, no other",
            "BAOMING_BASE_URL": self.url,
            "BAOMING_CLOCK": self.clock,
            "BAOMING_WECHAT_API_URL": self.simulator,
            "BAOMING_FACE_API_URL": self.simulator,
        }


@contextmanager
def deployed(folder: Path) -> Iterator[Deployment]:
    one = Deployment(folder, new_database(folder), CLOCK)
    try:
        yield one
    finally:
        one.stop()


def new_database(folder: Path) -> str:
    """On the engine that the tests run on, a database of its own."""
    if os.environ.get("BAOMING_TEST_ENGINE") == "postgresql":
        return _created()
    return f"sqlite:///{folder}/baoming.sqlite"


@cache
def _cluster() -> Cluster:
    return Cluster()


def _created() -> str:
    name = f"stories_{time.monotonic_ns()}"
    url = _cluster().url(name)
    with ThreadPoolExecutor(1) as apart:  # a browser's event loop may run in this thread
        apart.submit(asyncio.run, _create(_cluster().url(), name)).result()
    return url


async def _create(maintenance: str, name: str) -> None:
    connection = await asyncpg.connect(maintenance)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()


def _wait(address: str, deployment: Deployment) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            if httpx.get(address, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise RuntimeError(f"{address} does not answer:\n{deployment.log()}")


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
