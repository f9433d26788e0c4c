import pytest
from tests.app import demo_settings, running
from tests.people import catalogue


@pytest.fixture
async def site(database_url, tmp_path):
    async with running(demo_settings(database_url, tmp_path)) as site:
        await catalogue()
        yield site


async def test_notices_lead_to_every_zone(site) -> None:
    page = await site.get("/notices")
    assert page.text.count('href="/notices/') == 32
    assert page.text.count(">网上确认<") == 3
    assert "2024年度卫生专业技术资格考试报名安排" in page.text


async def test_zone_on_site_says_where_and_until_when(site) -> None:
    page = await site.get("/notices/43")
    assert "湖南考区" in page.text
    assert "现场确认截止" in page.text
    assert "12月16日 24:00" in page.text
    assert "考区未公布，以考区通知为准" in page.text
    assert "长沙考点2024年度卫生专业技术资格考试报名提示" in page.text
    assert "2023年11月30日发布" in page.text


async def test_zone_online_says_until_when_to_mend(site) -> None:
    page = await site.get("/notices/31")
    assert "重新上传截止" in page.text
    assert "12月15日 17:00" in page.text
    assert "现场确认截止" not in page.text


async def test_zone_without_a_notice_leads_to_the_national_one(site) -> None:
    page = await site.get("/notices/63")
    assert 'href="/notices">全国报名安排' in page.text


@pytest.mark.parametrize("zone", ["99", "0", "%00", "43%27", "x" * 300, "湖南"])
async def test_unknown_zone(site, zone: str) -> None:
    assert (await site.get(f"/notices/{zone}")).status_code == 404
