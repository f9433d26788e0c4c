"""Entering from the mini programs: every way in, and every way that is none."""

import asyncio
import re
from urllib.parse import quote

import httpx
import pytest
from tests.app import demo_settings, running
from tests.people import PASSWORD, account, bind_wechat, candidate, officer
from tests.simulated import with_simulator

from baoming import clock
from baoming.accounts import sign_ins, throttle
from baoming.accounts.tables import Account, ResetCode, SignIn
from baoming.database import rows
from baoming.miniapp import arriving, links
from baoming.miniapp.tables import Arrival, Link
from baoming.security import token_hash
from baoming.simulator.account import unionid
from baoming.simulator.miniapps import USER_AGENTS
from baoming.wechat.tables import Binding

VENDORS = ["wechat", "alipay", "baidu"]


@pytest.fixture
async def stage(database_url, tmp_path):
    async with with_simulator(database_url, tmp_path) as (browser, phone):
        yield browser, phone


def inside(browser, vendor: str):
    """A browser like this one, in the mini program of a phone."""
    other = browser.another()
    other.client.headers["user-agent"] = USER_AGENTS[vendor]
    return other


async def enter(web, phone, vendor: str, openid: str, *, next: str = "", code: str = "", **head):
    code = code or await phone.opens(vendor, openid)
    return await web.get(f"/miniapp/{vendor}/enter?code={code}&next={quote(next)}", **head)


async def bound(openid: str, **columns):
    """A candidate whose WeChat, known by `openid` in the official account, is bound."""
    person = await account(**columns)
    await bind_wechat(person.id, openid=openid)
    await Binding.update({Binding.unionid: unionid(openid)}).where(Binding.account == person.id)
    return person


async def linked(browser, phone, vendor: str, openid: str):
    """A candidate who signed in there by password, and chose to be remembered."""
    person, web = await account(), inside(browser, vendor)
    page = await enter(web, phone, vendor, openid)
    form = {"login": person.username, "password": PASSWORD, "remember": "yes"}
    done = await send(web, page, f"/miniapp/{vendor}/sign-in", **form)
    assert (done.status_code, done.headers["location"]) == (303, "/me")
    return person, web


