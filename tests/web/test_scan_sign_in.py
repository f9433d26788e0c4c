"""Signing in by scan: the computer, the phone, and whoever is neither."""

import asyncio
import re
from datetime import timedelta

import pytest
from tests.people import account, bind_wechat, candidate, officer
from tests.simulated import with_simulator

from baoming import clock
from baoming.accounts import closing, sign_ins
from baoming.accounts.tables import Account, ResetCode, SignIn
from baoming.audit.tables import Look
from baoming.database import counted
from baoming.wechat import bind, scan_codes
from baoming.wechat.tables import Binding, ScanSignIn

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
    " Chrome/120.0.0.0 Safari/537.36"
)


@pytest.fixture
async def stage(database_url, tmp_path):
    async with with_simulator(database_url, tmp_path) as (browser, phone):
        yield browser, phone


async def bound(openid: str = "oWang", **columns):
    row = await account(name="王芳", **columns)
    await bind_wechat(row.id, openid=openid)
    return row


def marked(page, name: str) -> str:
    found = re.findall(rf'data-{name}="([^"]+)"', page.text)
    assert len(found) == 1, page.text
    return found[0]


async def computer_at(browser, next: str = ""):
    """A computer that shows a code, its ticket and its number."""
    computer = browser.another()
    computer.client.headers["user-agent"] = CHROME
    page = await computer.get(f"/login/scan{next}")
    assert page.status_code == 200
    return computer, marked(page, "ticket"), marked(page, "number")


def link_in(scanned) -> str:
    found = re.findall(r'<a href="http://localhost(/login/allow/[\w-]{43})">', str(scanned.json()))
    assert found, scanned.json()
    return found[0]


async def state(computer, seen: str):
    return await computer.get(f"/login/scan/state?seen={seen}", hx_request="true")


async def test_the_phone_allows_and_the_computer_is_signed_in(stage) -> None:
    browser, phone = stage
    owner = await bound()
    computer, ticket, number = await computer_at(browser, "?next=/me/education")
    waiting = computer.client.cookies["baoming"]
    said = (await phone.scan(ticket, "oWang")).json()["answer"]
    assert "浏览器：Windows 电脑上的 Chrome\n网络地址：127.0.0.1\n" in said
    assert (await phone.http.get("/simulator/replies?openid=oWang")).json() == [said]
    assert (await phone.http.get("/simulator/messages?openid=oWang")).json() == []
    hand, link = browser.another(), re.findall(r"/login/allow/[\w-]+", said)[0]
    page = await hand.get(link)
    assert page.headers["cache-control"] == "no-store"
    for told in ("王芳", "Windows 电脑上的 Chrome", "127.0.0.1", "不是我，拒绝"):
        assert told in page.text
    offered = re.findall(r'name="number" value="([0-9]{2})"', page.text)
    assert number in offered and len(set(offered)) == 3
    assert (await computer.post("/login/scan", page="/login/scan")).status_code == 409
    allowed = await hand.post(link, {"number": number})
    assert (allowed.status_code, allowed.headers["location"]) == (303, link)
    assert "已允许登录" in (await hand.get(link)).text
    assert (await hand.get("/me")).status_code == 303, "the phone is not signed in"
    assert (await computer.get("/me")).status_code == 303, "nor the computer, until it asks"
    fragment = await state(computer, "scanned")
    assert 'hx-post="/login/scan"' in fragment.text and "<html" not in fragment.text
    done = await computer.post("/login/scan?next=/me/education", page="/login/scan")
    assert (done.status_code, done.headers["location"]) == (303, "/me/education")
    assert computer.client.cookies["baoming"] != waiting
    assert (await computer.get("/me")).status_code == 200
    (look,) = await Look.select().where(Look.action == "account:sign_in_by_scan")
    assert (look["actor"], look["subject"]) == (str(owner.id), str(owner.id))
    assert "127.0.0.1" in look["detail"]
    again = await computer.get("/login/scan?next=/me/photo")
    assert (again.status_code, again.headers["location"]) == (303, "/me/photo")


