"""The on-site road on a small phone, by what stands on the screen: with JavaScript and without."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from e2e.road import photo, resident_number
from e2e.server import Server
from e2e.watching import watched
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

PASSWORD = "a good password 2023"
NAME = "王𬀩"
DEMO_PASSWORD = "baoming-2024"
ORDERS = {"scripted": 120, "plain": 122}
"""Even: a woman's number."""


@pytest.fixture
def scripted(request: pytest.FixtureRequest) -> bool:
    return "scripted" in request.node.name


@pytest.fixture
def officer(server: Server, browser: Browser) -> Iterator[Page]:
    """At the counter of Changsha, on a computer."""
    context = browser.new_context(
        base_url=server.url, viewport={"width": 1280, "height": 800}, locale="zh-CN"
    )
    with watched(context, server) as page:
        yield page


def test_from_opening_an_account_to_a_qualified_application(
    visitor: Page, officer: Page, scripted: bool
) -> None:
    number = resident_number("430102", "19920304", ORDERS["scripted" if scripted else "plain"])
    register(visitor, number)
    prepare(visitor, number)
    apply(visitor)
    fill(visitor, scripted)
    code = submit(visitor)
    confirm_and_review(officer, code)
    visitor.reload()
    visitor.get_by_role("link", name="报考流程").first.click()
    expect(visitor.locator("[data-status]").first).to_have_attribute("data-status", "qualified")
    states = [node.get_attribute("data-state") for node in visitor.locator("[data-node]").all()]
    assert states == ["done"] * 5
    events = [line.get_attribute("data-event") for line in visitor.locator("[data-event]").all()]
    assert sorted(events) == ["approve", "approve", "confirm", "submit"]


def register(page: Page, number: str) -> None:
    page.goto("/")
    fits(page)
    page.get_by_role("link", name="注册", exact=True).first.click()
    page.get_by_label("用户名").fill(f"story.{number[-4:-1]}")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输入一次密码").fill(PASSWORD)
    page.get_by_label("姓名", exact=True).fill(NAME)
    page.get_by_label("再输入一次姓名").fill(NAME)
    page.get_by_label("证件类型").select_option(label="居民身份证")
    page.get_by_label("证件号码", exact=True).fill(number[:-1] + wrong_digit(number))
    page.get_by_label("再输入一次证件号码").fill(number)
    page.get_by_label("密码找回问题").select_option(index=1)
    page.get_by_label("密码找回答案").fill("长沙")
    page.get_by_label(re.compile("我已阅读特别提示")).check()
    page.get_by_role("button", name="注册").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("证件号码")
    fits(page)
    summary.get_by_role("link").first.click()
    page.get_by_label("证件号码", exact=True).fill(number)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("再输入一次密码").fill(PASSWORD)
    page.get_by_role("button", name="注册").click()
    expect(page.get_by_role("heading", name="我的报名")).to_be_visible()
    expect(page.get_by_text(NAME).first).to_be_visible()
    fits(page)


def prepare(page: Page, number: str) -> None:
    add_photo(page)
    add_education(page)
    bind_wechat(page, number)