def hidden(page: httpx.Response) -> dict[str, str]:
    """Of the form of a page; its ticket serves once, so it is not asked for again."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page.text))


async def send(web, page: httpx.Response, address: str, **form: str) -> httpx.Response:
    return await web.client.post(address, data={**hidden(page), **form})


def signed_in_by(web, cookie: str) -> None:
    web.client.cookies.set("baoming", cookie, domain="localhost.local", path="/")


async def who(web) -> str:
    """Whose page `/me` is."""
    page = await web.get("/me")
    return re.search(r'<a href="/me">([^<]+)</a>', page.text)[1] if page.status_code == 200 else ""


async def test_bound_wechat_is_let_in_with_a_cookie_of_its_own(stage) -> None:
    browser, phone = stage
    person, web = await bound("oWang", name="王芳"), inside(browser, "wechat")
    before = web.client.cookies.get("baoming")
    answer = await enter(web, phone, "wechat", "oWang")
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert answer.headers["cache-control"] == "no-store"
    cookie = web.client.cookies["baoming"]
    assert cookie not in (None, before) and "Max-Age" not in answer.headers["set-cookie"]
    found = await sign_ins.load(cookie)
    assert (found.account.id, found.must_change_password) == (person.id, False)
    assert await who(web) == "王芳"


async def test_way_on_stays_on_the_site_and_never_leads_to_another_code(stage) -> None:
    browser, phone = stage
    await bound("oWang")
    for next, onward in (
        ("/me/photo", "/me/photo"),
        ("/applications/1?a=b", "/applications/1?a=b"),
        ("//evil.example/x", "/me"),
        ("https://evil.example/x", "/me"),
        ("/miniapp/wechat/enter?code=of-a-stranger", "/me"),
        ("/login?next=/x", "/me"),
        ("/desk", "/me"),
        ("/a\x00b", "/me"),
    ):
        answer = await enter(inside(browser, "wechat"), phone, "wechat", "oWang", next=next)
        assert (answer.status_code, answer.headers["location"]) == (303, onward)


async def test_stranger_signs_in_by_password_once_and_is_let_in_afterwards(stage) -> None:
    browser, phone = stage
    person = await account(name="王芳")
    for vendor in VENDORS:
        web = inside(browser, vendor)
        page = await enter(web, phone, vendor, "oWang", next="/me/photo")
        assert page.status_code == 200
        address = f"/miniapp/{vendor}/sign-in?next=/me/photo"
        assert f'action="{address}"' in page.text
        form = {"login": person.username, "password": PASSWORD, "remember": "yes"}
        done = await send(web, page, address, **form)
        assert (done.status_code, done.headers["location"]) == (303, "/me/photo")
        later = inside(browser, vendor)
        assert (await enter(later, phone, vendor, "oWang")).headers["location"] == "/me"
        assert await who(later) == "王芳"
    assert await Link.count() == 3 and "oWang" not in str(await Link.select())
    told = await rows("SELECT kind, data FROM outbox_message")
    assert {row["kind"] for row in told} == {"miniapp"} and "直接登录" in told[0]["data"]


async def test_wrong_password_keeps_the_choice_and_without_it_nothing_is_remembered(
    stage,
) -> None:
    browser, phone = stage
    person, web = await account(), inside(browser, "alipay")
    page = await enter(web, phone, "alipay", "oWang")
    for wrong in ("", "wrong", "x" * 129, "a\x00b"):
        form = {"login": person.username, "password": wrong, "remember": "yes"}
        page = await send(web, page, "/miniapp/alipay/sign-in", **form)
        assert page.status_code == 422
        assert 'aria-invalid="true"' in page.text and "checked" in page.text
    form = {"login": person.username, "password": PASSWORD}
    done = await send(web, page, "/miniapp/alipay/sign-in", **form)
    assert done.status_code == 303
    assert await Link.count() == 0
    again = await enter(inside(browser, "alipay"), phone, "alipay", "oWang")
    assert again.status_code == 200 and "还没有对应的账户" in again.text


async def test_ticket_of_another_browser_is_not_remembered(stage) -> None:
    """Who lures somebody to a page with the lurer's ticket must not end in that account."""
    browser, phone = stage
    person, web = await account(), inside(browser, "alipay")
    ticket = hidden(await enter(web, phone, "alipay", "oEvil"))["ticket"]
    victim = inside(browser, "alipay")
    page = await enter(victim, phone, "alipay", "oWang")
    form = {
        "login": person.username, "password": PASSWORD, "remember": "yes", "ticket": ticket,
    }  # fmt: skip
    done = await send(victim, page, "/miniapp/alipay/sign-in", **form)
    assert done.status_code == 409 and "没有记住" in done.text
    assert await Link.count() == 0


async def test_spent_unknown_and_foreign_codes_lead_to_the_ordinary_sign_in(stage) -> None:
    browser, phone = stage
    for vendor in VENDORS:
        person, _ = await linked(browser, phone, vendor, "oWang")
        spent = await phone.opens(vendor, "oWang")
        await enter(inside(browser, vendor), phone, vendor, "", code=spent)
        other = await phone.opens("baidu" if vendor != "baidu" else "alipay", "oWang")
        for code in (spent, other, "unknown", "x" * 600, "%E4%B8%AD", "a%00b"):
            web = inside(browser, vendor)
            refused = await enter(web, phone, vendor, "", code=code, next="/me/photo")
            assert refused.status_code == 422, code
            assert 'action="/login?next=/me/photo"' in refused.text
            assert "已用过或已过期" in refused.text
            assert (await web.get("/me")).status_code == 303
        assert await SignIn.count().where(SignIn.account == person.id) == 2


