"""One access token for every process, fetched by one of them."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from baoming import clock
from baoming.database import Engine
from baoming.wechat.shared_tokens import SharedTokens
from baoming.wechat.tokens import Token

ROOT = Path(__file__).parents[2]
ASKER = Path(__file__).with_name("asker.py")


class TokenServer:
    """WeChat's /cgi-bin/stable_token: a new token only when it is forced. An answer is held back
    until a second call has come, or would have."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.tokens = 1
        self._second = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length:")[2].split("\r\n")[0])
        forced = bool(json.loads(await reader.readexactly(length))["force_refresh"])
        self.asked.append(forced)
        self.tokens += forced
        if len(self.asked) > 1:
            self._second.set()
        await asyncio.wait([asyncio.create_task(self._second.wait())], timeout=0.3)
        told = json.dumps({"access_token": f"token-{self.tokens}", "expires_in": 7200}).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(told)}\r\nconnection: close\r\n\r\n"
        writer.write(head.encode() + told)
        await writer.drain()
        writer.close()


async def test_two_processes_refresh_once(database_url: str) -> None:
    wechat = TokenServer()
    server = await asyncio.start_server(wechat.answer, "127.0.0.1", 0)
    api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, asker(database_url, api) as one, asker(database_url, api) as two:
        assert [await said(each) for each in (one, two)] == ["ready", "ready"]
        assert await asked(one, two) == ["token-1", "token-1"]
        assert wechat.asked == [False]
        # WeChat takes it no longer: both find out at once, and one replaces it.
        assert await asked(one, two, rejected="token-1") == ["token-2", "token-2"]
        assert wechat.asked == [False, False, True]


async def test_a_claim_ends_by_itself_when_its_process_died(engine: Engine) -> None:
    now, first, second = clock.real(), SharedTokens("wx1"), SharedTokens("wx1")
    assert await first.claim(now + timedelta(seconds=60))
    assert not await second.claim(now + timedelta(seconds=60))
    assert await second.read() is None
    assert await SharedTokens("wx2").claim(now)
    await first.release()
    assert await second.claim(now - timedelta(seconds=1))
    assert await first.claim(now + timedelta(seconds=60))
    await first.write(Token("fresh", now + timedelta(hours=2)))
    read = await second.read()
    assert read is not None and read.value == "fresh"
    assert await second.claim(now + timedelta(seconds=60))


@asynccontextmanager
async def asker(url: str, api: str) -> AsyncIterator[asyncio.subprocess.Process]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(ASKER), url, api, cwd=ROOT, stdin=pipe, stdout=pipe
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def asked(*processes: asyncio.subprocess.Process, rejected: str = "") -> list[str]:
    for each in processes:
        assert each.stdin is not None
        each.stdin.write(f"{rejected}\n".encode())
    return [await said(each) for each in processes]


async def said(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 20)).decode().strip()
