"""Events on their way to Baoming, signed and, where there is a key, encrypted."""

import secrets
from dataclasses import dataclass
from typing import Literal

import httpx

from baoming import clock
from baoming.simulator.world import World
from baoming.wechat import events

Mode = Literal["plain", "compatible", "safe"]
"""WeChat's three: the text, the text beside its cipher, the cipher alone."""

ACCOUNT = "gh_baomingdemo"
TRIES = 3
SECONDS = 5.0


@dataclass(frozen=True)
class Answered:
    status: int
    """0: Baoming could not be reached, or did not answer in time."""
    answer: str
    reply: str = ""
    """The text that the person sees in WeChat."""


async def deliver(
    world: World, openid: str, event: dict[str, str | int], *, mode: Mode, times: int = 1
) -> list[Answered]:
    message = {"ToUserName": ACCOUNT, "FromUserName": openid, **event}
    return [await _persist(world, message, mode) for _ in range(times)]


async def _persist(world: World, message: dict[str, str | int], mode: Mode) -> Answered:
    """What is not answered within five seconds is sent twice more."""
    answered = Answered(0, "")
    for _ in range(TRIES):
        answered = await _post(world, message, mode)
        if answered.status:
            break
    return answered


async def _post(world: World, message: dict[str, str | int], mode: Mode) -> Answered:
    query, body = _written(world, message, mode)
    url = f"{world.settings.base_url}/wechat/callback"
    headers = {"Content-Type": "text/xml"}
    try:
        answer = await world.baoming.post(
            url, params=query, content=body, headers=headers, timeout=SECONDS
        )
    except httpx.HTTPError as fault:
        return Answered(0, type(fault).__name__)
    reply = _reply(world, answer)
    return Answered(answer.status_code, reply or answer.text[:2000], reply)


def _written(
    world: World, message: dict[str, str | int], mode: Mode
) -> tuple[dict[str, str], bytes]:
    settings = world.settings
    timestamp, nonce = str(int(clock.real().timestamp())), str(secrets.randbelow(10**10))
    signature = events.signature(settings.wechat_token, timestamp, nonce)
    openid = str(message["FromUserName"])
    query = {"signature": signature, "timestamp": timestamp, "nonce": nonce, "openid": openid}
    plain = events.xml(**message)
    if mode == "plain" or not settings.wechat_aes_key:
        return query, plain
    sealed = events.encrypt(settings.wechat_aes_key, settings.wechat_app_id, plain)
    query |= {
        "encrypt_type": "aes",
        "msg_signature": events.signature(settings.wechat_token, timestamp, nonce, sealed),
    }
    shown = message if mode == "compatible" else {"ToUserName": ACCOUNT}
    return query, events.xml(**shown, Encrypt=sealed)


def _reply(world: World, answer: httpx.Response) -> str:
    body, settings = answer.content, world.settings
    try:
        texts = events.read_xml(body)
        if "Encrypt" in texts:
            opened = events.decrypt(
                settings.wechat_aes_key, settings.wechat_app_id, texts["Encrypt"]
            )
            texts = events.read_xml(opened)
    except events.Malformed:
        return ""
    return texts.get("Content", "") if texts.get("MsgType") == "text" else ""
