import pytest
from tests.app import demo_settings, running
from tests.people import candidate, catalogue

from baoming.database import counted

PRODUCTION = {
    "BAOMING_MODE": "production",
    "BAOMING_CLOCK": "",
    "BAOMING_WECHAT_APP_ID": "",
}


@pytest.mark.parametrize(
    ("now", "said", "action"),
    [
        ("2023-11-30T23:58:00+08:00", "网上报名尚未开始", "/register"),
        ("2023-12-01T00:00:00+08:00", "还有 13 天 23 小时", "/register"),
        ("2023-12-14T23:58:30+08:00", "还有 1 分钟", "/register"),
        ("2023-12-15T00:00:00+08:00", "网上报名已经截止", "/login"),
    ],
)
async def test_home_tells_where_the_window_stands(
    database_url: str, tmp_path, now: str, said: str, action: str
) -> None:
    settings = demo_settings(database_url, tmp_path, BAOMING_CLOCK=now)
    async with running(settings) as site:
        await catalogue()
        page = await site.get("/")
        assert page.status_code == 200
        assert said in page.text
        assert f'class="b" href="{action}"' in page.text
        assert "2024年4月13日、14日、20日、21日" in page.text
        assert "天津、上海、新疆兵团网上确认" in page.text


async def test_home_of_a_signed_in_candidate_leads_to_their_page(
    database_url: str, tmp_path
) -> None:
    async with running(demo_settings(database_url, tmp_path)) as site:
        await catalogue()
        page = await (await candidate(site)).get("/")
        assert 'class="b" href="/me"' in page.text
        assert 'href="/register"' not in page.text
        assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/notices", "/notices/31"])
async def test_public_page_is_sent_once_to_a_guest_without_cookie(
    database_url: str, tmp_path, address: str
) -> None:
    async with running(demo_settings(database_url, tmp_path, **PRODUCTION)) as site:
        await catalogue()
        first = await site.get(address)
        assert (first.status_code, first.headers["cache-control"]) == (200, "private, no-cache")
        assert "set-cookie" not in first.headers
        with counted() as queries:
            again = await site.get(address, if_none_match=first.headers["etag"])
        assert (again.status_code, again.content, len(queries)) == (304, b"", 0)
        assert again.headers["etag"] == first.headers["etag"]
        part = await site.get(address, if_none_match=first.headers["etag"], hx_request="true")
        assert part.status_code == 200
        assert "<html" not in part.text
        signed_in = await (await candidate(site)).get(address, if_none_match=first.headers["etag"])
        assert (signed_in.status_code, signed_in.headers["cache-control"]) == (200, "no-store")
        assert "etag" not in signed_in.headers


async def test_home_before_any_catalogue_is_no_server_error(bare_url: str, tmp_path) -> None:
    async with running(demo_settings(bare_url, tmp_path)) as site:
        assert (await site.get("/")).status_code == 404


async def test_home_takes_no_post(database_url: str, tmp_path) -> None:
    async with running(demo_settings(database_url, tmp_path)) as site:
        assert (await site.client.post("/")).status_code == 405


async def test_head_answers_as_get_without_the_body(visitor) -> None:
    for address in ("/", "/login", "/health"):
        answer = await visitor.client.head(address)
        assert (answer.status_code, answer.content) == (200, b"")
