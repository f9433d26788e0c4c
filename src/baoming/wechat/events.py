"""WeChat's calls to us: is it WeChat, what happened, and what we answer.

Two ways of writing: plain, where the signature covers only the moment, and encrypted
(AES mode), where it covers the message too. In the compatible mode a body holds both.
"""

import base64
import binascii
import hmac
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha1, sha256
from typing import NoReturn
from xml.parsers import expat

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SUCCESS = b"success"
"""The answer that asks for nothing: without it WeChat sends the event twice more."""

TOLERANCE = 300
LARGEST = 64 * 1024
DEEPEST = 8
BLOCK = 32


class Forged(Exception):
    """Not signed with our token, or too long ago."""


class Malformed(Exception):
    """Signed, but not a message as WeChat writes it."""


@dataclass(frozen=True)
class Keys:
    token: str
    app_id: str
    aes_key: str = ""
    encrypted_only: bool = False
    """A plain signature does not cover the text: whoever has seen a signed address, in a log
    perhaps, may write another text to it for five minutes."""
    once: bool = False
    """So a plain signature serves one event."""


@dataclass(frozen=True)
class Event:
    kind: str
    """`subscribe`, `SCAN`, `unsubscribe` and so on; of a message its type, such as `text`."""
    account: str
    openid: str
    create_time: int
    key: str
    """The same for every delivery of one event, at most 64 characters."""
    scene: str = ""
    ticket: str = ""
    signature: str = ""  # which serves no other event


def receive(keys: Keys, query: Mapping[str, str], body: bytes, now: datetime) -> Event:
    """`now` is the real time (`clock.real()`): a demo's clock may stand in another year."""
    if is_stale(query.get("timestamp", ""), now):
        raise Forged("stale")
    if query.get("encrypt_type") == "aes" and keys.aes_key:
        return parse(_opened(keys, query, body))
    if keys.encrypted_only or not is_signed(keys.token, query):
        raise Forged("signature")
    return replace(parse(body), signature=query["signature"] if keys.once else "")


def is_stale(timestamp: str, now: datetime) -> bool:
    """Older or newer than five minutes, or no time at all."""
    if not _is_number(timestamp):
        return True
    return abs(now.timestamp() - int(timestamp)) > TOLERANCE


def is_signed(token: str, query: Mapping[str, str]) -> bool:
    """Also the check of the address itself, when WeChat is told of it: answer its `echostr`."""
    wanted = signature(token, query.get("timestamp", ""), query.get("nonce", ""))
    return _same(wanted, query.get("signature", ""))


def signature(token: str, timestamp: str, nonce: str, encrypted: str = "") -> str:
    parts = sorted(part for part in (token, timestamp, nonce, encrypted) if part)
    return sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()


def parse(body: bytes) -> Event:
    texts = read_xml(body)
    created = texts.get("CreateTime", "")
    kind = texts.get("Event") or texts.get("MsgType", "")
    openid, ticket = texts.get("FromUserName", ""), texts.get("Ticket", "")
    if not (kind and openid and _is_number(created)):
        raise Malformed("no event, sender or time")
    if len(openid) > 64 or len(ticket) > 200 or len(kind) > 64:
        raise Malformed("too long")
    return Event(
        kind=kind,
        account=texts.get("ToUserName", ""),
        openid=openid,
        create_time=int(created),
        key=_key(texts, kind),
        scene=_scene(kind, texts.get("EventKey", "")),
        ticket=ticket,
    )


def reply(event: Event, sentence: str, now: datetime) -> bytes:
    """A text to the person who scanned; `seal` it where the event came encrypted."""
    return xml(
        ToUserName=event.openid,
        FromUserName=event.account,
        CreateTime=int(now.timestamp()),
        MsgType="text",
        Content=sentence,
    )


def xml(**texts: str | int) -> bytes:
    parts = (f"<{name}>{_written(text)}</{name}>" for name, text in texts.items())
    return f"<xml>{''.join(parts)}</xml>".encode()


