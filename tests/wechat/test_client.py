"""Our client against the simulator, which answers as the true servers do."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from tests.simulator.stage import Stage

from baoming import clock
from baoming.wechat.client import WeChat, WeChatError
from baoming.wechat.tokens import ProcessTokens, Token


async def fault(stage: Stage, name: str, seconds: str = "10") -> None:
    asked = {"fault": name, "seconds": seconds}
    assert (await stage.http.post("/simulator/faults", data=asked)).status_code == 200


async def follower(stage: Stage, openid: str) -> str:
    qr = await stage.wechat.create_qr("s", 600)
    assert (await stage.scan(qr.ticket, openid)).status_code == 200
    return openid


async def test_create_qr(stage: Stage) -> None:
    before = clock.now()
    qr = await stage.wechat.create_qr("scene-1", 600)
    assert len(qr.ticket) == 90 and qr.ticket.startswith("gQ")
    assert before + timedelta(seconds=600) <= qr.expires_at
    assert qr.expires_at <= clock.now() + timedelta(seconds=600)


@pytest.mark.parametrize("scene", ["", "s" * 65])
async def test_create_qr_of_a_wrong_scene(stage: Stage, scene: str) -> None:
    with pytest.raises(WeChatError) as refused:
        await stage.wechat.create_qr(scene, 600)
    assert (refused.value.kind, refused.value.errcode) == ("refused", 40053)


async def test_token_is_asked_for_once_by_many(stage: Stage) -> None:
    asked: list[str] = []
    stage.wechat._http.event_hooks = {"request": [_note(asked)]}
    await asyncio.gather(*(stage.wechat.create_qr(f"s{n}", 60) for n in range(20)))
    assert asked.count("/cgi-bin/stable_token") == 1
    assert asked.count("/cgi-bin/qrcode/create") == 20


async def test_token_shared_through_a_store(stage: Stage) -> None:
    shared = ProcessTokens()
    one, two = (_with_store(stage, shared) for _ in range(2))
    value = await one.token()
    asked: list[str] = []
    two._http.event_hooks = {"request": [_note(asked)]}
    assert await two.token() == value and asked == []


async def test_token_that_expired_at_wechat_is_replaced_once(stage: Stage) -> None:
    old = await stage.wechat.token()
    await fault(stage, "token_expired")
    asked: list[str] = []
    stage.wechat._http.event_hooks = {"request": [_note(asked)]}
    assert (await stage.wechat.create_qr("s", 60)).ticket
    assert asked.count("/cgi-bin/stable_token") == 1
    assert await stage.wechat.token() != old


async def test_token_that_wechat_never_issued_is_replaced(stage: Stage) -> None:
    tokens = ProcessTokens()
    await tokens.write(Token("forged", clock.real() + timedelta(hours=1)))
    wechat = _with_store(stage, tokens)
    assert (await wechat.create_qr("s", 60)).ticket
    held = await tokens.read()
    assert held and held.value != "forged"


async def test_token_rejected_but_still_the_stable_one_is_forced(stage: Stage) -> None:
    old = await stage.wechat.token()
    new = await stage.wechat.token(rejected=old)
    assert new != old
    assert await stage.wechat.token() == new


async def test_token_near_its_end_is_renewed_by_real_time(stage: Stage) -> None:
    tokens = ProcessTokens()
    await tokens.write(Token("ending", clock.real() + timedelta(seconds=30)))
    clock.set_offset(timedelta(days=-1000))
    assert await _with_store(stage, tokens).token() != "ending"


@pytest.mark.parametrize(
    ("app_id", "secret", "errcode"),
    [("wx0", "demo-official-account-secret-001", 40013), ("wx0000demo00000001", "x", 40125)],
)
async def test_wrong_account(stage: Stage, app_id: str, secret: str, errcode: int) -> None:
    wechat = WeChat(stage.settings.wechat_api_url, app_id, secret, transport=_transport(stage))
    with pytest.raises(WeChatError) as refused:
        await wechat.create_qr("s", 60)
    assert (refused.value.kind, refused.value.errcode) == ("refused", errcode)
    assert secret not in str(refused.value)


async def test_send_template(stage: Stage) -> None:
    openid = await follower(stage, "oReader")
    first = await stage.wechat.send_template(openid, "demo-template", {"a": "甲"}, "http://b/1")
    second = await stage.wechat.send_template(openid, "demo-template", {"a": "甲"}, "http://b/1")
    assert first != second


async def test_send_template_once(stage: Stage) -> None:
    openid = await follower(stage, "oReader")
    sent = [
        await stage.wechat.send_template(openid, "demo-template", {"a": "甲"}, "", once="m1")
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert len((await stage.http.get(f"/simulator/messages?openid={openid}")).json()) == 1


@pytest.mark.parametrize(
    ("openid", "template", "kind", "errcode"),
    [
        ("oStranger", "demo-template", "unfollowed", 43004),
        ("oReader", "another", "refused", 40037),
    ],
)
async def test_send_template_refused(
    stage: Stage, openid: str, template: str, kind: str, errcode: int
) -> None:
    await follower(stage, "oReader")
    with pytest.raises(WeChatError) as refused:
        await stage.wechat.send_template(openid, template, {"a": "b"}, "")
    assert (refused.value.kind, refused.value.errcode) == (kind, errcode)


async def test_unfollowed_gets_no_message(stage: Stage) -> None:
    openid = await follower(stage, "oGone")
    await stage.http.post("/simulator/unfollow", data={"openid": openid})
    with pytest.raises(WeChatError) as refused:
        await stage.wechat.send_template(openid, "demo-template", {"a": "b"}, "")
    assert refused.value.kind == "unfollowed"
    assert (await stage.wechat.follower(openid)).following is False


async def test_mini_program_has_another_openid_and_the_same_unionid(stage: Stage) -> None:
    openid = await follower(stage, "oPerson")
    answer = await stage.http.post("/simulator/code", data={"openid": openid})
    in_miniapp = await stage.wechat.code_to_session(answer.json()["js_code"])
    in_account = await stage.wechat.follower(openid)
    assert in_miniapp.unionid == in_account.unionid and len(in_account.unionid or "") == 28
    assert in_miniapp.openid != openid
    with pytest.raises(WeChatError) as refused:
        await stage.wechat.code_to_session(answer.json()["js_code"])
    assert refused.value.errcode == 40163
    with pytest.raises(WeChatError) as refused:
        await stage.wechat.code_to_session("invented")
    assert refused.value.errcode == 40029


async def test_limit(stage: Stage) -> None:
    openid = await follower(stage, "oReader")
    await fault(stage, "limit")
    with pytest.raises(WeChatError) as refused:
        await stage.wechat.send_template(openid, "demo-template", {"a": "b"}, "")
    assert (refused.value.kind, refused.value.errcode) == ("limit", 45009)
    await fault(stage, "none")
    assert await stage.wechat.send_template(openid, "demo-template", {"a": "b"}, "")


async def test_down(stage: Stage) -> None:
    await fault(stage, "down")
    with pytest.raises(WeChatError) as refused:
        await stage.wechat.create_qr("s", 60)
    assert refused.value.kind == "down"


async def test_slow_is_given_up_and_pages_do_not_wait_again(stage: Stage) -> None:
    stage.wechat._page_seconds = 0.1
    await stage.wechat.token()
    await fault(stage, "slow", seconds="10")
    calls = (stage.wechat.create_qr("s", 60) for _ in range(3))
    async with asyncio.timeout(5):
        refused = await asyncio.gather(*calls, return_exceptions=True)
    assert [getattr(each, "kind", None) for each in refused] == ["down"] * 3
    asked: list[str] = []
    stage.wechat._http.event_hooks = {"request": [_note(asked)]}
    with pytest.raises(WeChatError):
        await stage.wechat.create_qr("s", 60)
    assert asked == [], "for five seconds nobody waits"
    await fault(stage, "none")
    stage.wechat._silent_until = 0.0
    assert (await stage.wechat.create_qr("s", 60)).ticket


async def test_what_is_refused_at_once_is_tried_again_at_once(stage: Stage) -> None:
    for name in ("down", "limit"):
        await fault(stage, name)
        with pytest.raises(WeChatError):
            await stage.wechat.create_qr("s", 60)
        await fault(stage, "none")
        assert (await stage.wechat.create_qr("s", 60)).ticket


async def test_nobody_listens() -> None:
    wechat = WeChat("http://127.0.0.1:9", "a", "b")
    with pytest.raises(WeChatError) as refused:
        await wechat.create_qr("s", 60)
    assert refused.value.kind == "down"
    await wechat.aclose()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<html>", "down"),
        (200, b"[]", "down"),
        (200, b"{}", "down"),
        (500, b'{"access_token": "a", "expires_in": 1}', "down"),
        (200, b'{"errcode": -1, "errmsg": "system error"}', "down"),
        (200, b'{"errcode": 40164, "errmsg": "invalid ip"}', "refused"),
        (200, b'{"errcode": 40001, "errmsg": "invalid credential"}', "token"),
    ],
)
async def test_other_answers(status: int, body: bytes, kind: str) -> None:
    answer = httpx.Response(status, content=body)
    wechat = WeChat("http://w.test", "a", "b", transport=httpx.MockTransport(lambda _: answer))
    with pytest.raises(WeChatError) as refused:
        await wechat.create_qr("s", 60)
    assert refused.value.kind == kind


def _transport(stage: Stage) -> httpx.AsyncBaseTransport:
    return stage.http._transport


def _with_store(stage: Stage, tokens: ProcessTokens) -> WeChat:
    settings = stage.settings
    return WeChat(
        settings.wechat_api_url,
        settings.wechat_app_id,
        settings.wechat_app_secret,
        tokens=tokens,
        transport=_transport(stage),
    )


def _note(asked: list[str]):  # type: ignore[no-untyped-def]
    async def note(request: httpx.Request) -> None:
        asked.append(request.url.path)

    return note
