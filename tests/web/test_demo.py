from datetime import timedelta

import pytest
from tests.app import demo_settings, running
from tests.people import candidate, catalogue

from baoming import clock


@pytest.fixture
async def site(database_url, tmp_path):
    async with running(demo_settings(database_url, tmp_path)) as site:
        await catalogue()
        yield site


async def moved(site, to: str, **headers: str):
    return await site.post("/demo/clock", {"to": to}, page="/", **headers)


@pytest.mark.parametrize(
    ("to", "now"),
    [
        ("2023-12-14T23:00:00+08:00", "2023-12-14T23:00:00+08:00"),
        ("2023-12-14T15:00:00Z", "2023-12-14T23:00:00+08:00"),
        ("2023-12-14T23:00", "2023-12-14T23:00:00+08:00"),
        ("2023-12-14", "2023-12-14T00:00:00+08:00"),
        ("2023-11-01T08:00", "2023-11-01T08:00:00+08:00"),
    ],
)
async def test_clock_moves(site, to: str, now: str) -> None:
    answer = await moved(site, to)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert timedelta() <= clock.now() - clock.at(now) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "to",
    [
        "",
        "tomorrow",
        "2023-13-01T00:00",
        "0001-01-01T00:00+08:00",
        "9999-12-31T23:59",
        "1999-12-31T00:00",
        "\x00",
        "2" * 5000,
    ],
)
async def test_clock_stays_at_a_time_that_is_none(site, to: str) -> None:
    before = clock.offset()
    answer = await moved(site, to)
    assert answer.status_code == 422
    assert "2023-12-14T23:00" in answer.text
    assert clock.offset() == before


@pytest.mark.parametrize(
    ("referer", "location"),
    [
        ("http://localhost/notices/31?a=1", "/notices/31?a=1"),
        ("http://localhost//evil.example/x", "/"),
        ("http://evil.example/notices", "/"),
        ("nonsense", "/"),
    ],
)
async def test_clock_leads_back_to_the_page_of_this_site(site, referer: str, location: str) -> None:
    answer = await moved(site, "2023-12-06T12:00", referer=referer)
    assert answer.headers["location"] == location


async def test_signed_in_candidate_stays_so_when_the_clock_moves(site) -> None:
    wang = await candidate(site)
    await moved(wang, "2024-04-01T00:00")
    assert (await wang.get("/me")).status_code == 200


async def test_clock_wants_a_token(site) -> None:
    answer = await site.client.post("/demo/clock", data={"to": "2023-12-06T12:00"})
    assert answer.status_code == 403


async def test_production_has_no_such_clock(database_url, tmp_path) -> None:
    production = {
        "BAOMING_MODE": "production",
        "BAOMING_CLOCK": "",
        "BAOMING_WECHAT_APP_ID": "",
    }
    async with running(demo_settings(database_url, tmp_path, **production)) as site:
        await catalogue()
        wang = await candidate(site)
        answer = await wang.post("/demo/clock", {"to": "2023-12-06T12:00"}, page="/me")
        assert answer.status_code == 404
        assert clock.offset() == timedelta()
