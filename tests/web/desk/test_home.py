import re

from tests.app import Browser
from tests.papers import ONLINE, application
from tests.people import officer
from tests.web.desk.conftest import move_clock

from baoming.applications.states import STATUSES


def counts(text: str) -> dict[str, int]:
    found = re.findall(r'href="/desk/applications\?status=(\w+)"><b>(\d+)</b>', text)
    return {status: int(number) for status, number in found}


async def test_the_workbench_counts_by_true_status_in_scope(visitor: Browser) -> None:
    for status in ("draft", "submitted", "submitted", "confirmed"):
        await application(status)
    await application("submitted", **ONLINE)
    person = await officer(visitor, "zone", zone="43")

    page = await person.get("/desk")

    expected = {**dict.fromkeys(STATUSES, 0), "draft": 1, "submitted": 2, "confirmed": 1}
    assert counts(page.text) == expected
    assert list(counts(page.text)) == list(STATUSES)

    await move_clock("2023-12-20T00:00:00+08:00")
    page = await person.get("/desk")
    assert counts(page.text) == {**dict.fromkeys(STATUSES, 0), "abandoned": 3, "confirmed": 1}


async def test_what_waits_for_this_officer_is_shown_and_led_to(visitor: Browser) -> None:
    waiting = await application()
    decided = await application("qualified")
    person = await officer(visitor, "site", zone="43", site="430100")

    page = await person.get("/desk")

    assert f'href="/desk/applications/{waiting.row.number}"' in page.text
    assert decided.row.number not in page.text
    assert 'data-status="submitted"' in page.text


async def test_deadlines_are_those_of_the_officer_s_zone(visitor: Browser) -> None:
    on_site = (await (await officer(visitor, "zone", zone="43")).get("/desk")).text
    online = (await (await officer(visitor, "site", zone="31", site="310101")).get("/desk")).text
    center = (await (await officer(visitor, "center")).get("/desk")).text

    window = 'data-deadline="window" datetime="2023-12-15T00:00:00+08:00"'
    assert all(window in text for text in (on_site, online, center))
    assert 'data-deadline="confirmation" datetime="2023-12-17T00:00:00+08:00"' in on_site
    assert "考区未公布，以考区通知为准" in on_site
    assert 'data-deadline="reupload" datetime="2023-12-15T17:00:00+08:00"' in online
    assert "考区未公布" not in online
    assert "confirmation" not in center


async def test_only_zone_and_center_are_led_to_staff_and_log(visitor: Browser) -> None:
    for role, place, led in (
        ("center", {}, True),
        ("zone", {"zone": "43"}, True),
        ("site", {"zone": "43", "site": "430100"}, False),
    ):
        page = await (await officer(visitor, role, **place)).get("/desk")
        assert ('href="/desk/log"' in page.text) is led
        assert ('href="/desk/staff"' in page.text) is led
