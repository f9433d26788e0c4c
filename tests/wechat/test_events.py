"""The first four constants are the worked example of WeChat's own sample code."""

from datetime import UTC, datetime, timedelta

import pytest

from baoming.wechat import events
from baoming.wechat.events import Event, Forged, Keys, Malformed

KEYS = Keys("spamtest", "wx2c2769f8efd9abc2", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG")
TIMESTAMP, NONCE = "1409735669", "1320562132"
MSG_SIGNATURE = "5d197aaffba7e9b25a30732f161a50dee96bd5fa"
ENCRYPTED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PG"
    "HQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6"
    "tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp"
    "3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhv"
    "Ql+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)
NOW = datetime.fromtimestamp(int(TIMESTAMP), UTC)
PLAIN_QUERY = {
    "signature": events.signature(KEYS.token, TIMESTAMP, NONCE),
    "timestamp": TIMESTAMP,
    "nonce": NONCE,
}
SEALED_QUERY = {**PLAIN_QUERY, "encrypt_type": "aes", "msg_signature": MSG_SIGNATURE}
SEALED = events.xml(ToUserName="gh_10f6c3c3ac5a", Encrypt=ENCRYPTED)


def written(**texts: str | int) -> bytes:
    sender = {"ToUserName": "gh_1", "FromUserName": "oPerson", "CreateTime": 1409735668}
    return events.xml(**{**sender, "MsgType": "event", **texts})


def test_signature_of_the_sample() -> None:
    assert events.signature("789", "456", "123") == "f7c3bc1d808e04732adf679965ccc34ca7ae3441"
    assert events.signature(KEYS.token, TIMESTAMP, NONCE, ENCRYPTED) == MSG_SIGNATURE


def test_receive_decrypts_the_sample() -> None:
    event = events.receive(KEYS, SEALED_QUERY, SEALED, NOW)
    assert (event.kind, event.openid) == ("text", "oyORnuP8q7ou2gfYjqLzSIWZf0rs")
    assert (event.account, event.create_time) == ("gh_10f6c3c3ac5a", 1409735668)
    assert b"<![CDATA[abcdteT]]>" in events.decrypt(KEYS.aes_key, KEYS.app_id, ENCRYPTED)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 31, 32, 33, 5000])
def test_encrypt_then_decrypt_gives_every_length_back(length: int) -> None:
    message = b"\xe6\x8a\xa5"[:length] + b"x" * max(0, length - 3)
    sealed = events.encrypt(KEYS.aes_key, KEYS.app_id, message)
    assert events.decrypt(KEYS.aes_key, KEYS.app_id, sealed) == message
    assert events.encrypt(KEYS.aes_key, KEYS.app_id, message) != sealed


def test_seal_is_read_by_receive() -> None:
    answer = events.seal(KEYS, written(Event="SCAN", EventKey="s1"), TIMESTAMP, NONCE)
    sealed = events.encrypted_part(answer)
    signed = events.signature(KEYS.token, TIMESTAMP, NONCE, sealed)
    assert f"<MsgSignature><![CDATA[{signed}]]></MsgSignature>".encode() in answer
    query = {**SEALED_QUERY, "msg_signature": signed}
    assert events.receive(KEYS, query, answer, NOW).scene == "s1"


def test_receive_another_accounts_message() -> None:
    other = Keys(KEYS.token, "wx0000000000000000", KEYS.aes_key)
    with pytest.raises(Malformed):
        events.receive(other, SEALED_QUERY, SEALED, NOW)


def test_receive_another_key() -> None:
    other = Keys(KEYS.token, KEYS.app_id, KEYS.aes_key[::-1])
    with pytest.raises(Malformed):
        events.receive(other, SEALED_QUERY, SEALED, NOW)


@pytest.mark.parametrize("sealed", ["", "!", "AAAA", ENCRYPTED[:-4], "A" * 44, "汉字"])
def test_decrypt_broken_text(sealed: str) -> None:
    with pytest.raises(Malformed):
        events.decrypt(KEYS.aes_key, KEYS.app_id, sealed)


def test_receive_plain() -> None:
    body = written(Event="subscribe", EventKey="qrscene_abc", Ticket="T1")
    event = events.receive(KEYS, PLAIN_QUERY, body, NOW)
    assert event == Event(
        kind="subscribe",
        account="gh_1",
        openid="oPerson",
        create_time=1409735668,
        key=event.key,
        scene="abc",
        ticket="T1",
    )
    assert len(event.key) == 64


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": MSG_SIGNATURE},
        {"signature": ""},
        {"signature": "签名"},
        {"nonce": "1"},
        {"timestamp": str(int(TIMESTAMP) + 1)},
        {"timestamp": ""},
        {"timestamp": "１４０９７３５６６９"},
        {"timestamp": "9" * 400},
    ],
)
def test_receive_a_wrong_signature(wrong: dict[str, str]) -> None:
    with pytest.raises(Forged):
        events.receive(KEYS, {**PLAIN_QUERY, **wrong}, written(Event="SCAN"), NOW)


