import re

import pytest
from tests.applied import application
from tests.people import candidate
from tests.simulated import with_simulator

from baoming.simulator.miniapps import USER_AGENTS
from baoming.web.webview import vendor_of

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 12_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


@pytest.mark.parametrize(
    ("agent", "vendor"),
    [
        *((agent, vendor) for vendor, agent in USER_AGENTS.items()),
        (f"{IPHONE} MicroMessenger/7.0.4(0x17000428) NetType/WIFI miniProgram", "wechat"),
        (f"{IPHONE} ChannelId(2) MiniProgram AliApp(AP/10.2.0) AlipayClient/10.2.0", "alipay"),
        (f"{IPHONE} swan/2.4.0 swan-baiduboxapp/11.9.0.1 baiduboxapp/11.9.0.1", "baidu"),
        (f"{IPHONE} MicroMessenger/8.0.47 NetType/4G", ""),
        (f"{IPHONE} AliApp(AP/10.5.96) AlipayClient/10.5.96", ""),
        (f"{IPHONE} baiduboxapp/13.50.0", ""),
        (IPHONE, ""),
        ("", ""),
    ],
)
def test_mini_programs_are_known_by_their_user_agent(agent: str, vendor: str) -> None:
    assert vendor_of(agent) == vendor


async def test_pages_know_that_they_are_inside(database_url, tmp_path) -> None:
    """No second header, the short title, the way out; and nothing of it elsewhere."""
    async with with_simulator(database_url, tmp_path) as (browser, _):
        guest, wang = browser.another(), await candidate(browser, name="王芳", photo=False)
        outside = [await guest.get("/"), await wang.get("/me/photo")]
        for person in (guest, wang):
            person.client.headers["user-agent"] = USER_AGENTS["alipay"]
        inside = [await guest.get("/"), await wang.get("/me/photo"), await wang.get("/me")]
        for page in outside:
            assert "<header>" in page.text and "webview" not in page.text
            assert "小程序里" not in page.text
        for page in inside:
            assert "<header>" not in page.text and 'class="brand"' not in page.text
            assert page.text.count("/static/css/webview.") == 1
            assert " - " not in re.search("<title>(.*)</title>", page.text)[1]
        assert 'href="/login"' in inside[0].text
        assert 'action="/logout"' in inside[1].text and ">王芳</a>" in inside[1].text
        assert "用手机浏览器打开 http://localhost 上传" in inside[1].text
        assert "用手机浏览器打开" not in inside[2].text
        assert "微信扫码登录" not in (await guest.get("/login")).text
        desk = await guest.get("/desk/login")
        assert "<header>" in desk.text
        fragment = await wang.get("/me", hx_request="true")
        assert "webview" not in fragment.text


async def test_form_says_where_it_can_be_printed(database_url, tmp_path) -> None:
    async with with_simulator(database_url, tmp_path) as (browser, _):
        wang = await candidate(browser)
        online = await application(wang.account.id, zone="12", site="120100")
        address = f"/applications/{online.number}/form"
        assert "小程序里打不开 PDF" not in (await wang.get(address)).text
        wang.client.headers["user-agent"] = USER_AGENTS["baidu"]
        page = await wang.get(address)
        assert page.status_code == 200 and "小程序里打不开 PDF" in page.text
