"""The pages, as a person's browser without script uses them."""

import re

import pytest
from tests.simulator.stage import Stage

BROWSER = {"accept": "text/html,application/xhtml+xml"}


async def test_overview_of_an_empty_simulator(stage: Stage) -> None:
    answer = await stage.http.get("/", headers=BROWSER)
    assert answer.status_code == 200
    assert "微信模拟器（演示用）" in answer.text
    assert "还没有二维码。" in answer.text


async def test_overview_scans_with_its_own_form(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("scene-1", 600)
    shown = (await stage.http.get("/", headers=BROWSER)).text
    ticket = re.search(r'<option value="(gQ[^"]+)"', shown)
    openid = re.search(r'name="openid"[^>]* value="([^"]+)"', shown)
    assert ticket and openid and ticket[1] == qr.ticket
    asked = {"ticket": ticket[1], "openid": openid[1]}
    answer = await stage.http.post("/simulator/scan", data=asked, headers=BROWSER)
    assert answer.status_code == 303
    after = (await stage.http.get(answer.headers["location"], headers=BROWSER)).text
    assert "subscribe：报名网站回答 200，success" in after
    assert openid[1] in after and "取消关注" in after


async def test_overview_shows_messages_escaped(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("<b>", 600)
    await stage.scan(qr.ticket, "<script>o")
    await stage.wechat.send_template("<script>o", "demo-template", {"t": "<i>您好"}, "http://b/x")
    shown = (await stage.http.get("/?said=<u>", headers=BROWSER)).text
    assert "&lt;i&gt;您好" in shown and "&lt;script&gt;o" in shown
    for raw in ("<script", "<i>", "<u>"):
        assert raw not in shown


async def test_a_reply_is_shown_with_its_link_alone_and_kept(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("scene-1", 600)
    stage.received.reply = (
        '<b>您好\n<a href="http://b/1?a&b">打开</a> <a href="javascript:x">坏</a>'
    )
    answer = await stage.http.post(
        "/simulator/scan", data={"ticket": qr.ticket, "openid": "oReader"}, headers=BROWSER
    )
    shown = (await stage.http.get(answer.headers["location"], headers=BROWSER)).text
    assert "subscribe：报名网站回答 200，公众号的回复见下" in shown
    assert '&lt;b&gt;您好<br><a class="b" href="http://b/1?a&amp;b">打开</a> &lt;a href' in shown
    assert "<b>您好" not in shown and 'href="javascript' not in shown
    kept = await stage.http.get("/simulator/replies?openid=oReader")
    assert kept.json() == [stage.received.reply]
    assert (await stage.http.get("/simulator/replies?openid=oOther")).json() == []
    assert (await stage.http.get("/simulator/messages?openid=oReader")).json() == []


async def test_the_address_in_the_code_leads_to_its_scan(stage: Stage) -> None:
    qr = await stage.wechat.create_qr("scene-1", 600)
    assert qr.url.startswith(f"{stage.settings.wechat_api_url}/q/")
    shown = await stage.http.get(qr.url, headers=BROWSER)
    assert f'name="ticket" value="{qr.ticket}"' in shown.text
    assert (await stage.http.get("/q/none", headers=BROWSER)).status_code == 404


async def test_pages_carry_no_script_and_no_inline_style(stage: Stage) -> None:
    answer = await stage.http.get("/", headers=BROWSER)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self' http://b")
    assert "unsafe" not in policy
    assert "style=" not in answer.text and "<script" not in answer.text
    assert (await stage.http.get("/simulator.css")).headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("asked", [{}, {"fault": "fire"}, {"fault": "slow", "seconds": "x"}])
async def test_faults_unknown(stage: Stage, asked: dict[str, str]) -> None:
    assert (await stage.http.post("/simulator/faults", data=asked)).status_code == 422


async def test_fault_stands_on_the_page(stage: Stage) -> None:
    asked = {"fault": "limit"}
    answer = await stage.http.post("/simulator/faults", data=asked, headers=BROWSER)
    assert answer.status_code == 303
    assert "接口故障：超过调用次数（45009）" in (await stage.http.get("/", headers=BROWSER)).text