async def test_the_page_follows_by_itself(stage) -> None:
    browser, phone = stage
    await bound()
    computer, ticket, number = await computer_at(browser)
    quiet = await state(computer, "waiting")
    assert (quiet.status_code, quiet.content) == (204, b"")
    link = link_in(await phone.scan(ticket, "oWang"))
    with counted() as queries:
        page = await state(computer, "waiting")
    assert len([sql for sql in queries if "setting" not in sql]) == 1
    assert "已扫码" in page.text and marked(page, "number") == number
    assert (await computer.get("/login/scan/code.png")).status_code == 404
    assert (await state(computer, "scanned")).status_code == 204
    hand = browser.another()
    await hand.post(link, {"number": number})
    assert "手机上已允许" in (await state(computer, "scanned")).text
    done = await computer.post("/login/scan", page="/login/scan", hx_request="true")
    assert (done.status_code, done.headers["hx-redirect"]) == (200, "/me")
    assert (await computer.get("/me")).status_code == 200


async def test_refused_or_wrong_on_the_phone_signs_nobody_in(stage) -> None:
    browser, phone = stage
    await bound()
    for given in ("no", "other", "", "密", "1" * 200):
        computer, ticket, number = await computer_at(browser)
        hand, link = browser.another(), link_in(await phone.scan(ticket, "oWang"))
        wrong = str(99 if number == "98" else 98) if given == "other" else given
        assert (await hand.post(link, {"number": wrong})).status_code == 303
        assert "没有允许登录" in (await hand.get(link)).text
        token = await hand.token("/login")
        late = await hand.client.post(link, data={"_csrf_token": token, "number": number})
        assert late.status_code == 409
        page = await state(computer, "scanned")
        assert "没有登录" in page.text and "换一个二维码" in page.text
        assert (await computer.post("/login/scan", page="/login")).status_code == 409
        assert await SignIn.count() == 0
        assert marked(await computer.get("/login/scan"), "ticket") != ticket


async def test_another_browser_is_never_signed_in(stage) -> None:
    """Somebody who saw the code, its number and the phone's address, but not the cookie."""
    browser, phone = stage
    await bound()
    _, ticket, number = await computer_at(browser)
    link = link_in(await phone.scan(ticket, "oWang"))
    thief = browser.another()
    assert marked(await thief.get("/login/scan"), "ticket") != ticket
    await browser.another().post(link, {"number": number})
    assert (await thief.post("/login/scan", page="/login/scan")).status_code == 409
    assert (await thief.get("/me")).status_code == 303
    assert await SignIn.count() == 0


async def test_the_code_serves_once(stage) -> None:
    browser, phone = stage
    await bound()
    computer, ticket, number = await computer_at(browser)
    await browser.another().post(link_in(await phone.scan(ticket, "oWang")), {"number": number})
    waiting = computer.client.cookies["baoming"]
    form = {"_csrf_token": await computer.token("/login/scan")}
    assert (await computer.client.post("/login/scan", data=form)).status_code == 303
    twin = browser.another()
    twin.client.cookies.set("baoming", waiting)
    assert (await twin.client.post("/login/scan", data=form)).status_code == 409
    assert "没有登录" in (await phone.scan(ticket, "oWang")).json()["answer"]
    assert await SignIn.count() == 1


async def test_a_stranger_is_told_on_the_phone_and_the_computer_says_nothing(stage) -> None:
    browser, phone = stage
    computer, ticket, _ = await computer_at(browser)
    for _ in range(2):  # one who begins to follow, and one who does
        said = (await phone.scan(ticket, "oStranger")).json()["answer"]
        assert said.startswith("没有登录：这个微信没有绑定考生。")
    assert (await state(computer, "waiting")).status_code == 204
    assert await Binding.count() == 0
    await bound("oWang")
    assert link_in(await phone.scan(ticket, "oWang"))


async def test_who_scanned_first_keeps_the_code_and_may_scan_again(stage) -> None:
    browser, phone = stage
    await bound("oWang")
    await bound("oLi")
    _, ticket, number = await computer_at(browser)
    first = link_in(await phone.scan(ticket, "oWang"))
    assert "已被另一个微信扫过" in (await phone.scan(ticket, "oLi")).json()["answer"]
    second = link_in(await phone.scan(ticket, "oWang"))
    hand = browser.another()
    assert (await hand.get(first)).status_code == 404
    assert (await hand.post(second, {"number": number})).status_code == 303


