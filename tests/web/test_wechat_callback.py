import pytest
from tests.app import demo_settings, running
from tests.people import account

from baoming import clock
from baoming.wechat import events
from baoming.wechat.tables import Binding, SeenEvent

SETTINGS = {"BAOMING_WECHAT_TOKEN": "tokenoftests", "BAOMING_WECHAT_APP_ID": "wxtest"}
AES_KEY = "YmFvbWluZy1kZW1vLWVuY29kaW5nLWFlcy1rZXktMzI"
ADDRESS = "/wechat/callback"


@pytest.fixture
async def site(database_url, tmp_path):
    async with running(demo_settings(database_url, tmp_path, **SETTINGS)) as site:
        yield site


def signed(seconds: float = 0, token: str = "tokenoftests", **more: str) -> dict[str, str]:
    timestamp = str(int(clock.real().timestamp() + seconds))
    return {
        "timestamp": timestamp,
        "nonce": "1",
        "signature": events.signature(token, timestamp, "1"),
        **more,
    }


def event(**texts: str | int) -> bytes:
    sender = {"ToUserName": "gh_1", "FromUserName": "oA", "CreateTime": 1, "MsgType": "event"}
    return events.xml(**{**sender, **texts})


UNSUBSCRIBE = event(Event="unsubscribe", EventKey="")


async def test_address_is_confirmed_by_its_echo(site) -> None:
    answer = await site.client.get(ADDRESS, params=signed(echostr="5623<b>"))
    assert (answer.status_code, answer.text) == (200, "5623<b>")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "query",
    [
        dict,
        lambda: signed(token="another"),
        lambda: signed(-400),
        lambda: signed(400),
        lambda: {**signed(), "signature": "密"},
        lambda: {**signed(), "timestamp": "now"},
    ],
    ids=["nothing", "forged", "stale", "early", "strange", "no time"],
)
async def test_forged_and_stale_calls_are_refused(site, query) -> None:
    """The query is made when it is asked: what is early now is not so minutes later."""
    assert (await site.client.get(ADDRESS, params=query())).status_code == 403
    answer = await site.client.post(ADDRESS, params=query(), content=UNSUBSCRIBE)
    assert (answer.status_code, await SeenEvent.count()) == (403, 0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"\xff\xfe",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml><A>&a;</A></xml>",
        b"<xml></xml>",
    ],
)
async def test_unreadable_bodies_are_refused(site, body: bytes) -> None:
    answer = await site.client.post(ADDRESS, params=signed(), content=body)
    assert (answer.status_code, await SeenEvent.count()) == (400, 0)


async def test_large_bodies_are_refused(site) -> None:
    answer = await site.client.post(ADDRESS, params=signed(), content=b"x" * 65_537)
    assert answer.status_code == 413


async def test_event_is_answered_once_and_its_repetition_with_success(site) -> None:
    owner = await account()
    await Binding(account=owner.id, openid="oA", following=True, bound_at=clock.now()).save()
    for _ in range(2):
        answer = await site.client.post(ADDRESS, params=signed(), content=UNSUBSCRIBE)
        assert (answer.status_code, answer.text) == (200, "success")
        assert "set-cookie" not in answer.headers
    found = await Binding.select().first()
    assert (bool(found["following"]), await SeenEvent.count()) == (False, 1)


async def test_other_messages_are_taken_in_silence(site) -> None:
    body = events.xml(
        ToUserName="gh_1",
        FromUserName="oA",
        CreateTime=1,
        MsgType="text",
        Content="你好",
        MsgId="1",
    )
    answer = await site.client.post(ADDRESS, params=signed(), content=body)
    assert (answer.status_code, answer.text) == (200, "success")


async def test_openid_with_nul_is_no_server_error(site) -> None:
    body = UNSUBSCRIBE.replace(b"<![CDATA[oA]]>", b"o&#0;A")
    assert (await site.client.post(ADDRESS, params=signed(), content=body)).status_code == 400


async def test_wrong_method(site) -> None:
    assert (await site.client.put(ADDRESS)).status_code == 405


async def test_production_with_a_key_takes_sealed_events_only(database_url, tmp_path) -> None:
    production = {
        **SETTINGS,
        "BAOMING_MODE": "production",
        "BAOMING_CLOCK": "",
        "BAOMING_SECRET_KEY": "a secret of the tests, long enough",
        "BAOMING_WECHAT_APP_SECRET": "s",
        "BAOMING_WECHAT_AES_KEY": AES_KEY,
    }
    async with running(demo_settings(database_url, tmp_path, **production)) as site:
        answer = await site.client.post(ADDRESS, params=signed(), content=UNSUBSCRIBE)
        assert answer.status_code == 403
        sealed = events.encrypt(AES_KEY, "wxtest", UNSUBSCRIBE)
        query = signed(encrypt_type="aes")
        query["msg_signature"] = events.signature("tokenoftests", query["timestamp"], "1", sealed)
        body = events.xml(ToUserName="gh_1", Encrypt=sealed)
        answer = await site.client.post(ADDRESS, params=query, content=body)
        assert (answer.status_code, answer.text) == (200, "success")
        assert await SeenEvent.count() == 1


async def test_production_without_a_key_takes_one_event_for_one_signature(
    database_url, tmp_path
) -> None:
    """Whoever read the address in a log writes nothing of their own to it."""
    production = {
        **SETTINGS,
        "BAOMING_MODE": "production",
        "BAOMING_CLOCK": "",
        "BAOMING_SECRET_KEY": "a secret of the tests, long enough",
        "BAOMING_WECHAT_APP_SECRET": "s",
    }
    async with running(demo_settings(database_url, tmp_path, **production)) as site:
        owner = await account()
        await Binding(account=owner.id, openid="oA", following=True, bound_at=clock.now()).save()
        query, other = signed(), event(Event="subscribe", EventKey="qrscene_x")
        for body, status in ((UNSUBSCRIBE, 200), (other, 403), (UNSUBSCRIBE, 200)):
            answer = await site.client.post(ADDRESS, params=query, content=body)
            assert answer.status_code == status
        found = await Binding.select().first()
        assert not found["following"]
        query["nonce"], query["signature"] = (
            "2",
            events.signature("tokenoftests", query["timestamp"], "2"),
        )
        answer = await site.client.post(ADDRESS, params=query, content=other)
        assert answer.status_code == 200