async def test_vendor_out_of_order_leaves_the_password(stage) -> None:
    browser, phone = stage
    for fault in ("down", "limit"):
        for vendor in VENDORS:
            await phone.fails("none")
            code = await phone.opens(vendor, "oWang")
            await phone.fails(fault)
            page = await enter(inside(browser, vendor), phone, vendor, "", code=code)
            # Baidu has no words of its own for a limit.
            good = (vendor, fault) != ("baidu", "limit")
            assert page.status_code == (200 if good else 422)
            assert ("暂时没有响应" in page.text) is good
            assert 'action="/login"' in page.text


async def test_ordinary_browser_and_other_apps_do_not_enter(stage) -> None:
    browser, phone = stage
    await bound("oWang")
    code = await phone.opens("wechat", "oWang")
    agents = (
        "Mozilla/5.0 (Linux; Android 10) Chrome/86.0 MicroMessenger/8.0.47",
        USER_AGENTS["alipay"],
        USER_AGENTS["baidu"],
        "curl/7",
    )
    for agent in agents:
        web = browser.another()
        web.client.headers["user-agent"] = agent
        answer = await enter(web, phone, "wechat", "", code=code)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    # Nobody spent it.
    entered = await enter(inside(browser, "wechat"), phone, "wechat", "", code=code)
    assert entered.headers["location"] == "/me"


async def test_simulators_link_enters_from_any_browser_in_a_demo_alone(
    database_url, tmp_path
) -> None:
    async with with_simulator(database_url, tmp_path) as (browser, phone):
        await bound("oWang")
        form = {"vendor": "wechat", "openid": "oWang"}
        opened = await phone.http.post("/simulator/open", data=form)
        link = opened.json()["link"].removeprefix("http://localhost")
        assert (await browser.get(link)).headers["location"] == "/me"
    production = demo_settings(database_url, tmp_path, BAOMING_MODE="production", BAOMING_CLOCK="")
    async with running(production) as browser:
        # Also without a mini program at any vendor.
        assert (await browser.get(link)).headers["location"] == "/login"


async def test_another_account_is_asked_first(stage) -> None:
    browser, phone = stage
    mine = await bound("oWang", name="王芳", id_number="220102199203040024")
    other = await account(name="李强")
    web = inside(browser, "wechat")
    signed_in_by(web, await sign_ins.begin(None, account=other.id))
    page = await enter(web, phone, "wechat", "oWang", next="/me/photo")
    assert page.status_code == 200
    assert "王芳" in page.text and "220***********0024" in page.text and "李强" in page.text
    assert await who(web) == "李强"
    address, form = "/miniapp/wechat/enter?next=/me/photo", hidden(page)
    for wrong in ({**form, "ticket": "x"}, {**form, "ticket": "a\x00b"}, {**form, "ticket": ""}):
        assert (await web.client.post(address, data=wrong)).status_code == 409
    # Another browser, though its token is right.
    thief = inside(browser, "wechat")
    form["_csrf_token"], own = await thief.token("/login"), form["_csrf_token"]
    assert (await thief.client.post(address, data=form)).status_code == 409
    form["_csrf_token"] = own
    old = web.client.cookies["baoming"]
    yes = await web.client.post(address, data=form)
    assert (yes.status_code, yes.headers["location"]) == (303, "/me/photo")
    assert await who(web) == "王芳"
    assert await sign_ins.load(old) is None
    form["_csrf_token"] = await web.token("/me")
    assert (await web.client.post(address, data=form)).status_code == 409
    assert mine.id == (await sign_ins.load(web.client.cookies["baoming"])).account.id