async def test_the_answer_reaches_the_phone_in_every_mode(stage) -> None:
    browser, phone = stage
    await bound()
    for mode in ("plain", "compatible", "safe"):
        _, ticket, _ = await computer_at(browser)
        scanned = await phone.scan(ticket, "oWang", mode=mode, repeat="1")
        assert link_in(scanned)
        assert scanned.json()["deliveries"][1] == {"status": 200, "answer": "success"}


async def test_who_unfollowed_signs_in_by_following_again(stage) -> None:
    browser, phone = stage
    await bound()
    _, ticket, _ = await computer_at(browser)
    await phone.scan(ticket, "oWang")
    await phone.unfollow("oWang")
    scanned = await phone.scan(ticket, "oWang")
    assert scanned.json()["event"] == "subscribe"
    assert link_in(scanned)
    assert (await Binding.select().first())["following"]


async def test_a_counters_code_goes_before_the_scan(stage) -> None:
    browser, phone = stage
    owner = await bound()
    code = ResetCode(
        account=owner.id, code_hash="", issued_by=1, expires_at=clock.now() + timedelta(days=1)
    )
    computer, ticket, number = await computer_at(browser)
    link = link_in(await phone.scan(ticket, "oWang"))
    await browser.another().post(link, {"number": number})
    await code.save()
    late = await computer.post("/login/scan", page="/login/scan")
    assert late.status_code == 409 and "已经失效" in late.text
    _, ticket, _ = await computer_at(browser)
    assert "重设了密码" in (await phone.scan(ticket, "oWang")).json()["answer"]
    assert await SignIn.count() == 0


async def test_what_was_allowed_ends_with_what_allowed_it(stage) -> None:
    browser, phone = stage
    for ended in ("password", "binding", "account", "closed"):
        owner = await bound(ended)
        computer, ticket, number = await computer_at(browser)
        link = link_in(await phone.scan(ticket, ended))
        await browser.another().post(link, {"number": number})
        form = {"_csrf_token": await computer.token("/login/scan")}
        if ended == "password":
            await sign_ins.end_all(owner.id)
        elif ended == "binding":
            await bind.unbind(owner.id)
        elif ended == "closed":
            await closing.end(owner.id, clock.now())
        else:
            await Account.update({"deleted_at": clock.now()}).where(Account.id == owner.id)
        answer = await computer.client.post("/login/scan", data=form)
        assert answer.status_code == (409 if ended == "account" else 303)
        assert answer.headers.get("location", "/login/scan") == "/login/scan"
    assert await SignIn.count() == 0


async def test_of_answers_and_of_sign_ins_at_once_one_counts(stage) -> None:
    browser, phone = stage
    await bound()
    computer, ticket, number = await computer_at(browser)
    hand, link = browser.another(), link_in(await phone.scan(ticket, "oWang"))
    form = {"_csrf_token": await hand.token("/login")}
    given = ("no", number, "no", number)
    answers = await asyncio.gather(
        *(hand.client.post(link, data={**form, "number": each}) for each in given)
    )
    assert sorted(each.status_code for each in answers) == [303, 409, 409, 409]
    computer, ticket, number = await computer_at(browser)
    await hand.post(link_in(await phone.scan(ticket, "oWang")), {"number": number})
    form = {"_csrf_token": await computer.token("/login/scan")}
    await asyncio.gather(*(computer.client.post("/login/scan", data=form) for _ in range(4)))
    assert await SignIn.count() == 1 and await Look.count() == 1
    assert (await computer.get("/me")).status_code == 200


async def test_an_officer_stays_signed_in_at_the_desk(stage) -> None:
    browser, phone = stage
    await bound()
    desk = await officer(browser, "center")
    page = await desk.get("/login/scan")
    link = link_in(await phone.scan(marked(page, "ticket"), "oWang"))
    await browser.another().post(link, {"number": marked(page, "number")})
    assert (await desk.post("/login/scan", page="/login/scan")).status_code == 303
    assert [(await desk.get(address)).status_code for address in ("/desk", "/me")] == [200, 200]


