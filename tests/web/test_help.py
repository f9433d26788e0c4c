import re

import pytest
from tests.app import demo_settings, running
from tests.people import catalogue


@pytest.fixture
async def site(database_url, tmp_path):
    async with running(demo_settings(database_url, tmp_path)) as site:
        await catalogue()
        yield site


async def test_every_question_has_an_address_and_an_answer(site) -> None:
    page = await site.get("/help")
    assert page.status_code == 200
    questions = re.findall(
        r'<details class="qa" id="([a-z-]+)"><summary>([^<]+？)</summary>\s*<p>', page.text
    )
    assert len(questions) == len(dict(questions)) == page.text.count('class="qa"') == 21
    assert (await site.get("/")).text.count('href="/help"') == 1


async def test_every_address_that_an_answer_names_is_one_of_ours(site) -> None:
    page = await site.get("/help")
    main = page.text[page.text.index("<main") : page.text.index("</main")]
    for address in sorted(set(re.findall(r'(?:href|src)="(/[^"]*)"', main))):
        assert (await site.get(address)).status_code in (200, 303), address


async def test_help_takes_no_form(site) -> None:
    assert (await site.post("/help", {})).status_code == 405
