"""Lighthouse's marks for a phone, of the pages that a candidate sees most.

PYTHONPATH=. .venv/bin/python bench/lighthouse.py [PAGE ...]

Needs the program, which is none of ours: npm install --global lighthouse@12.8.2
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from e2e.road import SECTIONS
from e2e.server import running
from e2e.states import World

MARKS = ("performance", "accessibility", "best-practices")
CHROMIUM = (
    "--headless=new --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run"
)
COMMAND = (
    "--output=json",
    "--quiet",
    f"--only-categories={','.join(MARKS)}",
    "--form-factor=mobile",
    "--throttling-method=simulate",
    "--throttling.rttMs=150",
    "--throttling.throughputKbps=1638.4",
    "--throttling.cpuSlowdownMultiplier=4",
)


def main(*wanted: str) -> None:
    program = shutil.which("lighthouse")
    if program is None:
        print("lighthouse is not installed: npm install --global lighthouse@12.8.2")
        return
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server:
        world = World(server)
        own = world.own("li")
        signed_in = {"/me": "/me", "flow": own} | {each: f"{own}/{each}" for each in SECTIONS}
        pages = {each: each for each in ("/", "/register", "/login")} | signed_in
        print(f"{'page':<14}" + "".join(f"{each:>16}" for each in MARKS))
        for name, address in pages.items():
            if not wanted or name in wanted:
                cookies = world.visitors["li"].client.cookies if name in signed_in else {}
                report = looked_at(program, server.url + address, dict(cookies))
                marks = [round(report["categories"][each]["score"] * 100) for each in MARKS]
                print(f"{name:<14}" + "".join(f"{each:>16}" for each in marks), flush=True)
        world.close()


def looked_at(program: str, url: str, cookies: dict[str, str]) -> dict[str, Any]:
    sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [
                *(program, url, *COMMAND),
                f"--chrome-flags={CHROMIUM} --user-data-dir={profile}",
                f"--extra-headers={json.dumps(sent if cookies else {})}",
            ],
            env={"CHROME_PATH": "/usr/bin/chromium", **os.environ},
            capture_output=True,
            text=True,
            check=True,
        )
    report: dict[str, Any] = json.loads(done.stdout)
    return report


if __name__ == "__main__":
    main(*sys.argv[1:])
