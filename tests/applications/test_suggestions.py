import asyncio

from baoming.applications.suggestions import count, top
from baoming.database import Engine, rows, transaction

ONE = {"zone": "43", "employer": "长沙市第一人民医院", "school": "湘雅护理学院"}
OTHER = {**ONE, "employer": "长沙市中心医院"}


async def counted(before: dict[str, str] | None, after: dict[str, str]) -> None:
    async with transaction():
        await count(before, after)


async def uses() -> dict[tuple[str, str], int]:
    found = await rows("SELECT zone, text, uses FROM suggestion WHERE kind = 'employer'")
    return {(row["zone"], row["text"]): row["uses"] for row in found}


async def test_a_text_is_suggested_once_two_applications_have_used_it(engine: Engine) -> None:
    await counted(None, ONE)
    assert await top("employer", "43") == ()
    await counted(None, ONE)
    assert await top("employer", "43") == (ONE["employer"],)
    assert await top("school", "43") == (ONE["school"],)
    assert await top("employer", "11") == ()
    assert await top("employer", None) == (ONE["employer"],)


async def test_an_application_counts_once_with_its_last_text(engine: Engine) -> None:
    await counted(None, ONE)
    await counted(ONE, ONE)
    assert await uses() == {("43", ONE["employer"]): 1}
    await counted(ONE, OTHER)
    await counted(OTHER, ONE)
    assert await uses() == {("43", ONE["employer"]): 1, ("43", OTHER["employer"]): 0}


async def test_moving_to_another_zone_moves_its_text(engine: Engine) -> None:
    await counted(None, ONE)
    await counted(ONE, {**ONE, "zone": "11"})
    assert await uses() == {("43", ONE["employer"]): 0, ("11", ONE["employer"]): 1}


async def test_what_was_left_empty_is_no_text(engine: Engine) -> None:
    await counted(None, {"zone": "43", "employer": "", "school": None})  # type: ignore[dict-item]
    assert await uses() == {}


async def test_twenty_of_the_most_used_are_shown_the_most_used_first(engine: Engine) -> None:
    for number in range(25):
        for _ in range(2 + number % 3):
            await counted(None, {"zone": "43", "employer": f"第{number:02d}医院"})
    found = await top("employer", "43")
    expected = sorted(range(25), key=lambda n: (-(n % 3), f"第{n:02d}医院"))[:20]
    assert found == tuple(f"第{number:02d}医院" for number in expected)
    assert await top("employer", None) == found


async def test_crossing_submissions_wait_for_each_other_and_both_count(engine: Engine) -> None:
    await counted(None, ONE)
    await counted(None, OTHER)
    await asyncio.gather(*(counted(*pair) for pair in [(ONE, OTHER), (OTHER, ONE)] * 10))
    assert sum((await uses()).values()) == 2
