import asyncio
import re
from io import BytesIO

import pytest
from PIL import Image
from tests.people import PASSWORD, candidate
from tests.simulated import with_simulator

from baoming.database import counted
from baoming.wechat.tables import Binding, Ticket
from baoming.wechat.unionids import learn_missing


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


async def test_binding_learns_the_unionid_at_once_or_when_wechat_is_back(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    li = await candidate(browser, wechat=False)
    codes = [ticket_on(await each.get("/me/wechat")) for each in (wang, li)]
    await phone.scan(codes[0], "oWang")
    await phone.fails("down")
    assert (await phone.scan(codes[1], "oLi")).json()["answer"].startswith("绑定成功")
    wechat = browser.app.inner.state.wechat
    await learn_missing(wechat)
    found = await Binding.select(Binding.openid, Binding.unionid)
    known = {row["openid"]: row["unionid"] for row in found}
    assert known["oWang"] and known["oLi"] is None
    await phone.fails("none")
    await learn_missing(wechat)
    found = await Binding.select(Binding.unionid).where(Binding.openid == "oLi").first()
    assert len(found["unionid"]) == 28


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


async def refused_on(person, says: str) -> str:
    """What the page with the code shows by itself after a scan: once, and then it waits again."""
    page = await person.get("/me/wechat/state?refused=", hx_request="true")
    assert page.status_code == 200 and says in page.text, page.text
    poll = re.findall(r'hx-get="(/me/wechat/state[^"]*)"', page.text)
    assert (await person.get(poll[0], hx_request="true")).status_code == 204
    assert says in (await person.get("/me/wechat")).text
    return page.text


async def test_a_scan_that_does_not_bind_is_explained_on_the_page(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    li = await candidate(browser, wechat=False)
    old = ticket_on(await li.get("/me/wechat"))
    await phone.scan(ticket_on(await wang.get("/me/wechat")), "oWang")
    await phone.scan(old, "oWang")
    await refused_on(li, "已绑定另一名考生，没有绑定")
    await phone.scan(old, "oLi")
    assert await openid_of(li) == ("oLi", True)
    await phone.unfollow("oLi")
    await phone.scan(ticket_on(await li.get("/me/wechat")), "oOther")
    text = await refused_on(li, "没有改绑。要更换微信，请先解除绑定")
    assert 'href="/me/wechat/unbind"' in text
    await phone.scan(ticket_on(await li.get("/me/wechat")), "oLi")
    assert "没有改绑" not in (await li.get("/me/wechat")).text
    await li.post("/me/wechat/unbind", {"current_password": PASSWORD})
    await li.get("/me/wechat")
    assert "已使用或已过期" in (await phone.scan(old, "oLi")).json()["answer"]
    await refused_on(li, "刚才扫的二维码已使用或已过期")
    assert (await openid_of(wang), await openid_of(li)) == (("oWang", True), None)


async def test_of_two_candidates_who_scan_with_one_wechat_at_once_one_is_bound(stage) -> None:
    """A finger of each, and the events arrive together: the other is told on page and phone."""
    browser, phone = stage
    people = [await candidate(browser, wechat=False) for _ in range(2)]
    tickets = [ticket_on(await each.get("/me/wechat")) for each in people]
    said = [
        answer.json()["answer"][:4]
        for answer in await asyncio.gather(*(phone.scan(each, "oOne") for each in tickets))
    ]
    assert sorted(said) == ["没有绑定", "绑定成功"]
    loser = people[said.index("没有绑定")]
    assert await openid_of(loser) is None
    await refused_on(loser, "已绑定另一名考生")


WECHAT = "Mozilla/5.0 (Linux; Android 10; HMA-AL00) Chrome/107 Mobile MicroMessenger/8.0.47"


async def test_page_tells_how_to_scan_with_the_one_phone_there_is(stage) -> None:
    browser, _ = stage
    wang = await candidate(browser, wechat=False)
    inside = await wang.get("/me/wechat", user_agent=WECHAT)
    assert "长按二维码，选择“识别图中的二维码”" in inside.text
    assert "download=" not in inside.text
    elsewhere = await wang.get("/me/wechat", user_agent="Mozilla/5.0 (Linux; Android 10)")
    assert (
        '<a href="/me/wechat/code.png" download="wechat.png">保存二维码图片</a>' in elsewhere.text
    )
    assert "从相册中选" in elsewhere.text and "长按" not in elsewhere.text


async def test_no_page_waits_for_a_slow_wechat(stage) -> None:
    """Ten seconds of WeChat's are none of ours: given up once, and then not asked for a while."""
    browser, phone = stage
    browser.app.inner.state.wechat._page_seconds = 0.05
    wang = await candidate(browser, wechat=False)
    await phone.fails("slow", 10)
    async with asyncio.timeout(5):
        for address in ("/me/wechat", "/me/wechat", "/login/scan"):
            page = await (wang if "/me" in address else browser).get(address)
            assert page.status_code == 200 and "微信暂时没有响应" in page.text
        for address in ("/me", "/apply", "/me/photo"):
            assert (await wang.get(address)).status_code == 200


async def test_page_goes_on_with_a_fresh_access_token(stage) -> None:
    browser, phone = stage
    wang = await candidate(browser, wechat=False)
    await wang.get("/me/wechat")
    await phone.fails("token_expired")
    li = await candidate(browser, wechat=False)
    assert ticket_on(await li.get("/me/wechat"))


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
