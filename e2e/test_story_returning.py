"""A returning candidate of Beijing: retypes nothing that last year's file holds, and is confirmed
with one tap on the check page."""

import re

import pytest
from playwright.sync_api import Page, expect

HELD = {
    "site": {"site": "110101"},
    "basic": {"gender": "female", "birth_date": "1992-06-18", "ethnicity": "01"},
    "exam": {"category": "nursing", "level": "practitioner", "specialty": "203"},
    "work": {
        "employer_type": "general_hospital",
        "employer": "北京市东城区第一人民医院",
        "employer_affiliation": "county",
    },
}
"""What the file of last year holds, by section."""


@pytest.mark.parametrize("visitor", ["scripted"], indirect=True)
def test_nothing_is_typed_twice_and_one_tap_confirms(visitor: Page) -> None:
    page = visitor
    page.goto("/login")
    page.get_by_label("用户名或证件号码").fill("chen")
    page.get_by_label("密码", exact=True).fill("baoming-2024")
    page.get_by_role("button", name="登录").click()
    page.goto("/apply/2024")
    page.get_by_label("考区").select_option(value="11")
    page.get_by_role("button", name="开始填写").click()
    number = page.url.rpartition("/")[2]
    fill_the_rest(page, f"/applications/{number}")
    page.goto(f"/applications/{number}/check")
    expect(page.locator("[data-difference]")).to_have_count(0)
    taps = 0
    page.get_by_role("button", name="提交报名信息").click()
    taps += 1
    expect(page.locator("[data-status]").first).to_have_attribute("data-status", "confirmed")
    expect(
        page.get_by_text("您已完成报名确认，请等待考点和考区考试管理机构进行资格审查")
    ).to_be_visible()
    assert taps == 1
    events = [line.get_attribute("data-event") for line in page.locator("[data-event]").all()]
    assert sorted(events) == ["auto_confirm", "submit"]


def fill_the_rest(page: Page, here: str) -> None:
    """Only what the file does not hold is answered; what it holds stands there already."""
    opened(page, f"{here}/notice")
    page.get_by_label(re.compile("我已阅读并同意")).check()
    go_on(page)
    opened(page, f"{here}/site")
    go_on(page)
    opened(page, f"{here}/basic")
    page.get_by_label("健康或良好").check()
    page.get_by_label(re.compile("长期有效")).check()
    go_on(page)
    opened(page, f"{here}/contact")
    page.get_by_label("手机号码").fill("13800001234")
    go_on(page)
    opened(page, f"{here}/exam")
    assert ticked(page, "subjects") == ["professional", "practice"], "the two not passed"
    page.get_by_label("执业类别").select_option(value="nursing")
    page.get_by_label("首次注册年月").fill("2014-09")
    page.get_by_role("radiogroup", name="现有技术资格").get_by_label("无").check()
    page.get_by_label("从事本专业年限").fill("9")
    go_on(page)
    opened(page, f"{here}/education")
    assert ticked(page, "education") or page.locator("select#education").input_value()
    go_on(page)
    opened(page, f"{here}/work")
    page.get_by_label("参加本专业工作年月").fill("2014-08")
    go_on(page)
    opened(page, f"{here}/photo")
    page.get_by_label(re.compile("我确认这是本人近期照片")).check()
    go_on(page)


def opened(page: Page, address: str) -> None:
    page.goto(address)
    for name, value in HELD.get(address.rpartition("/")[2], {}).items():
        assert (ticked(page, name) or [page.locator(f"[name={name}]").input_value()]) == [value]


def ticked(page: Page, name: str) -> list[str]:
    found = page.locator(f"input[name={name}]:checked").all()
    return [each.get_attribute("value") or "" for each in found]


def go_on(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^保存并")).last.click()
