import re
from io import BytesIO

import pytest
from PIL import Image
from tests.people import PASSWORD, candidate
from tests.simulated import with_simulator

from baoming.database import counted
from baoming.wechat.tables import Binding, Ticket


@pytest.fixture
async def stage(database_url, tmp_path):
    async with with_simulator(database_url, tmp_path) as (browser, phone):
        yield browser, phone


def ticket_on(page):
    found = re.findall(r'data-ticket="([^"]+)"', page.text)
    assert len(found) == 1, page.text
    return found[0]


async def openid_of(person):
    found = await Binding.select().where(Binding.account == person.account.id).first()
    return found and (found["openid"], bool(found["following"]))


async def test_page_binds_by_a_scan(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    page = await wang.get("/me/wechat")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    scanned = await phone.scan(ticket_on(page), "oWang")
    assert scanned.json()["status"] == 200
    assert scanned.json()["answer"].startswith("绑定成功")
    assert await openid_of(wang) == ("oWang", True)
    after = await wang.get("/me/wechat")
    assert "data-ticket" not in after.text
    assert "已绑定并关注" in after.text


async def test_binding_learns_the_unionid(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    await phone.scan(ticket_on(await wang.get("/me/wechat")), "oWang")
    found = await Binding.select().first()
    assert found["unionid"]


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_scan_binds_in_every_mode_of_the_callback(stage, mode: str) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    scanned = await phone.scan(ticket_on(await wang.get("/me/wechat")), "oWang", mode=mode)
    assert scanned.json()["answer"].startswith("绑定成功")
    assert await openid_of(wang) == ("oWang", True)


async def test_page_keeps_its_code_when_loaded_again(stage) -> None:
    browser, _ = stage
    wang = await candidate(browser, wechat=False)
    first = ticket_on(await wang.get("/me/wechat"))
    with counted() as queries:
        assert ticket_on(await wang.get("/me/wechat")) == first
    assert len(queries) <= 3  # the demo's clock, the sign-in, the ticket
    assert await Ticket.count() == 1


async def test_code_is_a_picture_for_its_owner_alone(stage) -> None:
    browser, _ = stage
    wang = await candidate(browser, wechat=False)
    assert (await wang.get("/me/wechat/code.png")).status_code == 404
    await wang.get("/me/wechat")
    code = await wang.get("/me/wechat/code.png")
    assert (code.status_code, code.headers["content-type"]) == (200, "image/png")
    assert code.headers["cache-control"] == "private, no-store"
    assert min(Image.open(BytesIO(code.content)).size) >= 240
    li = await candidate(browser, wechat=False)
    assert (await li.get("/me/wechat/code.png")).status_code == 404


async def test_unfollowing_shows_a_code_again_and_the_same_wechat_mends_it(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    await phone.scan(ticket_on(await wang.get("/me/wechat")), "oWang")
    await phone.unfollow("oWang")
    assert await openid_of(wang) == ("oWang", False)
    page = await wang.get("/me/wechat")
    assert "已取消关注" in page.text
    other = await phone.scan(ticket_on(page), "oOther")
    assert "已绑定另一个微信" in other.json()["answer"]
    assert await openid_of(wang) == ("oWang", False)
    await phone.scan(ticket_on(await wang.get("/me/wechat")), "oWang")
    assert await openid_of(wang) == ("oWang", True)


async def test_wechat_of_another_candidate_is_told_so(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    li = await candidate(browser, wechat=False)
    await phone.scan(ticket_on(await wang.get("/me/wechat")), "oOne")
    said = await phone.scan(ticket_on(await li.get("/me/wechat")), "oOne")
    assert "已绑定另一名考生" in said.json()["answer"]
    assert (await openid_of(wang), await openid_of(li)) == (("oOne", True), None)


async def test_repeated_scan_event_answers_success(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    scanned = await phone.scan(ticket_on(await wang.get("/me/wechat")), "oWang", repeat="1")
    first, second = scanned.json()["deliveries"]
    assert (first["status"], second) == (200, {"status": 200, "answer": "success"})


@pytest.mark.parametrize("fault", ["down", "limit"])
async def test_page_says_when_wechat_does_not_answer(stage, fault: str) -> None:
    browser, phone = stage
    await phone.fails(fault)
    wang = await candidate(browser, wechat=False)
    page = await wang.get("/me/wechat")
    assert page.status_code == 200
    assert "微信暂时没有响应" in page.text
    assert "data-ticket" not in page.text
    await phone.fails("none")
    assert ticket_on(await wang.get("/me/wechat"))


async def test_poll_waits_and_then_shows_the_next_page(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    ticket = ticket_on(await wang.get("/me/wechat"))
    waiting = await wang.get("/me/wechat/state", hx_request="true")
    assert (waiting.status_code, waiting.content) == (204, b"")
    await phone.scan(ticket, "oWang")
    bound = await wang.get("/me/wechat/state", hx_request="true")
    assert bound.status_code == 200
    assert "<html" not in bound.text
    assert "已绑定并关注" in bound.text
    plain = await wang.get("/me/wechat/state")
    assert (plain.status_code, plain.headers["location"]) == (303, "/me/wechat")


async def test_unbinding_asks_for_the_password(stage) -> None:
    browser, _ = stage
    wang = await candidate(browser)
    page = await wang.get("/me/wechat/unbind")
    assert page.status_code == 200
    assert "不能提交报名信息" in page.text
    for wrong in ("", "wrong", "x" * 129, "a\x00b"):
        refused = await wang.post("/me/wechat/unbind", {"current_password": wrong})
        assert refused.status_code == 422
        assert 'aria-invalid="true"' in refused.text
    assert await openid_of(wang)
    done = await wang.post("/me/wechat/unbind", {"current_password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/me/wechat")
    assert await openid_of(wang) is None
    again = await wang.post("/me/wechat/unbind", {"current_password": PASSWORD}, page="/me/wechat")
    assert again.status_code == 409
    assert (await wang.get("/me/wechat/unbind")).status_code == 409


async def test_unbound_wechat_binds_to_another_by_a_new_code(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    old = ticket_on(await wang.get("/me/wechat"))
    await phone.scan(old, "oWang")
    await wang.post("/me/wechat/unbind", {"current_password": PASSWORD})
    assert "已使用" in (await phone.scan(old, "oWang")).json()["answer"]
    assert await openid_of(wang) is None
    new = ticket_on(await wang.get("/me/wechat"))
    assert new != old
    await phone.scan(new, "oWang")
    assert await openid_of(wang) == ("oWang", True)


async def test_guest_is_sent_to_the_sign_in(stage) -> None:
    browser, _ = stage
    for address in ("/me/wechat", "/me/wechat/unbind"):
        answer = await browser.get(address)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/login?next={address}"


async def test_unbind_without_token_is_refused(stage) -> None:
    browser, _ = stage
    wang = await candidate(browser)
    answer = await wang.client.post("/me/wechat/unbind", data={"current_password": PASSWORD})
    assert answer.status_code == 403
    assert await openid_of(wang)
