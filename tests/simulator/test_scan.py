import asyncio

import pytest
from tests.simulator.stage import Stage

from baoming.wechat.client import WeChatError


async def test_scan_of_somebody_new_subscribes(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("scene-1", 600)
    answer = await stage.scan(qr.ticket, "oNew")
    assert answer.status_code == 200
    assert answer.json() == {
        "event": "subscribe",
        "openid": "oNew",
        "event_key": "qrscene_scene-1",
        "status": 200,
        "answer": "success",
        "deliveries": [{"status": 200, "answer": "success"}],
    }
    (event,) = stage.received.events
    assert (event.kind, event.openid) == ("subscribe", "oNew")
    assert (event.scene, event.ticket) == ("scene-1", qr.ticket)


async def test_scan_of_a_follower_is_scan(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("scene-1", 600)
    await stage.scan(qr.ticket, "oNew")
    answer = await stage.scan(qr.ticket, "oNew")
    assert (answer.json()["event"], answer.json()["event_key"]) == ("SCAN", "scene-1")
    first, second = stage.received.events
    assert (second.kind, second.scene, second.ticket) == ("SCAN", "scene-1", qr.ticket)
    assert second.create_time > first.create_time
    assert second.key != first.key


async def test_scan_takes_json(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("s", 600)
    asked = {"ticket": qr.ticket, "openid": "oJson"}
    assert (await stage.http.post("/simulator/scan", json=asked)).json()["event"] == "subscribe"


async def test_scan_after_unfollow_subscribes_again(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("s", 600)
    await stage.scan(qr.ticket, "oBack")
    gone = await stage.http.post("/simulator/unfollow", data={"openid": "oBack"})
    assert (gone.status_code, gone.json()["event"]) == (200, "unsubscribe")
    await stage.scan(qr.ticket, "oBack")
    kinds = [event.kind for event in stage.received.events]
    assert kinds == ["subscribe", "unsubscribe", "subscribe"]
    assert len({event.key for event in stage.received.events}) == 3


async def test_unfollow_of_somebody_who_does_not_follow(stage: Stage) -> None:
    answer = await stage.http.post("/simulator/unfollow", data={"openid": "oNobody"})
    assert answer.status_code == 404
    assert stage.received.events == []


async def test_scan_repeated_delivers_one_event_twice(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("s", 600)
    answer = await stage.scan(qr.ticket, "oTwice", repeat="1")
    assert [each["status"] for each in answer.json()["deliveries"]] == [200, 200]
    first, second = stage.received.events
    assert first == second


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_scan_in_every_mode(stage: Stage, mode: str) -> None:
    qr = await stage.wechat.create_qr("s", 600)
    assert (await stage.scan(qr.ticket, "oMode", mode=mode)).status_code == 200
    assert stage.received.events[0].scene == "s"
    (body,) = stage.received.bodies
    assert (b"<FromUserName>" in body) is (mode != "safe")
    assert (b"<Encrypt>" in body) is (mode != "plain")


async def test_scan_tells_the_sentence_of_the_reply(stage: Stage) -> None:
    stage.received.reply = "绑定成功。"
    qr = await stage.wechat.create_qr("s", 600)
    assert (await stage.scan(qr.ticket, "oReply")).json()["answer"] == "绑定成功。"


async def test_scan_refused_by_baoming_says_so(stage: Stage) -> None:
    stage.received.status = 403
    qr = await stage.wechat.create_qr("s", 600)
    answer = await stage.scan(qr.ticket, "oA")
    assert (answer.status_code, answer.json()["status"]) == (200, 403)


async def test_scan_of_an_unknown_ticket(stage: Stage) -> None:
    answer = await stage.scan("gQunknown", "oA")
    assert (answer.status_code, answer.json()) == (404, {"error": "没有这个 ticket。"})


async def test_scan_of_an_expired_ticket(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("s", 1)
    await asyncio.sleep(1.1)
    assert (await stage.scan(qr.ticket, "oA")).status_code == 410


@pytest.mark.parametrize("openid", ["", " ", "o" * 65, "o\x00", "o\n"])
async def test_scan_by_no_openid(stage: Stage, openid: str) -> None:
    qr = await stage.wechat.create_qr("s", 600)
    assert (await stage.scan(qr.ticket, openid)).status_code == 422
    assert stage.received.events == []


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff\xfe"])
async def test_scan_with_a_broken_body(stage: Stage, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = await stage.http.post("/simulator/scan", content=body, headers=headers)
    assert answer.status_code == 400


async def test_messages_arrive_in_order(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("s", 600)
    await stage.scan(qr.ticket, "oReader")
    for number in ("1", "2"):
        await stage.wechat.send_template(
            "oReader", "demo-template", {"thing1": f"第 {number} 条"}, f"https://b.test/{number}"
        )
    sent = (await stage.http.get("/simulator/messages", params={"openid": "oReader"})).json()
    assert sent == [
        {
            "touser": "oReader",
            "template_id": "demo-template",
            "url": f"https://b.test/{number}",
            "data": {"thing1": {"value": f"第 {number} 条"}},
        }
        for number in ("1", "2")
    ]
    assert (await stage.http.get("/simulator/messages?openid=oOther")).json() == []


async def test_restart_keeps_followers_tickets_and_messages(staged) -> None:  # type: ignore[no-untyped-def]
    async with staged() as stage:
        first = await stage.wechat.create_qr("s1", 600)
        second = await stage.wechat.create_qr("s2", 600)
        await stage.scan(first.ticket, "oStays")
        await stage.wechat.send_template("oStays", "demo-template", {"a": "b"}, "")
        token = await stage.wechat.token()
    async with staged() as stage:
        assert (await stage.scan(second.ticket, "oStays")).json()["event"] == "SCAN"
        assert len((await stage.http.get("/simulator/messages?openid=oStays")).json()) == 1
        assert await stage.wechat.token() == token
        with pytest.raises(WeChatError) as refused:
            await stage.wechat.send_template("oStranger", "demo-template", {"a": "b"}, "")
        assert refused.value.kind == "unfollowed"