async def test_own_account_and_unknown_visitors_leave_the_sign_in_alone(stage) -> None:
    browser, phone = stage
    _, web = await linked(browser, phone, "alipay", "oWang")
    cookie = web.client.cookies["baoming"]
    for openid, code in (("oWang", ""), ("oStranger", ""), ("", "spent")):
        answer = await enter(web, phone, "alipay", openid, code=code, next="/me/photo")
        assert (answer.status_code, answer.headers["location"]) == (303, "/me/photo")
        assert web.client.cookies["baoming"] == cookie
    assert await Arrival.count() == 0


async def test_page_that_leads_here_is_not_the_mini_program(stage) -> None:
    browser, phone = stage
    await bound("oWang", name="王芳")
    web = inside(browser, "wechat")
    for led in ("same-origin", "cross-site"):
        page = await enter(web, phone, "wechat", "oWang", sec_fetch_site=led)
        assert page.status_code == 200 and "要登录这个账户吗" in page.text
        assert await who(web) == ""
    let_in = await enter(web, phone, "wechat", "oWang", sec_fetch_site="none")
    assert let_in.status_code == 303


async def test_signing_out_inside_stays_signed_out_until_a_yes(stage) -> None:
    browser, phone = stage
    await bound("oWang", name="王芳")
    web = inside(browser, "wechat")
    await enter(web, phone, "wechat", "oWang")
    left = await web.post("/logout", page="/me")
    assert (left.status_code, left.headers["location"]) == (303, "/")
    assert await who(web) == ""
    page = await enter(web, phone, "wechat", "oWang")
    assert page.status_code == 200 and "要登录这个账户吗" in page.text
    yes = await send(web, page, "/miniapp/wechat/enter")
    assert yes.headers["location"] == "/me" and await who(web) == "王芳"


async def test_counter_code_is_not_gone_around(stage) -> None:
    browser, phone = stage
    person = await bound("oWang")
    code = ResetCode(account=person.id, code_hash="", issued_by=1, expires_at=clock.now())
    await code.save()
    web = inside(browser, "wechat")
    page = await enter(web, phone, "wechat", "oWang")
    assert page.status_code == 200 and "一次性验证码" in page.text
    assert await who(web) == ""
    must = await candidate(browser, must_change_password=True)
    must.client.headers["user-agent"] = USER_AGENTS["wechat"]
    await bound("oLi")
    answer = await enter(must, phone, "wechat", "oLi")
    assert answer.headers["location"] == "/me"
    assert (await must.get("/me")).headers["location"] == "/me/password"


async def test_new_password_and_the_end_of_an_account_end_it(stage) -> None:
    browser, phone = stage
    person, web = await linked(browser, phone, "alipay", "oWang")
    waiting = await enter(inside(browser, "alipay"), phone, "alipay", "oWang", sec_fetch_site="x")
    assert waiting.status_code == 200 and await Arrival.count() == 1
    form = {"current_password": PASSWORD, "password": "another-one-8", "password_again": ""}
    form["password_again"] = form["password"]
    assert (await web.post("/me/password", form)).status_code == 303
    assert (await Link.count(), await Arrival.count()) == (0, 0)
    await bound("oGone", deleted_at=clock.now())
    page = await enter(inside(browser, "wechat"), phone, "wechat", "oGone")
    assert page.status_code == 200 and "还没有对应的账户" in page.text
    assert person.id


async def test_too_many_bad_codes_from_one_address(stage) -> None:
    browser, phone = stage
    await bound("oWang")
    web = inside(browser, "wechat")
    for _ in range(arriving.CODES.failures - 1):
        await throttle.count(arriving.CODES, "127.0.0.1")
    assert (await enter(web, phone, "wechat", "", code="x")).status_code == 422
    page = await enter(web, phone, "wechat", "oWang")
    assert page.status_code == 429 and int(page.headers["retry-after"]) > 0
    assert 'action="/login"' in page.text and await who(web) == ""


async def test_officer_at_the_same_browser_stays(stage) -> None:
    browser, phone = stage
    await bound("oWang")
    desk = inside(browser, "wechat")
    by = (await officer(browser, "center")).staff.id
    signed_in_by(desk, await sign_ins.begin(None, staff=by))
    assert (await enter(desk, phone, "wechat", "oWang")).headers["location"] == "/me"
    both = await sign_ins.load(desk.client.cookies["baoming"])
    assert both.account is not None and both.officer is not None


