from tests.people import staff

from baoming.audit import record
from baoming.database import Engine


async def test_lines_come_newest_first_with_their_detail(engine: Engine) -> None:
    one = await staff("zone", zone="43")
    await record.note("staff", str(one.id), "application:view", "202400000001")
    await record.note("staff", str(one.id), "applications:export", "csv", {"rows": 3})
    await record.note("candidate", None, "account:recover", "x")

    found = await record.lines()

    assert [(line["action"], line["subject"], line["detail"]) for line in found] == [
        ("applications:export", "csv", {"rows": 3}),
        ("application:view", "202400000001", {}),
    ]


async def test_a_zone_reads_the_lines_of_its_own_officers(engine: Engine) -> None:
    own = await staff("site", zone="43", site="430100")
    other = await staff("zone", zone="44")
    center = await staff("center")
    for each in (own, other, center):
        await record.note("staff", str(each.id), "application:view", f"by {each.id}")

    assert [line["subject"] for line in await record.lines(zone="43")] == [f"by {own.id}"]
    assert len(await record.lines()) == 3
    assert [line["actor"] for line in await record.lines(subject=f"by {other.id}")] == [
        str(other.id)
    ]


async def test_a_page_brings_one_line_more_when_there_are_more(engine: Engine) -> None:
    one = await staff("center")
    for n in range(record.PAGE + 2):
        await record.note("staff", str(one.id), "application:view", str(n))

    assert len(await record.lines()) == record.PAGE + 1
    assert [line["subject"] for line in await record.lines(page=2)] == ["1", "0"]
