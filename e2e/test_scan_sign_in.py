"""A computer waits, a phone allows: the page signs in by itself."""

from collections.abc import Iterator

import pytest
from e2e.server import Server
from e2e.watching import watched
from playwright.sync_api import Browser, Page, expect


@pytest.fixture
def computer(server: Server, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        base_url=server.url, viewport={"width": 1280, "height": 800}, locale="zh-CN"
    )
    with watched(context, server) as page:
        yield page


@pytest.fixture
def phone(
    server: Server, browser: Browser, browser_context_args: dict[str, object]
) -> Iterator[Page]:
    with watched(browser.new_context(**browser_context_args), server) as page:
        yield page


def test_a_computer_is_signed_in_by_the_phone(computer: Page, phone: Page) -> None:
    computer.goto("/login?next=/me/education")
    computer.get_by_role("link", name="微信扫码登录").click()
    number = computer.locator("[data-number]").get_attribute("data-number")
    scanned = computer.get_by_role("link", name="在模拟微信中扫这个二维码").get_attribute("href")
    phone.goto(str(scanned))
    phone.get_by_label("微信用户（openid）").fill("oDemo-li")
    phone.get_by_role("button", name="用这个微信扫码").click()
    phone.get_by_role("link", name="核对数字，允许登录").first.click()
    expect(phone.get_by_text("Linux 电脑上的 Chrome")).to_be_visible()
    phone.get_by_role("button", name=str(number), exact=True).click()
    expect(phone.get_by_text("已允许登录")).to_be_visible()
    computer.wait_for_url("**/me/education")
    expect(computer.get_by_role("link", name="李䶮")).to_be_visible()
