"""The candidate's moves, and who wins when several are made at once."""

import asyncio
import json

import pytest
from tests.app import Browser
from tests.filling import apply, fill, row_of, submitted
from tests.people import Candidate, candidate
from tests.visiting import move_clock

from baoming import clock
from baoming.applications import dossier as dossiers
from baoming.applications import lifecycle, readiness
from baoming.applications import snapshot as snapshots
from baoming.applications.dossier import Dossier
from baoming.applications.moving import Who
from baoming.applications.tables import Event, Snapshot
from baoming.database import rows
from baoming.errors import Conflict, Invalid, NotAllowed
from baoming.outbox.tables import Message
from baoming.wechat.binding import Condition

HERSELF = Who("candidate", "candidate", name="王𬀩")
OFFICER = Who("staff", "site", "1", "长沙市考点")
ZONE = Who("staff", "zone", "2", "湖南考区")


def bound(*, following: bool = True) -> Condition:
    return Condition(bound=True, following=following, waived_until=None, now=clock.now())


async def opened(person: Candidate, number: str) -> Dossier:
    return await dossiers.open_own(number, person.account)


async def ready(visitor: Browser, zone: str = "43") -> tuple[Candidate, str]:
    person = await candidate(visitor)
    number = await apply(person, zone)
    await fill(person, number)
    return person, number


async def kinds() -> list[str]:
    return [event.kind for event in await Event.objects().order_by(Event.id)]


async def latest_code(person: Candidate, number: str) -> str:
    found = await snapshots.latest((await opened(person, number)).row)
    assert found is not None
    return found.code


async def outcomes(*moves: object) -> list[str]:
    """What each of several moves at once came to."""
    found = await asyncio.gather(*moves, return_exceptions=True)  # type: ignore[call-overload]
    return [type(each).__name__ if each else "done" for each in found]


async def test_submitting_keeps_what_was_submitted_tells_and_records(visitor: Browser) -> None:
    wang, number = await ready(visitor)
    dossier = await opened(wang, number)
    data = snapshots.taken(dossier)
    await lifecycle.submit(dossier, HERSELF, bound())
    row = await row_of(number)
    assert (row.status, row.revision, row.version) == ("submitted", 1, dossier.row.version + 1)
    assert row.submitted_at == row.status_since == dossier.now
    (kept,) = await Snapshot.objects()
    assert (json.loads(kept.data), kept.digest) == (data, snapshots.digest(data))
    assert (kept.revision, kept.code[-3:]) == (1, "-01")
    (event,) = await Event.objects()
    assert (event.kind, event.from_status, event.to_status, event.actor_name) == (
        "submit",
        "draft",
        "submitted",
        "王𬀩",
    )
    assert json.loads(event.detail) == {"code": kept.code}
    (message,) = await Message.objects()
    assert (message.kind, json.loads(message.data)) == (
        "submit",
        {
            "number": number,
            "status": "已提交，待报名确认",
            "reason": "请打印申请表，按时到现场确认",
            "until": "2023年12月16日 23:59",
        },
    )
    assert await rows("SELECT kind, uses FROM suggestion ORDER BY kind") == [
        {"kind": "employer", "uses": 1},
        {"kind": "school", "uses": 1},
    ]


