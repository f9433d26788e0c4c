"""A bounded load from one process: the same request over a few kept connections."""

import asyncio
import time
from urllib.parse import urlsplit

CONNECTIONS = 8


async def rate(url: str, request: bytes, seconds: float = 4.0) -> float:
    """Answers a second; every status must be 200 or 303."""
    parts = urlsplit(url)
    end = time.perf_counter() + seconds
    counts = await asyncio.gather(
        *(_one(parts.hostname or "", parts.port or 80, request, end) for _ in range(CONNECTIONS))
    )
    return sum(counts) / seconds


def get(path: str, **headers: str) -> bytes:
    return _head("GET", path, headers) + b"\r\n"


def post(path: str, body: bytes, **headers: str) -> bytes:
    length = str(len(body))
    kind = "application/x-www-form-urlencoded"
    given = {"content_type": kind, "content_length": length, **headers}
    return _head("POST", path, given) + b"\r\n" + body


def _head(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n").encode()


async def _one(host: str, port: int, request: bytes, end: float) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    count = 0
    while time.perf_counter() < end:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if head[9:12] not in (b"200", b"303"):
            raise SystemExit(head.decode())
        lower = head.lower()
        if b"content-length: " in lower:
            length = int(lower.split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
        count += 1
    writer.close()
    return count
