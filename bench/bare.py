"""What a page is measured beside: its words and fields alone, in files that are served compressed."""

import os
from pathlib import Path
from typing import Any

import brotli

PAGES = {
    each.stem: each.read_text("utf-8") for each in Path(os.environ["BARE_PAGES"]).glob("*.html")
}
PHOTO = Path(os.environ["BARE_PAGES"], "photo.jpg").read_bytes()


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "http":
        return
    page = PAGES.get(scope["path"].strip("/"))
    if page is None:
        kind, body = [(b"content-type", b"image/jpeg")], PHOTO
    else:
        kind = [(b"content-type", b"text/html; charset=utf-8"), (b"content-encoding", b"br")]
        body = brotli.compress(page.encode(), quality=5)
    await send({"type": "http.response.start", "status": 200, "headers": kind})
    await send({"type": "http.response.body", "body": body})
