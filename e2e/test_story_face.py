"""Back in by face: over the provider's page, which no other page of ours lets a form lead to."""

import pytest
from e2e.road import Candidate, resident_number
from e2e.server import Server
from playwright.sync_api import Page, expect

NEW = "a password after the face"


@pytest.mark.parametrize("visitor", ["scripted"], indirect=True)
def test_a_forgotten_password_is_set_anew_by_face(visitor: Page, server: Server) -> None:
    page, number = visitor, resident_number("430102", "19880808", 8)
    person = Candidate(server.url, server.simulator, "李小红", number)
    person.register()
    person.client.close()
    page.goto("/login")
    page.get_by_role("link", name="忘记用户名或密码").click()
    page.get_by_label("用户名或证件号码").fill(number)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("link", name="人脸识别找回密码").click()
    page.get_by_role("button", name="去做人脸识别").click()
    page.get_by_role("button", name="不通过").click()
    expect(page.get_by_text("人脸与证件没有对上")).to_be_visible()
    expect(page.get_by_text("今天还可以做 4 次")).to_be_visible()
    page.get_by_role("link", name="重新开始").click()
    page.get_by_role("button", name="去做人脸识别").click()
    page.get_by_role("button", name="通过", exact=True).click()
    page.get_by_label("新密码", exact=True).fill(NEW)
    page.get_by_label("再输入一次新密码").fill(NEW)
    page.get_by_role("button", name="设置新密码").click()
    page.get_by_label("用户名或证件号码").fill(number)
    page.get_by_label("密码", exact=True).fill(NEW)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="我的报名")).to_be_visible()