def add_photo(page: Page) -> None:
    page.get_by_role("link", name="上传基本照片").click()
    fits(page)
    page.get_by_label("照片", exact=True).set_input_files(
        {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_role("button", name="上传照片").click()
    expect(page.get_by_role("img", name="您的基本照片")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="完成，返回我的报名").click()


def add_education(page: Page) -> None:
    page.get_by_role("link", name=re.compile("学历学位信息")).first.click()
    page.get_by_label("学历", exact=True).select_option(label="大专")
    choose(page, "学位", "无")
    page.get_by_label("毕业学校").fill("湖南中医药高等专科学校")
    page.get_by_label("毕业专业").fill("护理")
    page.get_by_label("学习形式").select_option(label="全日制")
    page.get_by_label("学制（年）").fill("3")
    page.get_by_label("毕业时间").fill("2014-06-30")
    page.get_by_label("学历证书编号").fill("105371201406000123")
    fits(page)
    page.get_by_role("button", name=re.compile("保存")).first.click()
    expect(page.get_by_text("湖南中医药高等专科学校").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="完成，返回我的报名").click()


def bind_wechat(page: Page, number: str) -> None:
    """The demo leads to a WeChat that scans; who scanned comes back to see the result."""
    page.get_by_role("link", name=re.compile("微信")).first.click()
    expect(page.get_by_role("img", name="微信绑定二维码")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="在模拟微信中扫这个二维码").click()
    page.get_by_label("微信用户").fill(f"o{number}")
    page.get_by_role("button", name="用这个微信扫码").click()
    page.get_by_role("link", name="报名网站").click()
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("link", name=re.compile("微信")).first.click()
    expect(page.get_by_text("已绑定并关注").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="完成，返回我的报名").click()


def apply(page: Page) -> None:
    fits(page)
    page.get_by_role("link", name=re.compile("^报考2024年度")).click()
    if page.get_by_role("link", name="选择考区").count():
        fits(page)
        page.get_by_role("link", name="选择考区").click()
    page.get_by_label("考区").select_option(value="43")
    fits(page)
    page.get_by_role("button", name="开始填写").click()
    expect(page.locator("[data-status]").first).to_have_attribute("data-status", "draft")
    fits(page)


def fill(page: Page, scripted: bool) -> None:
    page.get_by_role("link", name=re.compile("^继续填写")).click()
    page.get_by_label(re.compile("我已阅读并同意")).check()
    go_on(page)
    page.get_by_label("报名地市（考点）").select_option(label="长沙市")
    go_on(page)
    choose(page, "民族", "汉族")
    choose(page, "健康状态", "健康或良好")
    page.get_by_label(re.compile("长期有效")).check()
    go_on(page)
    mistype_the_mobile_number(page)
    choose_specialty(page, scripted)
    choose(page, "执业类别", "护理")
    page.get_by_label("首次注册年月").fill("2014-09")
    choose(page, "现有技术资格", "无")
    page.get_by_label("从事本专业年限").fill("9")
    go_on(page)
    choose(page, "报考所用的学历", re.compile("湖南中医药高等专科学校"))
    go_on(page)
    page.get_by_label("单位性质").select_option(label="综合医院")
    page.get_by_label("单位名称").fill("长沙市岳麓区人民医院")
    choose(page, "单位所属", "县（区）级")
    page.get_by_label("参加本专业工作年月").fill("2014-08")
    go_on(page)
    page.get_by_label(re.compile("我确认这是本人近期照片")).check()
    go_on(page)


def mistype_the_mobile_number(page: Page) -> None:
    """By keys alone: the summary has the focus, its link leads to the field."""
    mobile = page.get_by_label("手机号码")
    mobile.focus()
    page.keyboard.type("12345")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("11 位手机号码")
    expect(summary).to_be_focused()
    expect(mobile).to_have_value("12345")
    expect(page).to_have_title(re.compile("^有错误："))
    fits(page)
    page.keyboard.press("Tab")
    expect(summary.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(mobile).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("13800001234")
    page.keyboard.press("Enter")


def choose_specialty(page: Page, scripted: bool) -> None:
    """The list follows the answers above it by itself, or when the button is pressed."""
    choose(page, "专业类别", "护理")
    choose(page, "级别", "初级（师）")
    specialty = page.get_by_role("option", name="203 护理学").or_(
        page.get_by_role("radio", name="203 护理学")
    )
    if not scripted:
        expect(specialty).to_have_count(0)
        page.get_by_role("button", name="保存并显示专业").click()
    expect(specialty).to_have_count(1)
    choose(page, "专业", "203 护理学")


def submit(page: Page) -> str:
    """The verification code of the form."""
    expect(page.get_by_role("heading", name="核对报考信息")).to_be_visible()
    expect(page.locator("[data-eligibility]")).to_have_attribute("data-eligibility", "met")
    fits(page)
    page.get_by_role("button", name="提交报名信息").click()
    expect(page.locator("[data-status]").first).to_have_attribute("data-status", "submitted")
    expect(page.get_by_text("现场确认").first).to_be_visible()
    fits(page)
    page.get_by_role("link", name="查看和打印报名申请表").click()
    code = page.locator("[data-code]").get_attribute("data-code")
    assert code
    fits(page)
    address = page.get_by_role("link", name=re.compile("PDF")).first.get_attribute("href")
    printed = page.context.request.get(address or "")
    text = PdfReader(BytesIO(printed.body())).pages[0].extract_text()
    assert (NAME in text, code in text) == (True, True)
    return code


def confirm_and_review(page: Page, code: str) -> None:
    sign_in(page, "changsha")
    page.get_by_role("link", name="扫描确认").click()
    fits(page)
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "match")
    fits(page)
    page.get_by_role("button", name=f"确认 {NAME} 的报名").click()
    expect(page.get_by_text(f"{NAME}（")).to_contain_text("报名确认完成")
    page.get_by_role("status").get_by_role("link").click()
    expect(page.locator("[data-status]").first).to_have_attribute("data-status", "confirmed")
    fits(page)
    page.get_by_role("button", name=re.compile("考点审核通过")).click()
    expect(page.locator("[data-status]").first).to_have_attribute("data-status", "site_approved")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("用户名")).to_be_visible()
    sign_in(page, "hunan")
    find(page)
    page.get_by_role("button", name=re.compile("考区审核通过")).click()
    expect(page.locator("[data-status]").first).to_have_attribute("data-status", "qualified")
    page.get_by_role("button", name="退出").click()


def find(page: Page) -> None:
    """The candidate of this story; an earlier one of the same name is reviewed already."""
    page.get_by_label("查找报名").fill(NAME)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/desk/applications"))
    fits(page)
    page.get_by_role("row").filter(has_text="考点审核通过").get_by_role("link").first.click()


def sign_in(page: Page, username: str) -> None:
    page.goto("/desk/login")
    fits(page)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    fits(page)


def go_on(page: Page) -> None:
    """As every section ends; nothing of it stands aside."""
    fits(page)
    page.get_by_role("button", name=re.compile("^保存并")).last.click()


def choose(page: Page, label: str, option: str | re.Pattern[str]) -> None:
    """A short list shows its options, a long one opens."""
    group = page.get_by_role("radiogroup", name=label, exact=True)
    select = page.get_by_label(label, exact=True)
    expect(group.or_(select).first).to_be_visible()
    if group.count():
        group.get_by_label(option).check()
        return
    if isinstance(option, str):
        select.select_option(label=option)
    else:
        select.select_option(index=1)


def fits(page: Page) -> None:
    """Nothing to push sideways, not even on the smallest phone."""
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    assert size is not None
    page.set_viewport_size(size)


def wrong_digit(number: str) -> str:
    return "1" if number[-1] != "1" else "2"
