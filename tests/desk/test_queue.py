from datetime import timedelta

import pytest
from tests.papers import ONLINE, application, printed
from tests.people import account, resident_id

from baoming import clock
from baoming.applications.tables import Application
from baoming.database import counted
from baoming.desk import queue
from baoming.desk.officer import Officer
from baoming.desk.queue import Asked

CENTER = Officer(1, "center", "center")
HUNAN = Officer(2, "hunan", "zone", zone="43")
CHANGSHA = Officer(3, "changsha", "site", zone="43", site="430100")
HUANGPU = Officer(4, "huangpu", "point", zone="31", site="310101", point="31010101")


async def numbers(officer: Officer, **asked: object) -> list[str]:
    found = await queue.listed(officer, Asked(**asked))
    return [line.number for line in found.lines]


async def test_each_role_sees_its_own_and_nothing_else() -> None:
    changsha = (await application()).row.number
    zhuzhou = (await application(site="430200")).row.number
    unplaced = (await application("draft", site=None)).row.number
    huangpu = (await application(**ONLINE)).row.number
    xuhui = (await application(zone="31", site="310104", registration_point="31010401")).row.number

    assert await numbers(CENTER) == [changsha, zhuzhou, unplaced, huangpu, xuhui]
    assert await numbers(HUNAN) == [changsha, zhuzhou, unplaced]
    assert await numbers(CHANGSHA) == [changsha]
    assert await numbers(HUANGPU) == [huangpu]


async def test_a_filter_outside_the_scope_finds_nothing() -> None:
    await application(**ONLINE)
    await application()

    assert await numbers(HUNAN, zone="31") == []
    assert await numbers(HUNAN, site="310101") == []
    assert await numbers(CHANGSHA, site="430200") == []
    assert await numbers(CHANGSHA, point="31010101") == []


async def test_a_name_is_found_from_its_start() -> None:
    wang = await application(owner=await account(name="王建国"))
    await application(owner=await account(name="李王"))
    fei = await application(owner=await account(name="王𬀩"))

    assert await numbers(CENTER, q="王") == [wang.row.number, fei.row.number]
    assert await numbers(CENTER, q="王建") == [wang.row.number]
    assert await numbers(CENTER, q=" 王𬀩 ") == [fei.row.number]
    assert await numbers(CENTER, q="建国") == []


async def test_a_latin_name_is_found_in_any_case_and_a_dot_of_any_kind() -> None:
    maria = await application(owner=await account(name="MARIA SILVA"))
    abdu = await application(owner=await account(name="阿卜杜热合曼·买买提江"))

    assert await numbers(CENTER, q="maria s") == [maria.row.number]
    assert await numbers(CENTER, q="Maria") == [maria.row.number]
    assert await numbers(CENTER, q="阿卜杜热合曼•买") == [abdu.row.number]


@pytest.mark.parametrize("q", ["%", "_", "王%", "\\", "'", '"', "王'--"])
async def test_no_character_is_a_wildcard(q: str) -> None:
    await application(owner=await account(name="王建国"))

    assert await numbers(CENTER, q=q) == []


async def test_a_document_number_is_found_whole_only_and_told_to_the_log() -> None:
    number = resident_id()
    paper = await application(owner=await account(id_number=number))

    spaced = f" {number[:6]} {number[6:14]} {number[14:].lower()}"
    found = await queue.listed(CENTER, Asked(q=spaced))
    assert [line.number for line in found.lines] == [paper.row.number]
    assert found.by_id_number
    assert await numbers(CENTER, q=number[:-1]) == []
    nobody = await queue.listed(HUANGPU, Asked(q=number))
    assert (nobody.lines, nobody.by_id_number) == ([], True)


async def test_a_code_of_any_print_and_a_number_are_found_as_typed() -> None:
    paper = await application()
    await printed(paper)
    first, last = paper.codes

    for q in (first, last.lower(), last.replace("-", " "), paper.row.number):
        found = await queue.listed(CENTER, Asked(q=q))
        assert [line.number for line in found.lines] == [paper.row.number], q
        assert not found.by_id_number
    assert await numbers(HUANGPU, q=last) == []


async def test_a_search_keeps_the_other_filters() -> None:
    paper = await application()

    assert await numbers(CENTER, q=paper.code, status="submitted") == [paper.row.number]
    assert await numbers(CENTER, q=paper.code, status="draft") == []
    assert await numbers(CENTER, q="王", specialty="203", site="430100") == [paper.row.number]
    assert await numbers(CENTER, q="王", specialty="368") == []
    assert await numbers(CENTER, q="王", status="confirmed") == []


async def test_what_waits_longest_comes_first_and_pages_follow() -> None:
    now = clock.now()
    papers = [await application(status_since=now - timedelta(days=n)) for n in range(7)]
    order = [paper.row.number for paper in reversed(papers)]

    size = queue.PAGE
    queue.PAGE = 3
    try:
        first = await queue.listed(CENTER, Asked(status="submitted"))
        last = await queue.listed(CENTER, Asked(status="submitted", page=3))
        beyond = await queue.listed(CENTER, Asked(page=9))
    finally:
        queue.PAGE = size
    assert [line.number for line in first.lines] == order[:3]
    assert (first.total, first.more) == (7, True)
    assert [line.number for line in last.lines] == order[6:]
    assert (last.total, last.more) == (7, False)
    assert (beyond.lines, beyond.more) == ([], False)


async def test_own_steps_are_those_of_the_table_of_moves() -> None:
    assert queue.own_steps("point") == ("submitted",)
    assert queue.own_steps("site") == ("submitted", "confirmed")
    assert queue.own_steps("zone") == ("submitted", "site_approved")
    assert queue.own_steps("center") == ("submitted", "confirmed", "site_approved")


async def test_what_waits_for_an_officer_is_their_own_step_alone() -> None:
    await application("confirmed")
    submitted = await application()
    approved = await application("site_approved")

    assert [line.number for line in await queue.waiting(HUNAN, 10)] == [
        submitted.row.number,
        approved.row.number,
    ]


async def test_a_record_moved_out_of_its_site_by_the_catalogue_stays_unseen() -> None:
    """The index goes by the site alone; the zone of the row has the last word."""
    paper = await application()
    await Application.update({Application.zone: "44"}).where(Application.id == paper.row.id)

    assert await numbers(CHANGSHA) == []


async def test_a_page_costs_the_same_queries_with_one_line_and_with_many() -> None:
    costs = []
    for _ in range(2):
        await application()
        with counted() as seen:
            await queue.listed(HUNAN, Asked(status="submitted"))
        costs.append(len(seen))
    assert costs == [1, 1]
