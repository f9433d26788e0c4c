"""A photo of a paper sent from a phone on a slow line, and without any script."""

import re
import time
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from e2e.server import Server
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, Page, expect
from tests.people import QUESTION, photo_bytes, resident_id

SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
"""Bytes a second: 400 kbit/s."""
MOST_SECONDS = 20
LIGHT = 320
"""Kilobytes of a photo that was made small."""


@pytest.fixture(params=["scripted", "plain"])
def nurse(
    request: pytest.FixtureRequest,
    server: Server,
    browser: Browser,
    browser_context_args: dict[str, Any],
) -> Iterator[Page]:
    """On the page of the slot for her identity card, in Tianjin."""
    context = browser.new_context(
        **browser_context_args, java_script_enabled=request.param == "scripted"
    )
    page = context.new_page()
    _register(page)
    _prepare(page, server)
    _post(page, "/apply/2024", {"zone": "12"})
    number = page.url.rpartition("/")[2]
    page.goto(f"/applications/{number}/materials/identity")
    yield page
    context.close()


@pytest.mark.parametrize("nurse", ["scripted"], indirect=True)
def test_twelve_megapixels_arrive_upright_on_a_slow_line(nurse: Page) -> None:
    line = nurse.context.new_cdp_session(nurse)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    began = time.monotonic()
    nurse.set_input_files(
        "#file", {"name": "正面.jpg", "mimeType": "image/jpeg", "buffer": paper()}
    )
    expect(nurse.get_by_text("处理好了，将发送")).to_be_visible()
    ready = re.search(r"将发送 (\d+) KB", nurse.inner_text(".up"))
    assert ready and int(ready[1]) <= LIGHT < len(paper()) / 1024 / 4
    nurse.get_by_role("button", name="上传", exact=True).click()
    expect(nurse.locator("progress")).to_be_visible()
    expect(nurse.get_by_text("已上传").last).to_contain_text("KB")
    expect(nurse.get_by_role("link", name="查看第 1 个文件")).to_be_visible(timeout=60_000)
    assert time.monotonic() - began < MOST_SECONDS
    line.send("Network.emulateNetworkConditions", {**SLOW, "latency": 0, "uploadThroughput": -1})
    width, height = _kept(nurse).size
    assert (min(width, height) >= 1200, height > width) == (True, True)
    assert nurse.title().startswith("有效身份证件")


@pytest.mark.parametrize("nurse", ["scripted"], indirect=True)
def test_an_upload_that_is_cut_off_can_be_tried_again(nurse: Page) -> None:
    nurse.set_input_files("#file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": paper()})
    nurse.context.set_offline(True)
    nurse.get_by_role("button", name="上传", exact=True).click()
    expect(nurse.get_by_text("网络中断")).to_be_visible()
    nurse.context.set_offline(False)
    nurse.get_by_role("button", name="重试").click()
    expect(nurse.get_by_role("link", name="查看第 1 个文件")).to_be_visible(timeout=30_000)


def test_a_bad_file_is_told_a_good_one_is_taken_and_given_back(nurse: Page) -> None:
    gif = {"name": "证件.jpg", "mimeType": "image/jpeg", "buffer": b"GIF89a" + bytes(20)}
    nurse.set_input_files("#file", gif)
    nurse.get_by_role("button", name="上传", exact=True).click()
    expect(nurse.get_by_role("alert")).to_contain_text("这是 GIF 文件")
    nurse.set_input_files("#file", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": paper()})
    nurse.get_by_role("button", name="上传", exact=True).click()
    expect(nurse.get_by_role("link", name="查看第 1 个文件")).to_be_visible(timeout=30_000)
    assert _kept(nurse).height > _kept(nurse).width
    nurse.get_by_role("button", name="删除").click()
    expect(nurse.get_by_role("button", name="删除")).to_have_count(0)


@cache
def paper() -> bytes:
    """4000 x 3000 pixels as a phone takes them: held upright, which EXIF alone tells."""
    noise = [Image.effect_noise((4000, 3000), each) for each in (30, 35, 40)]
    picture = Image.merge("RGB", [each.filter(ImageFilter.GaussianBlur(2)) for each in noise])
    exif, made = Image.Exif(), BytesIO()
    exif[0x0112] = 6
    picture.save(made, "JPEG", quality=93, exif=exif)
    return made.getvalue()


def _kept(page: Page) -> Image.Image:
    address = page.get_by_role("link", name="查看第 1 个文件").get_attribute("href")
    return Image.open(BytesIO(page.request.get(str(address)).body()))


def _register(page: Page) -> None:
    number = resident_id()
    answers = {
        "username": f"nurse{number[-8:-1]}",
        "password": "a-good-password",
        "password_again": "a-good-password",
        "name": "王小燕",
        "name_again": "王小燕",
        "id_type": "resident_id",
        "id_number": number,
        "id_number_again": number,
        "security_question": QUESTION,
        "security_answer": "长春",
        "agree": "yes",
    }
    _post(page, "/register", answers)


def _prepare(page: Page, server: Server) -> None:
    """Photo, education and WeChat."""
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo_bytes()}
    _post(page, "/me/photo", {"photo": photo})
    record = {
        "qualification": "college",
        "degree": "none",
        "school": "长春医学高等专科学校",
        "major": "护理",
        "study_form": "full_time",
        "years_of_schooling": "3",
        "graduated_on": "2013-07-01",
        "certificate_number": "138221201306000123",
    }
    _post(page, "/me/education", record)
    page.goto("/me/wechat")
    ticket = page.locator("[data-ticket]").get_attribute("data-ticket")
    scan = {"ticket": str(ticket), "openid": f"o{time.monotonic_ns()}"}
    assert page.request.post(f"{server.simulator}/simulator/scan", form=scan).ok


def _post(page: Page, address: str, answers: dict[str, Any]) -> None:
    """The form of this page, sent by hand; the page goes where it leads to."""
    page.goto(address)
    token = re.search(r'_csrf_token" value="([^"]+)"', page.content())
    assert token, page.content()
    answer = page.request.post(address, multipart={"_csrf_token": token[1], **answers})
    assert answer.ok, answer.text()
    page.goto(answer.url)
