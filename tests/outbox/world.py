"""The real client and the real simulator in one process, and a small mail server beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
from aiosmtpd.smtp import SMTP
from tests.app import demo_settings, started

from baoming import clock
from baoming.outbox.deliver import Sender
from baoming.outbox.mail import Mail
from baoming.simulator.app import create_app
from baoming.simulator.memory import follow_beforehand, path_of
from baoming.wechat.client import WeChat


def set_clock(text: str) -> datetime:
    at = clock.at(text)
    clock.set_offset(at - clock.real())
    return at


class World:
    def __init__(self, sender: Sender, simulator: httpx.AsyncClient) -> None:
        self.sender = sender
        self.simulator = simulator

    async def received(self, openid: str) -> list[dict[str, Any]]:
        answer = await self.simulator.get("/simulator/messages", params={"openid": openid})
        found: list[dict[str, Any]] = answer.json()
        return found

    async def fault(self, name: str) -> None:
        await self.simulator.post("/simulator/faults", data={"fault": name, "seconds": "5"})

    def mailing(self, mail: Mail) -> Sender:
        return replace(self.sender, mail=mail)


@asynccontextmanager
async def a_world(folder: Path, openids: list[str], **more: str) -> AsyncIterator[World]:
    settings = demo_settings(f"sqlite:///{folder}/beside.sqlite", folder, **more)
    follow_beforehand(path_of(settings), openids)
    app = create_app(settings)
    async with started(app):
        transport = httpx.ASGITransport(app=app)
        wechat = WeChat(
            "http://localhost:8001",
            settings.wechat_app_id,
            settings.wechat_app_secret,
            transport=transport,
        )
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            yield World(Sender(wechat, settings.wechat_templates, settings.base_url), client)
        await wechat.aclose()


class Mailbox:
    """Keeps what came; `refuses` is an SMTP reply in place of taking it."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses = ""

    async def handle_RCPT(  # noqa: N802  # the server's name for it
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # as above
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"


@asynccontextmanager
async def a_mail_server() -> AsyncIterator[tuple[Mailbox, Mail]]:
    box = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, loop=loop), "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        mail = Mail.of(f"smtp://127.0.0.1:{port}?from=baoming@example.cn")
        assert mail
        yield box, mail
    finally:
        server.close()
        await server.wait_closed()
