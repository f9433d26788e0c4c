"""The browser that scripts start by themselves; the stories get theirs from pytest."""

import os

from playwright.sync_api import Browser, Playwright


def chromium(playwright: Playwright) -> Browser:
    """Without its sandbox, because continuous integration runs as root."""
    quiet = "--disable-background-networking --disable-component-update --disable-sync"
    return playwright.chromium.launch(
        executable_path=os.environ.get("BAOMING_CHROMIUM", "/usr/bin/chromium"),
        args=f"--no-sandbox --disable-gpu --no-first-run --disable-quic {quiet}".split(),
    )
