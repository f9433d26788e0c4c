"""`baoming up`: the whole demo from nothing, one command.

Prepares the database in this process, then starts site, worker and simulator as processes of
their own, and ends them all when one ends or a signal comes.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

DEMO_CLOCK = "2023-12-05T09:00:00+08:00"
"""The fifth of the fourteen days of registration for the exam of 2024."""


def environment(port: int) -> dict[str, str]:
    """What a demo sets where nobody set anything else."""
    defaults = {
        "BAOMING_MODE": "demo",
        "BAOMING_BASE_URL": f"http://localhost:{port}",
        "BAOMING_WECHAT_API_URL": f"http://localhost:{port + 1}",
        "BAOMING_FACE_API_URL": f"http://localhost:{port + 1}",
    }
    if os.environ.get("BAOMING_MODE", "demo") == "demo":
        defaults["BAOMING_CLOCK"] = DEMO_CLOCK
    return {**defaults, **os.environ}


def run(host: str, port: int, workers: int) -> int:
    """The exit code of the first process that ended by itself."""
    env = environment(port)
    commands = (
        ("serve", "--host", host, "--port", str(port), "--workers", str(workers)),
        ("worker",),
        ("wechat-simulator", "--host", host, "--port", str(port + 1)),
    )
    with _ended_together() as start:
        processes = [start(command, env) for command in commands]
        while True:
            ended = [p.returncode for p in processes if p.poll() is not None]
            if ended:
                return ended[0]
            time.sleep(0.2)


Start = Callable[[tuple[str, ...], dict[str, str]], "subprocess.Popen[bytes]"]


@contextmanager
def _ended_together() -> Iterator[Start]:
    processes: list[subprocess.Popen[bytes]] = []

    def start(command: tuple[str, ...], env: dict[str, str]) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen([sys.executable, "-m", "baoming", *command], env=env)  # noqa: S603  # our own command
        processes.append(process)
        return process

    def leave(number: int, frame: object) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    try:
        yield start
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
