"""A phone on a line that drops, and a computer beside it: nothing typed is lost, and the line under
the form says where it is."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from e2e.server import Server
from playwright.sync_api import Browser, Page, expect

USERNAME = "zhang"


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any], server: Server) -> Iterator[Page]:
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


@pytest.fixture
def computer(browser: Browser, server: Server) -> Iterator[Page]:
    wide = {"width": 1280, "height": 800}
    context = browser.new_context(base_url=server.url, viewport=wide, locale="zh-CN")
    yield context.new_page()
    context.close()


def test_what_was_typed_survives_network_sign_in_and_another_device(
    phone: Page, computer: Page, server: Server
) -> None:
    sign_in(phone, "/apply/2024")
    if "/applications/" not in phone.url:
        phone.get_by_label("考区").select_option(value="43")
        phone.get_by_role("button", name="开始填写").click()
    contact = "/applications/" + phone.url.split("/applications/")[1].split("/")[0] + "/contact"
    phone.goto(contact)
    a_field_is_judged_when_it_is_left(phone)
    without_network_it_stays_on_the_phone_until_the_next_load(phone, contact)
    of_two_devices_the_person_chooses(phone, computer, contact)
    after_the_sign_in_has_ended_it_comes_back(phone, server, contact)
    signing_out_takes_it_from_the_phone(phone)


def a_field_is_judged_when_it_is_left(page: Page) -> None:
    mobile = page.get_by_label("手机号码")
    mobile.focus()
    page.get_by_label("固定电话").focus()
    expect(line(page)).to_be_empty()
    mobile.press_sequentially("13800")
    expect(line(page)).to_have_text("有 1 项需要修改，没有保存。 内容已留在本机。")
    expect(page.locator(".fault")).to_have_count(0)
    page.get_by_label("固定电话").focus()
    expect(page.locator("#mobile-error")).to_contain_text("请填写 11 位手机号码")
    expect(mobile).to_have_attribute("aria-invalid", "true")
    expect(mobile).to_have_attribute("aria-describedby", "mobile-error mobile-hint")
    mobile.fill("13800001234")
    expect(line(page)).to_have_text("09:00 已保存。")
    page.get_by_label("固定电话").focus()
    expect(page.locator(".fault")).to_have_count(0)
    assert mobile.get_attribute("aria-invalid") is None


def without_network_it_stays_on_the_phone_until_the_next_load(page: Page, contact: str) -> None:
    page.context.set_offline(True)
    page.get_by_label("通信地址").fill("长沙市芙蓉区")
    page.get_by_label("邮政编码").fill("41001")
    page.get_by_label("固定电话").focus()
    expect(line(page)).to_have_text("2 项未保存，等待网络。 内容已留在本机。")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(contact)
    # A last attempt as the page went away may have arrived.
    expect(line(page)).to_contain_text("有 1 项需要修改，没有保存")
    expect(page.get_by_label("通信地址")).to_have_value("长沙市芙蓉区")
    expect(page.locator("#postcode-error")).to_be_visible()
    page.get_by_label("邮政编码").fill("410011")
    expect(line(page)).to_have_text("09:00 已保存。")
    assert kept(page) == 0


def of_two_devices_the_person_chooses(phone: Page, computer: Page, contact: str) -> None:
    sign_in(computer, contact)
    expect(computer.get_by_label("通信地址")).to_have_value("长沙市芙蓉区")
    computer.get_by_label("通信地址").fill("株洲市天元区")
    computer.get_by_label("电子邮箱").fill("a@example.cn")
    expect(line(computer)).to_have_text("09:00 已保存。")
    phone.get_by_label("通信地址").fill("湘潭市雨湖区")
    phone.get_by_label("固定电话").fill("0731-88001234")
    phone.get_by_label("固定电话").blur()
    expect(line(phone)).to_contain_text("有 1 项在别处改过，请选择用哪一个。")
    expect(phone.locator(".both")).to_contain_text("“株洲市天元区”，这里填的是“湘潭市雨湖区”")
    phone.get_by_role("button", name="用“湘潭市雨湖区”").click()
    expect(line(phone)).to_have_text("09:00 已保存。")
    expect(phone.locator(".both")).to_have_count(0)
    computer.reload()
    shown = {name: computer.locator(f"#{name}").input_value() for name in ("address", "phone")}
    assert shown == {"address": "湘潭市雨湖区", "phone": "0731-88001234"}
    expect(computer.get_by_label("电子邮箱")).to_have_value("a@example.cn")


def after_the_sign_in_has_ended_it_comes_back(page: Page, server: Server, contact: str) -> None:
    with sqlite3.connect(server.folder / "baoming.sqlite") as database:
        database.execute(
            "DELETE FROM sign_in WHERE account = (SELECT id FROM account WHERE username = ?)",
            (USERNAME,),
        )
    database.close()
    page.get_by_label("通信地址").fill("岳阳市岳阳楼区")
    expect(line(page)).to_have_text("1 项未保存，请重新登录。 内容已留在本机。")
    line(page).get_by_role("link").click()
    fill_in(page)
    page.wait_for_url(f"**{contact}")
    expect(page.get_by_label("通信地址")).to_have_value("岳阳市岳阳楼区")
    expect(line(page)).to_have_text("09:00 已保存，包括上次留在本机的内容。")


def signing_out_takes_it_from_the_phone(page: Page) -> None:
    page.get_by_label("邮政编码").fill("1")
    page.get_by_label("固定电话").focus()
    expect(page.locator("#postcode-error")).to_be_visible()
    assert kept(page) == 1
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/")
    assert kept(page) == 0


def sign_in(page: Page, back: str) -> None:
    page.goto(f"/login?next={back}")
    fill_in(page)
    page.wait_for_url(lambda url: "/login" not in url)


def fill_in(page: Page) -> None:
    page.get_by_label("用户名或证件号码").fill(USERNAME)
    page.get_by_label("密码", exact=True).fill("baoming-2024")
    page.get_by_role("button", name="登录").click()


def line(page: Page) -> Any:
    return page.locator("p.line")


def kept(page: Page) -> int:
    count: int = page.evaluate("localStorage.length")
    return count
