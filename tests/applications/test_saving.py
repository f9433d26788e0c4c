import asyncio

import pytest
from tests.app import Browser
from tests.filling import ANSWERS, apply, row_of, submitted
from tests.people import add_education, bind_wechat, candidate
from tests.visiting import move_clock

from baoming import clock
from baoming.accounts.tables import Account
from baoming.applications import dossier as dossiers
from baoming.applications import lifecycle, preparations, saving
from baoming.applications.moving import Who
from baoming.applications.sections import BY_NAME
from baoming.applications.tables import Application
from baoming.database import rows
from baoming.errors import Conflict, NotFound
from baoming.wechat.binding import Condition

HERSELF = Who("candidate", "candidate", name="王𬀩")
SITE = BY_NAME["site"]
CHANGSHA = {"site": "430100"}


def bound(following: bool = True) -> Condition:
    return Condition(bound=True, following=following, waived_until=None, now=clock.now())


def prepared(account: Account) -> preparations.Preparations:
    return preparations.stand(account, educations=1, wechat=bound())


async def test_twenty_starts_at_once_make_one_application(visitor: Browser) -> None:
    account = (await candidate(visitor)).account
    found = await asyncio.gather(
        *(saving.start(account, "2024", "43", prepared(account)) for _ in range(20))
    )
    assert len(set(found)) == 1
    assert [row.number for row in await Application.objects()] == [found[0]]


async def test_starting_wants_the_window_and_the_preparations(visitor: Browser) -> None:
    account = (await candidate(visitor)).account
    unfinished = preparations.stand(account, educations=0, wechat=bound(following=False))
    with pytest.raises(Conflict) as refused:
        await saving.start(account, "2024", "43", unfinished)
    assert refused.value.sentence.startswith("报名前请先完成：添加学历学位信息、关注公众号。")
    assert refused.value.link == ("/me/education", "去添加学历学位信息")
    for moment, word in (("2023-11-30T23:59:59", "开始"), ("2023-12-15T00:00:00", "截止")):
        await move_clock(moment)
        with pytest.raises(Conflict, match=word):
            await saving.start(account, "2024", "43", prepared(account))
    with pytest.raises(NotFound):
        await saving.start(account, "1999", "43", prepared(account))
    assert await Application.count() == 0


async def test_the_preparations_are_asked_of_the_database(visitor: Browser) -> None:
    account = (await candidate(visitor, photo=False, education=False, wechat=False)).account
    nothing = Condition(bound=False, following=False, waived_until=None, now=clock.now())
    before = await preparations.of(account, nothing)
    assert [each.name for each in before.missing] == ["photo", "education", "wechat"]
    await add_education(account.id)
    await bind_wechat(account.id)
    after = await preparations.of(account, bound())
    assert [each.name for each in after.missing] == ["photo"]


async def test_saving_writes_its_columns_and_counts_the_version(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    opened = await dossiers.open_own(number, wang.account)
    before = opened.row.to_dict()
    await saving.save(opened, SITE, CHANGSHA)
    after = (await row_of(number)).to_dict()
    assert after == {**before, "site": "430100", "version": before["version"] + 1}
    assert SITE.done(opened.frame)


async def test_an_answer_judged_by_another_zone_is_not_saved(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    stale = await dossiers.open_own(number, wang.account)
    await lifecycle.change_zone(await dossiers.open_own(number, wang.account), HERSELF, "11")
    with pytest.raises(Conflict) as refused:
        await saving.save(stale, SITE, CHANGSHA)
    assert refused.value.status == "draft"
    assert (await row_of(number)).site is None


async def test_nothing_is_saved_once_it_is_submitted(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await submitted(wang)
    row = await row_of(number)
    # As it was read a moment before the submission.
    stale = await dossiers.open_own(number, wang.account)
    stale.row.status = "draft"
    with pytest.raises(Conflict) as refused:
        await saving.save(stale, BY_NAME["contact"], {**ANSWERS["contact"], "mobile": "1"})
    assert refused.value.status == "submitted"
    assert (await row_of(number)).to_dict() == row.to_dict()


@pytest.mark.parametrize("number", ["202400000000", "", "\0", "１２", "' OR 1=1 --", "x" * 5000])
async def test_an_unknown_number_is_not_found(visitor: Browser, number: str) -> None:
    wang = await candidate(visitor)
    with pytest.raises(NotFound):
        await dossiers.open_own(number, wang.account)


async def test_anothers_application_is_not_found(visitor: Browser) -> None:
    number = await apply(await candidate(visitor))
    with pytest.raises(NotFound):
        await dossiers.open_own(number, (await candidate(visitor)).account)


async def test_numbers_are_of_twelve_digits_that_tell_no_order(visitor: Browser) -> None:
    numbers = {saving.new_number("2024") for _ in range(200)}
    assert len(numbers) == 200
    assert all(len(n) == 12 and n.startswith("2024") and n.isdigit() for n in numbers)
    assert await rows("SELECT id FROM application") == []
