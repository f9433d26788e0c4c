"""A whole demo as `make run` starts it, in a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 20


@dataclass(frozen=True)
class Server:
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def simulator(self) -> str:
        return f"http://127.0.0.1:{self.port + 1}"

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """Answers already; ended afterwards."""
    with starting(folder) as (server, process):
        _wait_for(server, process)
        yield server


@contextmanager
def starting(folder: Path) -> Iterator[tuple[Server, "subprocess.Popen[bytes]"]]:
    server = Server(folder, _two_free_ports())
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "baoming", "up", "--port", str(server.port)],
            env=_environment(server),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield server, process
        finally:
            stop(process)


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


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


def _wait_for(server: Server, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"The server did not start:\n{server.log()}")
