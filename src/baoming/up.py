"""`baoming up`: the whole demo from nothing, one command.

Prepares the database in this process, then starts site, worker and simulator as processes of
their own, and ends them all when one ends or a signal comes.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

DEMO_CLOCK = "2023-12-05T09:00:00+08:00"
"""The fifth of the fourteen days of registration for the exam of 2024."""

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PATIENCE = 10
"""Seconds that a process may take to end."""


def environment(port: int) -> dict[str, str]:
    """What a demo sets where nobody set anything else."""
    defaults = {
        "BAOMING_MODE": "demo",
        "BAOMING_BASE_URL": f"http://localhost:{port}",
        "BAOMING_WECHAT_API_URL": f"http://localhost:{port + 1}",
        "BAOMING_ALIPAY_API_URL": f"http://localhost:{port + 1}",
        "BAOMING_BAIDU_API_URL": f"http://localhost:{port + 1}",
        "BAOMING_FACE_API_URL": f"http://localhost:{port + 1}",
    }
    if os.environ.get("BAOMING_MODE", "demo") == "demo":
        defaults["BAOMING_CLOCK"] = DEMO_CLOCK
    return {**defaults, **os.environ}


def run(host: str, port: int, workers: int) -> int:
    """The exit code of the first process that ended by itself."""
    env = environment(port)
    servers = (
        ("serve", "--host", host, "--port", str(port), "--workers", str(workers)),
        ("wechat-simulator", "--host", host, "--port", str(port + 1)),
    )
    with _ended_together() as start:
        processes = [start(command, env) for command in servers]
        _wait_for(host, port + 1)
        processes.append(start(("worker",), env))
        while True:
            ended = [p.returncode for p in processes if p.poll() is not None]
            if ended:
                return ended[0]
            time.sleep(0.2)


def _wait_for(host: str, port: int) -> None:
    """The worker would find WeChat down, and leave the demo's messages for a minute."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            return
        time.sleep(0.05)


Start = Callable[[tuple[str, ...], dict[str, str]], "subprocess.Popen[bytes]"]


@contextmanager
def _ended_together() -> Iterator[Start]:
    processes: list[subprocess.Popen[bytes]] = []

    def start(command: tuple[str, ...], env: dict[str, str]) -> "subprocess.Popen[bytes]":
        # A session of its own: what is left of it can be ended whole.
        program = [sys.executable, "-m", "baoming", *command]
        process = subprocess.Popen(program, env=env, start_new_session=True)  # noqa: S603  # our own command
        processes.append(process)
        return process

    def leave(number: int, frame: object) -> None:
        raise SystemExit(0)

    for number in SIGNALS:
        signal.signal(number, leave)
    try:
        yield start
    finally:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        _end(processes)


def _end(processes: list["subprocess.Popen[bytes]"]) -> None:
    """What does not listen is killed with its workers, who would keep the port."""
    for each in processes:
        each.terminate()
    until = time.monotonic() + PATIENCE
    while any(each.poll() is None for each in processes) and time.monotonic() < until:
        time.sleep(0.05)
    for each in processes:
        with suppress(ProcessLookupError):
            os.killpg(each.pid, signal.SIGKILL)
        each.wait()
