"""A bounded load from one process: requests over kept connections, without a client's own weight."""

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

CONNECTIONS = 8


async def rate(url: str, request: bytes, seconds: float = 4.0) -> float:
    """Answers a second; every status must be 200 or 303."""
    end = time.perf_counter() + seconds
    counts = await asyncio.gather(*(_one(url, request, end) for _ in range(CONNECTIONS)))
    return sum(counts) / seconds


def get(path: str, **headers: str) -> bytes:
    return _head("GET", path, headers) + b"\r\n"


def post(path: str, body: bytes, **headers: str) -> bytes:
    length = str(len(body))
    kind = "application/x-www-form-urlencoded"
    given = {"content_type": kind, "content_length": length, **headers}
    return _head("POST", path, given) + b"\r\n" + body


@dataclass
class Line:
    """One connection, for one request at a time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def to(cls, url: str) -> "Line":
        parts = urlsplit(url)
        return cls(*await asyncio.open_connection(parts.hostname, parts.port or 80))

    async def ask(self, request: bytes) -> int:
        """The status; the body is read and dropped."""
        self.writer.write(request)
        head = (await self.reader.readuntil(b"\r\n\r\n")).lower()
        if b"content-length: " in head:
            length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
            await self.reader.readexactly(length)
        return int(head[9:12])

    def close(self) -> None:
        self.writer.close()


def _head(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n").encode()


async def _one(url: str, request: bytes, end: float) -> int:
    line, count = await Line.to(url), 0
    while time.perf_counter() < end:
        status = await line.ask(request)
        if status not in (200, 303):
            raise SystemExit(f"{request[:80]!r} was answered with {status}")
        count += 1
    line.close()
    return count