async def test_everything_missing_is_told_at_once_and_nothing_is_written(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    dossier = await opened(wang, number)
    with pytest.raises(Invalid) as refused:
        await lifecycle.submit(dossier, HERSELF, bound())
    assert list(refused.value.errors) == [
        f"{each.section}.{each.field}" for each in readiness.missing(dossier)
    ]
    assert len(refused.value.errors) == 21
    assert (await row_of(number)).status == "draft"
    assert await kinds() == []


async def test_the_window_comes_before_wechat_and_wechat_before_what_is_missing(
    visitor: Browser,
) -> None:
    wang = await candidate(visitor)
    dossier = await opened(wang, await apply(wang))
    with pytest.raises(Conflict) as refused:
        await lifecycle.submit(dossier, HERSELF, bound(following=False))
    assert (refused.value.status, refused.value.link) == ("draft", ("/me/wechat", "去绑定微信"))
    await move_clock("2023-12-15T00:00:00")
    with pytest.raises(Conflict) as refused:
        await lifecycle.submit(await opened(wang, dossier.row.number), HERSELF, bound())
    assert refused.value.status == "abandoned"
    assert await kinds() == ["lapse"]


async def test_the_last_second_of_the_window_is_inside_it(visitor: Browser) -> None:
    wang, number = await ready(visitor)
    await move_clock("2023-12-14T23:59:58")
    await lifecycle.submit(await opened(wang, number), HERSELF, bound())
    assert (await row_of(number)).status == "submitted"


async def test_nobody_else_submits_or_withdraws(visitor: Browser) -> None:
    wang, number = await ready(visitor)
    with pytest.raises(NotAllowed, match="考生本人"):
        await lifecycle.submit(await opened(wang, number), OFFICER, bound())
    with pytest.raises(NotAllowed, match="考生本人"):
        await lifecycle.withdraw(await opened(wang, number), OFFICER)


async def test_submitting_again_gives_a_new_code_and_outdates_the_old(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    old = await latest_code(wang, number)
    await lifecycle.withdraw(await opened(wang, number), HERSELF)
    await lifecycle.submit(await opened(wang, number), HERSELF, bound())
    new = await latest_code(wang, number)
    assert (old[-3:], new[-3:]) == ("-01", "-02")
    with pytest.raises(Invalid) as refused:
        await lifecycle.confirm(await opened(wang, number), OFFICER, old)
    assert refused.value.errors["code"].startswith("这份申请表是旧的")
    await lifecycle.confirm(await opened(wang, number), OFFICER, new)
    assert await kinds() == ["submit", "withdraw", "submit", "confirm"]
    assert [row["uses"] for row in await rows("SELECT uses FROM suggestion")] == [1, 1]


async def test_the_hundredth_submission_has_a_code_of_its_own(visitor: Browser) -> None:
    wang, number = await ready(visitor)
    await rows("UPDATE application SET revision = 99 RETURNING id")
    await lifecycle.submit(await opened(wang, number), HERSELF, bound())
    code = await latest_code(wang, number)
    assert code.endswith("-100")
    assert snapshots.plain_code(code.replace("-", " ").lower()) == code


async def test_withdrawing_ends_with_the_window(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    await move_clock("2023-12-15T00:00:00")
    with pytest.raises(Conflict, match="不能再撤回") as refused:
        await lifecycle.withdraw(await opened(wang, number), HERSELF)
    assert refused.value.status == "submitted"
    assert (await row_of(number)).status == "submitted"


async def test_changing_the_zone_clears_this_application_and_nothing_else(
    visitor: Browser,
) -> None:
    wang, number = await ready(visitor)
    untouched = ("id", "number", "account", "exam", "created_at", "status", "status_since")
    before = await row_of(number)
    await lifecycle.change_zone(await opened(wang, number), HERSELF, "11")
    after = await row_of(number)
    assert all(getattr(after, name) == getattr(before, name) for name in untouched)
    states = readiness.section_states(await opened(wang, number))
    assert (after.zone, set(states.values())) == ("11", {"todo"})
    (event,) = await Event.objects()
    assert (event.kind, json.loads(event.detail)) == ("change_zone", {"from": "43", "to": "11"})
    assert len(await dossiers.records(wang.account.id)) == 1


async def test_a_section_saved_meanwhile_stops_the_submission(visitor: Browser) -> None:
    wang, number = await ready(visitor)
    dossier = await opened(wang, number)
    await rows("UPDATE application SET version = version + 1 RETURNING id")
    with pytest.raises(Conflict, match="有了变化") as refused:
        await lifecycle.submit(dossier, HERSELF, bound())
    assert refused.value.status == "draft"
    assert await Snapshot.count() == 0


async def test_of_twenty_submissions_at_once_one_is_made(visitor: Browser) -> None:
    """The guard is the UPDATE. All twenty have read the same draft before the first writes, so
    without the status and the version in its WHERE more than one is done, or breaks on the
    snapshot's unique index: this test fails in both cases."""
    wang, number = await ready(visitor)
    read = [await opened(wang, number) for _ in range(20)]
    found = await outcomes(*(lifecycle.submit(each, HERSELF, bound()) for each in read))
    assert sorted(found) == ["Conflict"] * 19 + ["done"]
    assert await kinds() == ["submit"]
    assert (await Snapshot.count(), await Message.count()) == (1, 1)
    assert (await row_of(number)).revision == 1


async def test_the_slower_ones_are_told_what_happened(visitor: Browser) -> None:
    wang, number = await ready(visitor)
    first, second = [await opened(wang, number) for _ in range(2)]
    await lifecycle.submit(first, HERSELF, bound())
    with pytest.raises(Conflict, match="就在刚才") as refused:
        await lifecycle.submit(second, HERSELF, bound())
    assert refused.value.status == "submitted"
    assert refused.value.link == (f"/applications/{number}", "查看这份报名")


async def test_four_officers_at_once_make_one_confirmation(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    code = await latest_code(wang, number)
    read = [await opened(wang, number) for _ in range(4)]
    found = await outcomes(*(lifecycle.confirm(each, OFFICER, code) for each in read))
    assert sorted(found) == ["Conflict"] * 3 + ["done"]
    assert await kinds() == ["submit", "confirm"]


async def test_withdrawal_against_confirmation_has_one_winner(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    code = await latest_code(wang, number)
    mine, theirs = [await opened(wang, number) for _ in range(2)]
    found = await outcomes(
        lifecycle.withdraw(mine, HERSELF), lifecycle.confirm(theirs, OFFICER, code)
    )
    assert sorted(found) == ["Conflict", "done"]
    won = "withdraw" if found[0] == "done" else "confirm"
    assert await kinds() == ["submit", won]
    assert (await row_of(number)).status == {"withdraw": "draft", "confirm": "confirmed"}[won]


async def test_the_clock_settles_once_however_many_look(visitor: Browser) -> None:
    wang, number = await ready(visitor)
    await move_clock("2023-12-15T00:00:00")
    read = [await opened(wang, number) for _ in range(10)]
    found = await outcomes(*(lifecycle.submit(each, HERSELF, bound()) for each in read))
    assert found == ["Conflict"] * 10
    assert await kinds() == ["lapse"]
    row = await row_of(number)
    assert (row.status, row.status_before, row.abandoned_by) == ("abandoned", "draft", "window")


async def test_a_reopened_application_may_be_withdrawn_after_the_window(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    await lifecycle.confirm(await opened(wang, number), OFFICER, await latest_code(wang, number))
    await move_clock("2023-12-18T09:00:00")
    until = clock.at("2023-12-20").date()
    await lifecycle.reopen(await opened(wang, number), ZONE, "编号不符", until)
    await lifecycle.withdraw(await opened(wang, number), HERSELF)
    await move_clock("2023-12-20T23:59:58")
    await lifecycle.submit(await opened(wang, number), HERSELF, bound())
    row = await row_of(number)
    assert (row.status, row.revision) == ("submitted", 2)