async def test_wrong_ways_to_ask(stage) -> None:
    browser, phone = stage
    web = inside(browser, "wechat")
    assert (await web.get("/miniapp/qq/enter?code=x")).status_code == 404
    token = await web.token("/login")
    for action in ("enter", "sign-in"):
        answer = await web.client.post(f"/miniapp/qq/{action}", data={"_csrf_token": token})
        assert answer.status_code == 404
        ticket = hidden(await enter(web, phone, "wechat", "oWang"))["ticket"]
        answer = await web.client.post(f"/miniapp/wechat/{action}", data={"ticket": ticket})
        assert answer.status_code == 403
    assert (await web.get("/miniapp/wechat/sign-in")).status_code == 405
    assert (await web.get("/miniapp/wechat/enter")).headers["location"] == "/login"
    asked = await web.get("/miniapp/wechat/enter?next=/notices")
    assert asked.headers["location"] == "/notices"


async def test_settings_of_choice_are_seen_and_taken_back(stage) -> None:
    browser, phone = stage
    person, web = await linked(browser, phone, "alipay", "oWang")
    page = await web.get("/me/miniapps")
    assert "支付宝小程序" in page.text and "百度小程序" not in page.text
    wang = await candidate(browser)
    assert "/me/wechat/unbind" in (await wang.get("/me/miniapps")).text
    # Another's choice is not theirs to take back.
    await wang.post("/me/miniapps/alipay/forget", page="/me/miniapps")
    assert await Link.count() == 1
    done = await web.post("/me/miniapps/alipay/forget", page="/me/miniapps")
    assert (done.status_code, done.headers["location"]) == (303, "/me/miniapps")
    assert await Link.count() == 0
    unknown = await web.post("/me/miniapps/qq/forget", page="/me/miniapps")
    assert unknown.status_code == 404
    assert (await web.client.post("/me/miniapps/alipay/forget")).status_code == 403
    assert (await web.get("/me/miniapps/alipay/forget")).status_code == 405
    guest = await browser.get("/me/miniapps")
    assert guest.headers["location"] == "/login?next=/me/miniapps"
    assert await Account.exists().where(Account.id == person.id)


async def test_one_ticket_at_once_serves_once(stage) -> None:
    browser, phone = stage
    await bound("oWang")
    web = inside(browser, "wechat")
    page = await enter(web, phone, "wechat", "oWang", sec_fetch_site="same-origin")
    address, form = "/miniapp/wechat/enter", hidden(page)
    sent = [web.client.post(address, data=form) for _ in range(5)]
    answers = await asyncio.gather(*sent)
    assert sorted(each.status_code for each in answers) == [303, 409, 409, 409, 409]
    assert await SignIn.count() == 1


async def test_choice_does_not_outlive_a_recovery_and_moves_with_person_and_account(stage) -> None:
    browser, phone = stage
    person, web = await account(), inside(browser, "alipay")
    ticket = hidden(await enter(web, phone, "alipay", "oWang"))["ticket"]
    signed_in = await sign_ins.load(await sign_ins.begin(None, account=person.id))
    await sign_ins.end_all(person.id)
    assert not await arriving.remember(ticket, web.client.cookies["baoming"], signed_in)
    assert await Link.count() == 0
    first, _ = await linked(browser, phone, "alipay", "oWang")
    second, _ = await linked(browser, phone, "alipay", "oLi")
    person = (await Link.select().where(Link.account == second.id))[0]["person"]
    key = token_hash(await sign_ins.begin(None, account=first.id))
    assert await links.remember("alipay", person, first.id, key)
    assert [row["account"] for row in await Link.select()] == [first.id]
    assert (await Link.select())[0]["person"] == person