def read_xml(body: bytes) -> dict[str, str]:
    """The children of the root with their text. Nothing that could point elsewhere or grow:
    a DOCTYPE is refused before any entity is read."""
    if len(body) > LARGEST:
        raise Malformed("too large")
    found: dict[str, str] = {}
    path: list[str] = []

    def start(name: str, _attributes: object) -> None:
        path.append(name)
        if len(path) > DEEPEST:
            raise Malformed("too deep")
        if len(path) == 2 and found.setdefault(name, "") != "":
            raise Malformed("twice the same")

    def text(data: str) -> None:
        if len(path) == 2:
            found[path[1]] += data

    def refuse(*_declaration: object) -> NoReturn:
        raise Malformed("a declaration")

    parser = expat.ParserCreate("utf-8")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda _name: path.pop()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as fault:
        raise Malformed("no XML") from fault
    return found


def seal(keys: Keys, message: bytes, timestamp: str, nonce: str) -> bytes:
    """The encrypted answer, signed."""
    encrypted = encrypt(keys.aes_key, keys.app_id, message)
    return xml(
        Encrypt=encrypted,
        MsgSignature=signature(keys.token, timestamp, nonce, encrypted),
        TimeStamp=int(timestamp),
        Nonce=nonce,
    )


def encrypt(aes_key: str, app_id: str, message: bytes) -> str:
    """16 random bytes, the length, the message, the AppID; filled up to blocks of 32."""
    plain = os.urandom(16) + struct.pack(">I", len(message)) + message + app_id.encode()
    fill = BLOCK - len(plain) % BLOCK
    writer = _cipher(aes_key).encryptor()
    return base64.b64encode(writer.update(plain + bytes([fill]) * fill)).decode()


def decrypt(aes_key: str, app_id: str, encrypted: str) -> bytes:
    plain = _unfilled(_decrypted(aes_key, encrypted))
    (length,) = struct.unpack(">I", plain[16:20].rjust(4, b"\xff"))
    message, owner = plain[20 : 20 + length], plain[20 + length :]
    if len(message) != length or not hmac.compare_digest(owner, app_id.encode()):
        raise Malformed("for another account")
    return message


def encrypted_part(body: bytes) -> str:
    return read_xml(body).get("Encrypt", "")


def _opened(keys: Keys, query: Mapping[str, str], body: bytes) -> bytes:
    encrypted = encrypted_part(body)
    wanted = signature(keys.token, query.get("timestamp", ""), query.get("nonce", ""), encrypted)
    if not _same(wanted, query.get("msg_signature", "")):
        raise Forged("signature")
    return decrypt(keys.aes_key, keys.app_id, encrypted)


def _key(texts: Mapping[str, str], kind: str) -> str:
    """WeChat's advice: an event is known by sender and time, a message by its number. The
    ticket is added, since one person may scan twice within a second."""
    named = ("FromUserName", "CreateTime", "EventKey", "Ticket", "MsgId")
    parts = [kind, *(texts.get(name, "") for name in named)]
    return sha256("\n".join(parts).encode()).hexdigest()


def _scene(kind: str, event_key: str) -> str:
    if kind == "SCAN":
        return event_key
    if kind == "subscribe" and event_key.startswith("qrscene_"):
        return event_key.removeprefix("qrscene_")
    return ""


def _written(text: str | int) -> str:
    if isinstance(text, int):
        return str(text)
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _decrypted(aes_key: str, encrypted: str) -> bytes:
    try:
        reader = _cipher(aes_key).decryptor()
        return reader.update(base64.b64decode(encrypted, validate=True)) + reader.finalize()
    except (binascii.Error, ValueError) as fault:
        raise Malformed("not encrypted with our key") from fault


def _unfilled(plain: bytes) -> bytes:
    fill = plain[-1] if plain else 0
    if not 1 <= fill <= BLOCK or not plain.endswith(bytes([fill]) * fill):
        raise Malformed("not encrypted with our key")
    return plain[:-fill]


def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(f"{aes_key}=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _same(wanted: str, given: str) -> bool:
    return hmac.compare_digest(wanted.encode(), given.encode())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 12
