"""/recover/face and the way back, against the simulator: right, wrong, stale, somebody else's."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from tests.app import Browser, demo_settings, running
from tests.face_provider import Provider, provider, token_of
from tests.people import PASSWORD, account, candidate, resident_id

from baoming import clock
from baoming.accounts.face import LASTS
from baoming.accounts.face_tables import FaceCheck
from baoming.database import counted
from baoming.settings import Settings

__all__ = ["provider"]

BACK = "/recover/face/return"
NEW = {"password": "a new password", "password_again": "a new password"}
PASSWORD_FORM = 'name="password_again"'


@pytest.fixture
async def site(database_url: str, tmp_path: Path, provider: Provider) -> AsyncIterator[Browser]:
    async with running(demo_settings(database_url, tmp_path, **provider.settings())) as found:
        yield found


async def away(browser: Browser, login: str) -> str:
    """To the provider; answers the BizToken."""
    answer = await browser.post("/recover/face", {"login": login})
    assert answer.status_code == 303, answer.text
    return token_of(answer.headers["location"])


async def back(browser: Browser, token: str) -> httpx.Response:
    return await browser.client.get(BACK, params={"BizToken": token})


async def sent(browser: Browser, **form: str) -> httpx.Response:
    """The form of the page after a pass, from the page that a browser still shows."""
    return await browser.post(BACK, NEW | form, page="/recover")


async def test_a_pass_leads_to_a_new_password_and_ends_every_sign_in(
    site: Browser, provider: Provider
) -> None:
    wang = await candidate(site, username="wang", id_number="11010519491231002X")
    answer = await site.post("/recover/face", {"login": "11010519491231002x"})
    token = token_of(answer.headers["location"])
    assert answer.headers["location"] == f"{provider.url}/v1/web?biz_token={token}"
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if each[:5] == "face="]
    assert {"HttpOnly", "Path=/recover/face", "SameSite=lax"} <= set(cookie.split("; "))
    provider.decide(token)
    page = await back(site, token)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "人脸识别已通过：110***********002X" in page.text
    assert token not in page.text
    done = await site.post(BACK, NEW)
    assert (done.status_code, done.headers["location"]) == (303, "/login?changed=yes")
    assert (await wang.get("/me")).status_code == 303
    old = await site.post("/login", {"login": "wang", "password": PASSWORD})
    assert old.status_code == 422
    new = await site.post("/login", {"login": "wang", "password": NEW["password"]})
    assert new.headers["location"] == "/me"


async def test_a_pass_serves_once(site: Browser, provider: Provider) -> None:
    await account(username="wang")
    token = await away(site, "wang")
    cookie = site.client.cookies["face"]
    provider.decide(token)
    assert (await sent(site)).status_code == 303
    assert (await site.get(BACK)).headers["location"] == "/recover/face"
    site.client.cookies.set("face", cookie, path="/recover/face")
    for answer in (await back(site, token), await sent(site)):
        assert answer.status_code == 409
        assert "已失效" in answer.text
        assert PASSWORD_FORM not in answer.text


async def test_only_the_browser_that_began_comes_back(site: Browser, provider: Provider) -> None:
    await account(username="wang")
    token = await away(site, "wang")
    provider.decide(token)
    own_way = site.another()
    await away(own_way, "li")
    for stranger in (site.another(), own_way):
        answer = await back(stranger, token)
        assert answer.status_code == 404
        assert "不要替别人做人脸识别" in answer.text
        assert PASSWORD_FORM not in answer.text
    assert (await back(site, token)).status_code == 409, "what others were led to opens nothing"
    unknown = await back(site.another(), "no-such-token")
    assert unknown.status_code == 404
    assert (await site.another().get(BACK)).headers["location"] == "/recover/face"


async def test_the_cookie_and_the_verification_last_half_an_hour(
    site: Browser, provider: Provider
) -> None:
    await account(username="wang")
    token = await away(site, "wang")
    provider.decide(token)
    assert (await back(site, token)).status_code == 200
    await FaceCheck.update({FaceCheck.created_at: clock.real() - LASTS}, force=True)
    assert (await sent(site)).status_code == 409


async def test_a_face_that_does_not_fit_says_how_often_and_what_else(
    site: Browser, provider: Provider
) -> None:
    await account(username="wang")
    for left in (4, 3, 2, 1, 0):
        token = await away(site, "wang")
        provider.decide(token, "fail")
        answer = await back(site, token)
        assert answer.status_code == 422
        assert "没有对上" in answer.text
        assert ("今天还可以做" in answer.text) == bool(left)
        assert (f"还可以做 {left} 次" in answer.text) == bool(left)
        assert ('href="/recover/face"' in answer.text) == bool(left)
        assert "密码找回问题</a>" in answer.text
        assert "带证件到报名所在考点" in answer.text
    assert re.search("请在 12月6日 11:0[0-9] 以后再试", answer.text)
    assert (await sent(site)).status_code == 422


async def test_back_before_the_end_leads_there_again(site: Browser, provider: Provider) -> None:
    await account(username="wang")
    token = await away(site, "wang")
    for answer in (await back(site, token), await sent(site)):
        assert answer.status_code == 409
        assert f'href="{provider.url}/v1/web?biz_token={token}"' in answer.text
        assert PASSWORD_FORM not in answer.text
    provider.decide(token)
    assert (await back(site, token)).status_code == 200


async def test_known_and_unknown_logins_get_the_same_answers(
    site: Browser, provider: Provider
) -> None:
    await account(username="wang.known")
    await back(site, await away(site, "somebody-else"))
    seen: dict[str, list[object]] = {}
    for login in ("wang.known", "wang.knowm"):
        seen[login] = answers = []
        browser = site.another()
        browser.client.headers["accept-encoding"] = "identity"  # a new token packs anew
        for _ in range(6):
            with counted() as asked:
                start = await browser.post("/recover/face", {"login": login})
                answers.append(_plain(start, login))
                if start.status_code == 303:
                    token = token_of(start.headers["location"])
                    provider.decide(token, id_card=resident_id())
                    answers += [_plain(await back(browser, token), login)]
                    answers += [_plain(await sent(browser), login)]
            answers.append([sql.split(" WHERE ")[0] for sql in asked if "setting" not in sql])
    for known, unknown in zip(seen["wang.known"], seen["wang.knowm"], strict=True):
        assert known == unknown


def _plain(answer: httpx.Response, login: str) -> tuple[object, ...]:
    """All that can be seen of an answer, without what is new in each."""
    text = answer.text.replace(login, "LOGIN")
    text = re.sub(r'_csrf_token" value="[0-9a-f]+|\d\d:\d\d(:\d\d)?', "", text)
    new = ("set-cookie", "x-csrftoken", "location", "retry-after")
    sizes = [len(value) for name, value in answer.headers.multi_items() if name in new[:3]]
    rest = [pair for pair in answer.headers.multi_items() if pair[0] not in new]
    return answer.status_code, len(answer.content), text, sizes, rest


async def test_too_many_are_told_on_the_page_itself(site: Browser, provider: Provider) -> None:
    for _ in range(5):
        await away(site, "nobody")
    answer = await site.post("/recover/face", {"login": "Nobody"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 23 * 3600
    assert re.search("请在 12月6日 11:0[0-9] 以后再试", answer.text)
    assert 'value="Nobody"' in answer.text
    await site.post("/recover", {"login": "nobody"})
    again = await site.post("/recover/face")
    assert again.status_code == 429
    assert "-error" not in again.text
    assert "您填写的是：nobody" in again.text
    assert 'href="/recover"' in answer.text


async def test_a_bad_new_password_is_told_and_the_pass_stays(
    site: Browser, provider: Provider
) -> None:
    await account(username="wang")
    token = await away(site, "wang")
    provider.decide(token)
    for form, field in (
        ({"password": "short", "password_again": "short"}, "password"),
        ({"password": "nul\x00 in the midst"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"password_again": "another password"}, "password_again"),
        ({"password": "", "password_again": ""}, "password"),
    ):
        answer = await sent(site, **form)
        assert answer.status_code == 422
        assert f'id="{field}-error"' in answer.text
    assert (await sent(site)).status_code == 303


@pytest.mark.parametrize("login", ["", " ", "x" * 65, "wang\x00"])
async def test_a_bad_login_is_told_and_costs_nothing(
    site: Browser, provider: Provider, login: str
) -> None:
    before = provider.begun()
    answer = await site.post("/recover/face", {"login": login})
    assert answer.status_code == 422
    assert 'id="login-error"' in answer.text
    assert provider.begun() == before


async def test_what_was_typed_at_the_question_is_not_asked_again(
    site: Browser, provider: Provider
) -> None:
    await account(username="wang", id_number="11010519491231002X")
    question = await site.get((await site.post("/recover", {"login": "wang"})).headers["location"])
    assert 'href="/recover/face"' in question.text
    page = await site.get("/recover/face")
    assert "您填写的是：wang" in page.text
    assert "<summary>换一个</summary>" in page.text
    answer = await site.post("/recover/face")
    assert provider.told(token_of(answer.headers["location"]))[0] == "11010519491231002X"
    answer = await site.post("/recover/face", {"login": "another"})
    assert provider.told(token_of(answer.headers["location"]))[0] == "ANOTHER"


async def test_a_provider_out_of_order_is_told_and_nothing_is_lost(
    site: Browser, provider: Provider
) -> None:
    await account(username="wang")
    token = await away(site, "wang")
    provider.decide(token)
    provider.fails("down")
    answer = await site.post("/recover/face", {"login": "wang"})
    assert answer.status_code == 409
    assert "暂时没有响应，这一次不计入次数" in answer.text
    assert 'value="wang"' in answer.text
    assert "密码找回问题</a>" in answer.text
    for answer in (await back(site, token), await sent(site)):
        assert answer.status_code == 409
        assert "您做过的识别不会丢失" in answer.text
    provider.fails("none")
    assert (await sent(site)).status_code == 303


async def test_only_the_page_that_leads_there_allows_the_provider(
    site: Browser, provider: Provider
) -> None:
    policy = (await site.get("/recover/face")).headers["content-security-policy"]
    assert f"form-action 'self' {provider.url};" in policy
    bad = await site.post("/recover/face", {"login": ""})
    assert bad.headers["content-security-policy"] == policy
    for address in ("/recover", "/login", "/", f"{BACK}?BizToken=x"):
        others = (await site.get(address)).headers["content-security-policy"]
        assert others == policy.replace(f" {provider.url}", "")


async def test_without_a_provider_it_says_so(database_url: str, tmp_path: Path) -> None:
    async with running(demo_settings(database_url, tmp_path)) as browser:
        page = await browser.get("/recover/face")
        assert page.status_code == 200
        assert "本站没有开通人脸识别" in page.text
        assert "form-action 'self';" in page.headers["content-security-policy"]
        assert "/recover/face" not in (await browser.get("/recover")).text
        for address in ("/recover/face", BACK):
            answer = await browser.post(address, {"login": "wang", **NEW}, page="/recover")
            assert answer.status_code == 409
            assert "本站没有开通人脸识别" in answer.text
        assert (await back(browser, "x")).status_code == 409


async def test_a_production_sends_neither_number_nor_hint(
    database_url: str, tmp_path: Path, provider: Provider
) -> None:
    settings = Settings.read(
        {
            "BAOMING_MODE": "production",
            "BAOMING_DATABASE_URL": database_url,
            "BAOMING_STORAGE_URL": f"file://{tmp_path}",
            "BAOMING_SECRET_KEY": "a secret of the tests, long enough",
            "BAOMING_BASE_URL": "http://localhost",
            **provider.settings(),
        }
    )
    async with running(settings) as browser:
        await account(username="wang")
        assert provider.told(await away(browser, "wang")) == ("", "", "")


@pytest.mark.parametrize("address", ["/recover/face", BACK])
async def test_wrong_methods_and_missing_tokens(
    site: Browser, provider: Provider, address: str
) -> None:
    before = provider.begun()
    assert (await site.client.put(address)).status_code == 405
    assert (await site.client.delete(address)).status_code == 405
    assert (await site.client.post(address, data={"login": "wang", **NEW})).status_code == 403
    await site.get("/login")
    for token in ("", "é", "x"):
        form = {"login": "wang", **NEW, "_csrf_token": token}
        assert (await site.client.post(address, data=form)).status_code == 403
    assert provider.begun() == before


async def test_a_damaged_cookie_is_none(site: Browser) -> None:
    for damaged in ("x", "AAAA", ""):
        site.client.cookies.set("face", damaged, path="/recover/face")
        assert (await back(site, "x")).status_code == 404
        assert (await sent(site)).headers["location"] == "/recover/face"


async def test_pages_cost_few_queries_and_bytes(site: Browser, provider: Provider) -> None:
    await account(username="wang")
    token = await away(site, "wang")
    provider.decide(token)
    costs = {}
    for address in ("/recover", "/recover/face", BACK):
        await site.get(address)
        with counted() as asked:
            page = await site.get(address, accept_encoding="br")
        costs[address] = len([sql for sql in asked if "setting" not in sql])
        assert int(page.headers["content-length"]) <= 2900, address
    assert costs == {"/recover": 0, "/recover/face": 0, BACK: 2}
