"""What a deployment weighs before anybody comes: the time to serving, the memory at rest.

PYTHONPATH=. .venv/bin/python bench/standing.py
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from e2e.deployment import _free_port

ROUNDS = 5
REST_SECONDS = 5
SETTINGS = {
    "BAOMING_MODE": "demo",
    "BAOMING_SECRET_KEY": "a key of the benches, long enough for all",
    "BAOMING_CLOCK": "2023-12-05T12:00:00+08:00",
}


def command(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    own = {"BAOMING_DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite'}"}
    own["BAOMING_STORAGE_URL"] = f"file://{folder / 'files'}"
    return subprocess.Popen(
        [sys.executable, "-m", "baoming", *arguments],
        env={**os.environ, **SETTINGS, **own},
        stdout=subprocess.DEVNULL,
    )


def serving(folder: Path) -> tuple[float, subprocess.Popen[bytes]]:
    """Seconds from the command to the first answer."""
    port, start = _free_port(), time.perf_counter()
    process = command(folder, "serve", "--port", str(port), "--workers", "1")
    while not answers(port):
        time.sleep(0.005)
    return time.perf_counter() - start, process


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n")
            return line.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def megabytes(process: int) -> float:
    """Its own share of the memory (PSS), and that of the processes it started."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    own = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return own / 1024 + sum(megabytes(int(child)) for child in children)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command(folder, "migrate").wait()
        command(folder, "load", "src/baoming/catalogue/data/2024").wait()
        times = []
        for _ in range(ROUNDS):
            seconds, web = serving(folder)
            times.append(seconds)
            web.terminate()
            web.wait()
        print(f"start to the first answer, seconds, {ROUNDS} times: best {min(times):.2f}", end="")
        print(f", median {sorted(times)[ROUNDS // 2]:.2f}")
        _, web = serving(folder)
        worker = command(folder, "worker")
        time.sleep(REST_SECONDS)
        shares = megabytes(web.pid), megabytes(worker.pid)
        print(f"memory at rest, MB: web {shares[0]:.0f}, worker {shares[1]:.0f}", end="")
        print(f", together {sum(shares):.0f}")
        for each in (web, worker):
            each.terminate()
            each.wait()


if __name__ == "__main__":
    main()