def test_receive_without_any_query() -> None:
    with pytest.raises(Forged):
        events.receive(KEYS, {}, written(Event="SCAN"), NOW)


def test_receive_sealed_with_the_plain_signature_only() -> None:
    query = {**SEALED_QUERY, "msg_signature": PLAIN_QUERY["signature"]}
    with pytest.raises(Forged):
        events.receive(KEYS, query, SEALED, NOW)


def test_receive_plain_where_only_encrypted_is_taken() -> None:
    strict = Keys(KEYS.token, KEYS.app_id, KEYS.aes_key, encrypted_only=True)
    with pytest.raises(Forged):
        events.receive(strict, PLAIN_QUERY, written(Event="SCAN"), NOW)
    assert events.receive(strict, SEALED_QUERY, SEALED, NOW).kind == "text"


@pytest.mark.parametrize(("seconds", "stale"), [(0, False), (300, False), (301, True)])
def test_is_stale_after_five_minutes_either_way(seconds: int, stale: bool) -> None:
    assert events.is_stale(TIMESTAMP, NOW + timedelta(seconds=seconds)) is stale
    assert events.is_stale(TIMESTAMP, NOW - timedelta(seconds=seconds)) is stale


def test_parse_scan_and_unsubscribe() -> None:
    scan = events.parse(written(Event="SCAN", EventKey="qrscene_x", Ticket="T"))
    assert (scan.kind, scan.scene, scan.ticket) == ("SCAN", "qrscene_x", "T")
    gone = events.parse(written(Event="unsubscribe", EventKey=""))
    assert (gone.kind, gone.scene, gone.ticket) == ("unsubscribe", "", "")
    click = events.parse(written(Event="CLICK", EventKey="qrscene_menu"))
    assert (click.kind, click.scene) == ("CLICK", "")


def test_parse_key_is_of_one_event() -> None:
    base = {"Event": "SCAN", "EventKey": "s", "Ticket": "T"}
    key = events.parse(written(**base)).key
    assert events.parse(written(**base, Extra="1")).key == key
    others = [
        {**base, "Ticket": "U"},
        {**base, "FromUserName": "oOther"},
        {**base, "CreateTime": 1409735669},
        {**base, "Event": "subscribe"},
    ]
    keys = {events.parse(written(**other)).key for other in others}
    assert len(keys) == 4 and key not in keys


BOMB = b"""<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<xml><FromUserName>&b;</FromUserName><CreateTime>1</CreateTime><Event>SCAN</Event></xml>"""
OUTSIDE = b"""<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<xml><FromUserName>&a;</FromUserName><CreateTime>1</CreateTime><Event>SCAN</Event></xml>"""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"success",
        b"{}",
        b"<xml>",
        b"<xml></xml>",
        b"<xml><FromUserName>\x00</FromUserName></xml>",
        b"<xml><FromUserName>\xff</FromUserName></xml>",
        b"<xml><FromUserName>&a;</FromUserName></xml>",
        b'<!DOCTYPE xml SYSTEM "http://localhost/x.dtd"><xml></xml>',
        BOMB,
        OUTSIDE,
        b"<xml>" + b"<a>" * 40 + b"</a>" * 40 + b"</xml>",
        written(MsgType=""),
        written(Event="SCAN", CreateTime="soon"),
        written(Event="SCAN", FromUserName="o" * 65),
        written(Event="SCAN", Ticket="T" * 201),
        written(Event="SCAN").replace(b"</xml>", b"<FromUserName>oB</FromUserName></xml>"),
        written(Event="SCAN", Extra="x" * events.LARGEST),
    ],
)
def test_parse_refuses(body: bytes) -> None:
    with pytest.raises(Malformed):
        events.parse(body)


def test_reply_keeps_every_character() -> None:
    asked = events.parse(written(Event="SCAN"))
    answer = events.reply(asked, "已绑定 ]]> <b>&amp;</b>", NOW)
    told = events.parse(answer)
    assert (told.kind, told.openid, told.account) == ("text", "gh_1", "oPerson")
    assert events.read_xml(answer)["Content"] == "已绑定 ]]> <b>&amp;</b>"
