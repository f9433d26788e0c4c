"""The browser that programs start by themselves; the stories get theirs from pytest."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright


@contextmanager
def chromium() -> Iterator[Browser]:
    """Without its sandbox, because continuous integration runs as root."""
    quiet = "--disable-background-networking --disable-component-update --disable-sync"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=os.environ.get("BAOMING_CHROMIUM", "/usr/bin/chromium"),
            args=f"--no-sandbox --disable-gpu --no-first-run --disable-quic {quiet}".split(),
        )
