"""A throw-away PostgreSQL cluster: made, used and removed by one test run."""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

# Nothing in it has to survive anything.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
START_SECONDS = 30
ROOM = 2 * 1024**3


class Cluster:
    def __init__(self) -> None:
        # Not pytest's folder: a socket's path is short, and the server's user must reach it.
        self.folder = Path(tempfile.mkdtemp(prefix="baoming-pg-", dir=_fast_folder()))
        atexit.register(self.stop)
        self.user = _unprivileged()
        self.port = _free_port()
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run(
            "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        self.server = self._start()

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        server = getattr(self, "server", None)
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # at once, whoever is still connected
            server.wait(START_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.stop)

    def _start(self) -> subprocess.Popen[bytes]:
        options = [f"-c{each}" for each in CARELESS]
        with (self.folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [
                    _binary("postgres"), "-D", "data", "-h", "127.0.0.1", "-p", str(self.port),
                    "-k", str(self.folder), *options,
                ],
                stdout=log, stderr=log, **self._as_user(),
            )  # fmt: skip
        self._wait(server)
        return server

    def _wait(self, server: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            ready = [_binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            if subprocess.run(ready, check=False).returncode == 0:
                return
            if server.poll() is not None or time.monotonic() > until:
                server.kill()
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.05)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [_binary(program), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **self._as_user(),
        )
        if done.returncode:
            raise RuntimeError(done.stdout.decode())

    def _as_user(self) -> dict:
        """PostgreSQL refuses to run as root."""
        who = {"cwd": self.folder}
        if self.user:
            who |= {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []}
        return who


def _fast_folder() -> str | None:
    """In memory where there is room: every test makes a database, and that copies files."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    return str(memory) if roomy and os.access(memory, os.W_OK) else None


def _unprivileged() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _binary(program: str) -> str:
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: float(path.parts[4])
    )
    if found:
        return str(found[-1])
    installed = shutil.which(program)
    if installed is None:
        raise RuntimeError(f"{program} is missing: apt-get install postgresql")
    return installed


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
