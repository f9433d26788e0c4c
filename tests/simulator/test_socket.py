"""Over a real socket, in a process of its own that dies without warning."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from tests.simulator.stage import client_of, settings_in

from baoming.wechat.client import WeChatError

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def serving(folder: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("BAOMING_")},
        "BAOMING_DATABASE_URL": f"sqlite:///{folder}/baoming.sqlite",
        "BAOMING_BASE_URL": "http://127.0.0.1:9",
        "BAOMING_SECRET_KEY": "s" * 32,
        "BAOMING_WECHAT_API_URL": f"http://127.0.0.1:{port}",
    }
    command = ["-m", "granian", "--interface", "asgi", "--factory", "--workers", "1"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        "--port",
        str(port),
        "tests.simulator.served:app",
        cwd=ROOT,
        env=environ,
        start_new_session=True,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await _answers(port)
        yield process
    finally:
        # The server and its worker: one group.
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def test_what_was_answered_outlives_a_kill(tmp_path: Path) -> None:
    port = _free_port()
    settings = settings_in(tmp_path, wechat_api_url=f"http://127.0.0.1:{port}")
    wechat = client_of(settings, httpx.AsyncHTTPTransport())
    async with serving(tmp_path, port), httpx.AsyncClient(trust_env=False) as http:
        qr = await wechat.create_qr("scene-1", 600)
        asked = {"ticket": qr.ticket, "openid": "oStays"}
        answer = await http.post(f"http://127.0.0.1:{port}/simulator/scan", data=asked)
        assert (answer.status_code, answer.json()["status"]) == (502, 0)
        assert await wechat.send_template("oStays", "demo-template", {"a": "您好"}, "") == "1"
    async with serving(tmp_path, port), httpx.AsyncClient(trust_env=False) as http:
        assert await wechat.send_template("oStays", "demo-template", {"a": "再见"}, "") == "2"
        answer = await http.get(f"http://127.0.0.1:{port}/simulator/messages?openid=oStays")
        assert [body["data"]["a"]["value"] for body in answer.json()] == ["您好", "再见"]
    await wechat.aclose()


async def test_slow_message_is_accepted_after_the_caller_hung_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baoming.wechat.client.WHOLE_SECONDS", 0.5)
    port = _free_port()
    api = f"http://127.0.0.1:{port}"
    wechat = client_of(settings_in(tmp_path, wechat_api_url=api), httpx.AsyncHTTPTransport())
    async with serving(tmp_path, port), httpx.AsyncClient(trust_env=False, base_url=api) as http:
        qr = await wechat.create_qr("s", 600)
        await http.post("/simulator/scan", data={"ticket": qr.ticket, "openid": "oSlow"})
        await http.post("/simulator/faults", data={"fault": "slow", "seconds": "1"})
        with pytest.raises(WeChatError) as late:
            await wechat.send_template("oSlow", "demo-template", {"a": "b"}, "", once="m1")
        assert late.value.kind == "down"
        await asyncio.sleep(1)
        await http.post("/simulator/faults", data={"fault": "none"})
        sent = await http.get("/simulator/messages?openid=oSlow")
        assert [body["client_msg_id"] for body in sent.json()] == ["m1"]
        assert await wechat.send_template("oSlow", "demo-template", {"a": "b"}, "", once="m1")
        assert (await http.get("/simulator/messages?openid=oSlow")).json() == sent.json()
    await wechat.aclose()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def _answers(port: int) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        for _ in range(200):
            try:
                if (await http.get(f"http://127.0.0.1:{port}/health")).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    raise AssertionError("not serving within 20 s")