async def test_ten_refusals_close_this_way_for_one_account_and_address(stage) -> None:
    browser, phone = stage
    await bound("oWang")
    await bound("oLi")
    for _ in range(10):
        _, ticket, _ = await computer_at(browser)
        await browser.another().post(link_in(await phone.scan(ticket, "oWang")), {"number": "no"})
    computer, ticket, _ = await computer_at(browser)
    assert "请 15 分钟后再试" in (await phone.scan(ticket, "oWang")).json()["answer"]
    assert (await state(computer, "waiting")).status_code == 204
    assert link_in(await phone.scan(ticket, "oLi"))


async def test_codes_that_are_only_taken_run_out(stage, monkeypatch) -> None:
    browser, _ = stage
    monkeypatch.setattr(
        scan_codes, "CODES", scan_codes.Limit("scan_code", 2, timedelta(minutes=15))
    )
    computer, ticket, _ = await computer_at(browser)
    assert marked(await computer.get("/login/scan"), "ticket") == ticket, "a page loaded again"
    await computer_at(browser)
    closed = await browser.another().get("/login/scan")
    assert closed.status_code == 429 and 0 < int(closed.headers["retry-after"]) <= 901
    assert await ScanSignIn.count() == 2


async def test_an_old_code_is_over_on_both_sides(stage) -> None:
    browser, phone = stage
    await bound()
    computer, ticket, number = await computer_at(browser)
    link = link_in(await phone.scan(ticket, "oWang"))
    past = clock.real() - timedelta(seconds=1)
    await ScanSignIn.update({ScanSignIn.expires_at: past}, force=True)
    hand = browser.another()
    form = {"_csrf_token": await hand.token("/login"), "number": number}
    assert (await hand.get(link)).status_code == 404
    assert (await hand.client.post(link, data=form)).status_code == 404
    assert "二维码已过期" in (await state(computer, "scanned")).text
    assert "没有登录" in (await phone.scan(ticket, "oWang")).json()["answer"]
    assert marked(await computer.get("/login/scan"), "ticket") != ticket


async def test_without_wechat_the_password_is_left(stage, monkeypatch) -> None:
    """However often it is tried: what WeChat did not give is not counted as taken."""
    browser, phone = stage
    monkeypatch.setattr(
        scan_codes, "CODES", scan_codes.Limit("scan_code", 1, timedelta(minutes=15))
    )
    for fault in ("down", "limit", "limit"):
        await phone.fails(fault)
        page = await browser.get("/login/scan?next=/me/photo")
        assert page.status_code == 200
        assert "微信暂时没有响应" in page.text and 'href="/login?next=/me/photo"' in page.text
    assert await ScanSignIn.count() == 0


async def test_addresses_refuse_whoever_is_not_meant(stage) -> None:
    browser, phone = stage
    await bound()
    computer, ticket, _ = await computer_at(browser)
    assert (await computer.get("/login/scan/code.png")).headers["content-type"] == "image/png"
    assert (await browser.get("/login/scan/code.png")).status_code == 404
    plain = await computer.get("/login/scan/state")
    assert (plain.status_code, plain.headers["location"]) == (303, "/login/scan")
    lost = await browser.another().get("/login/scan/state?seen=waiting", hx_request="true")
    assert lost.headers["hx-redirect"] == "/login/scan"
    assert (await computer.client.post("/login/scan", data={})).status_code == 403
    link = link_in(await phone.scan(ticket, "oWang"))
    assert (await browser.client.post(link, data={"number": "no"})).status_code == 403
    assert (await browser.get("/login/allow/" + "x" * 43)).status_code == 404
    assert (await browser.get("/login/allow/%00")).status_code == 404
    for address in ("/login/scan/state", "/login/scan/code.png"):
        assert (await browser.client.post(address)).status_code == 405
    assert (await browser.client.put(link)).status_code == 405
    wang = await candidate(browser)
    assert (await wang.get("/login/scan")).headers["location"] == "/me"
    evil = await browser.get("/login/scan?next=//evil.example")
    assert "evil.example" not in evil.text
    assert 'href="/login/scan?next=/me"' in (await browser.get("/login?next=/me")).text
