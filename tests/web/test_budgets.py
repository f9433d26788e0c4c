"""What a page and the whole journey may weigh on the line. `bench/bytes.py` prints the figures."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.journey import Answer, Journey
from tests.people import catalogue
from tests.simulated import with_simulator

KB = 1024
HTMX = "/static/vendor/htmx"


@pytest.fixture
async def answers(database_url: str, tmp_path: Path) -> AsyncIterator[list[Answer]]:
    async with with_simulator(database_url, tmp_path) as (browser, phone):
        await catalogue()
        yield await Journey(browser, phone).walk()


def first_visit(answers: list[Answer]) -> list[Answer]:
    return answers[: [each.path for each in answers].index("/register")]


async def test_journey_stays_within_its_budgets(answers: list[Answer]) -> None:
    later = [each for each in answers if each.later_page]
    assert sum(each.br for each in first_visit(answers)) <= 8 * KB
    assert {each.path: each.br for each in later if each.br > 3 * KB} == {}
    assert sum(each.br for each in later) / len(later) <= 1.6 * KB
    *submitted, form = answers
    assert form.path.endswith("/form")
    assert sum(each.br for each in submitted) <= 64 * KB
    assert sum(each.gzip for each in submitted) <= 74 * KB


async def test_headers_stay_small(answers: list[Answer]) -> None:
    assert max(each.head for each in answers) <= 600


async def test_own_scripts_stay_small_and_no_style_or_icon_comes_twice(
    answers: list[Answer],
) -> None:
    files = [each for each in answers if each.path.startswith("/static/")]
    assert len({each.path for each in files}) == len(files) <= 6
    scripts = [each for each in files if each.path.endswith(".js") and HTMX not in each.path]
    assert sum(each.plain for each in scripts) <= 6 * KB


async def test_no_page_of_an_application_asks_the_database_more_than_three_times(
    answers: list[Answer],
) -> None:
    pages = [each for each in answers if each.later_page and each.path.startswith("/applications/")]
    assert len(pages) == 14
    assert {each.path: each.queries for each in pages if each.queries > 3} == {}
