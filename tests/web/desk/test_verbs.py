"""The moves of the desk over HTTP: each one, each refusal, and the race."""

import asyncio
import json
import re
from typing import Any

import pytest
from tests.app import Browser
from tests.papers import ON_SITE, ONLINE, Paper, application, printed
from tests.people import AtDesk, officer
from tests.web.desk.conftest import move_clock

from baoming import clock
from baoming.applications import states
from baoming.applications.states import STATUSES
from baoming.applications.tables import Application, Event
from baoming.database import rows

VERBS = [
    "confirm",
    "refuse",
    "reopen",
    "extend",
    "restore",
    "approve",
    "reject",
    "return",
    "revoke",
]
PLACES: dict[str, dict[str, str]] = {"online": dict(ONLINE), "on_site": dict(ON_SITE)}


def given(verb: str, paper: Paper) -> dict[str, object]:
    """What a form of this verb sends; more than is asked for does no harm."""
    found: dict[str, object] = {"reason": "材料不清", "until": "2023-12-20"}
    if paper.codes:
        found["code"] = paper.code
    if verb == "refuse":
        found["item"] = ["section:work", "material:identity"]
    return found


async def at_desk(visitor: Browser, role: str, place: dict[str, str]) -> AtDesk:
    keys = {"zone": "zone", "site": "site", "point": "registration_point"}
    depth = {"center": 0, "zone": 1, "site": 2, "point": 3}[role]
    own = {key: place[column] for key, column in list(keys.items())[:depth] if column in place}
    return await officer(visitor, role, **own)


async def move(person: Browser, paper: Paper, verb: str, **form: object) -> Any:
    return await person.post(f"/desk/applications/{paper.row.number}/{verb}", form, page="/desk")


async def events(paper: Paper) -> list[Event]:
    return await Event.objects().where(Event.application == paper.row.id).order_by(Event.id)


@pytest.mark.parametrize("kind", ["online", "on_site"])
@pytest.mark.parametrize("role", ["center", "zone", "site", "point"])
async def test_the_table_of_moves_decides_every_answer(
    visitor: Browser, role: str, kind: str
) -> None:
    """Every status and verb, asked of every role in both kinds of zone."""
    place = PLACES[kind]
    if role == "point" and kind == "on_site":
        place = {**place, "registration_point": "43010001"}
    person = await at_desk(visitor, role, place)
    for status in STATUSES:
        for verb in VERBS:
            before = "confirmed" if status == "rejected" else "submitted"
            paper = await application(status, status_before=before, **place)
            if status == "draft":
                paper.codes = []

            answer = await move(person, paper, verb, **given(verb, paper))

            found = states.find(verb, status, kind == "online")
            where = f"{role} {verb} {status}"
            row = await paper.reload()
            if not states.may(verb, role):
                assert answer.status_code == 403, where
                assert "办理" in answer.text
                assert row.status == status
            elif found is None or role not in found.actors:
                assert answer.status_code == 409, where
                assert f'data-status="{status}"' in answer.text
                assert f'href="/desk/applications/{paper.row.number}"' in answer.text
                assert row.status == status
            else:
                assert answer.status_code == 303, where
                assert answer.headers["location"] == f"/desk/applications/{paper.row.number}"
                to = before if found.to == "before" else found.to or status
                assert row.status == to, where
            assert len(await events(paper)) == (1 if answer.status_code == 303 else 0), where


@pytest.mark.parametrize("kind", ["online", "on_site"])
@pytest.mark.parametrize("role", ["center", "zone", "site", "point"])
async def test_the_record_shows_the_forms_that_would_succeed_and_no_other(
    visitor: Browser, role: str, kind: str
) -> None:
    place = PLACES[kind]
    if role == "point" and kind == "on_site":
        place = {**place, "registration_point": "43010001"}
    person = await at_desk(visitor, role, place)
    for status in STATUSES:
        paper = await application(status, status_before="submitted", **place)

        text = (await person.get(f"/desk/applications/{paper.row.number}")).text

        shown = set(re.findall(rf'action="/desk/applications/{paper.row.number}/(\w+)"', text))
        open_now = {each.verb for each in states.open_to(role, status, kind == "online")}
        assert shown - {"education"} == open_now, status
        assert ("education" in shown) == (role != "center")


async def test_a_move_leaves_who_why_and_until_when(visitor: Browser) -> None:
    paper = await application("confirmed")
    person = await officer(visitor, "zone", zone="43")

    answer = await move(person, paper, "reopen", reason=" 单位名称有误\n请改 ", until="2023-12-20")

    assert answer.status_code == 303
    row = await paper.reload()
    assert (row.status, row.untouched) == ("submitted", True)
    assert row.personal_until == clock.at("2023-12-21T00:00:00+08:00")
    (event,) = await events(paper)
    assert (event.kind, event.from_status, event.to_status) == ("reopen", "confirmed", "submitted")
    assert (event.actor_kind, event.actor) == ("staff", str(person.staff.id))
    assert (event.actor_name, event.reason) == ("考区（湖南）", "单位名称有误\n请改")
    assert json.loads(event.detail) == {"until": "2023-12-20"}
    page = await person.get(answer.headers["location"])
    assert 'data-event="reopen"' in page.text
    assert "期限延至 2023年12月20日（含当日）。" in page.text
    assert person.staff.username in page.text


async def test_htmx_is_led_to_the_record_s_fragment(visitor: Browser) -> None:
    paper = await application("confirmed")
    person = await officer(visitor, "site", zone="43", site="430100")

    answer = await person.post(
        f"/desk/applications/{paper.row.number}/approve", {}, page="/desk", hx_request="true"
    )
    shown = await person.get(answer.headers["location"], hx_request="true")

    assert answer.status_code == 303
    assert "<html" not in shown.text
    assert 'data-status="site_approved"' in shown.text


@pytest.mark.parametrize(
    ("status", "verb", "form", "faults"),
    [
        ("confirmed", "reopen", {}, ["reason", "until"]),
        ("confirmed", "reopen", {"reason": "x" * 501, "until": "2023-12-20"}, ["reason"]),
        ("confirmed", "reopen", {"reason": "字", "until": "2023-12-04"}, ["until"]),
        ("confirmed", "reopen", {"reason": "字", "until": "20.12.2023"}, ["until"]),
        ("confirmed", "reopen", {"reason": "字", "until": "2023-02-30"}, ["until"]),
        ("submitted", "extend", {"reason": " ", "until": ""}, ["reason", "until"]),
        ("abandoned", "restore", {"reason": "a\x00b", "until": "9999-01-01"}, ["reason", "until"]),
        ("site_approved", "reject", {}, ["reason"]),
        ("site_approved", "return", {"reason": ""}, ["reason"]),
        ("rejected", "revoke", {}, ["reason"]),
        ("submitted", "confirm", {}, ["code"]),
        ("submitted", "confirm", {"code": "K7QM3X-99"}, ["code"]),
        ("submitted", "confirm", {"code": "x" * 300}, ["code"]),
    ],
)
async def test_bad_values_are_told_at_their_fields_and_nothing_is_lost(
    visitor: Browser, status: str, verb: str, form: dict[str, object], faults: list[str]
) -> None:
    paper = await application(status, status_before="submitted")
    person = await officer(visitor, "zone", zone="43")

    answer = await move(person, paper, verb, **form)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    for field in faults:
        assert f'href="#{verb}-{field}"' in answer.text
        assert f'aria-describedby="{verb}-{field}-error' in answer.text
    assert answer.text.count('aria-invalid="true"') == len(faults)
    typed = str(form.get("reason", "")).strip()
    assert typed.replace("\x00", "") in answer.text.replace("\x00", "")
    assert (await paper.reload()).status == status
    assert await events(paper) == []


async def test_today_is_the_earliest_date_and_includes_its_day(visitor: Browser) -> None:
    paper = await application("confirmed")
    person = await officer(visitor, "zone", zone="43")

    answer = await move(person, paper, "reopen", reason="字", until="2023-12-05")

    assert answer.status_code == 303
    row = await paper.reload()
    assert row.personal_until == clock.at("2023-12-06T00:00:00+08:00")


async def test_the_role_is_judged_before_the_status_and_that_before_the_values(
    visitor: Browser,
) -> None:
    draft = await application("draft")
    zone = await officer(visitor, "zone", zone="43")
    site = await officer(visitor, "site", zone="43", site="430100")

    assert (await move(site, draft, "reopen")).status_code == 403
    assert (await move(zone, draft, "reopen")).status_code == 409


async def test_an_outdated_code_tells_what_changed_and_to_print_again(visitor: Browser) -> None:
    paper = await application()
    old = paper.code
    await Application.update({Application.employer: "湘雅医院"}).where(
        Application.id == paper.row.id
    )
    await paper.reload()
    await printed(paper)
    person = await officer(visitor, "point", zone="43", site="430100", point="43010001")
    await Application.update({Application.registration_point: "43010001"}).where(
        Application.id == paper.row.id
    )

    answer = await move(person, paper, "confirm", code=old)

    assert answer.status_code == 422
    assert "这份申请表是旧的" in answer.text
    assert 'data-change="employer"' in answer.text
    assert "长沙市第一医院" in answer.text
    assert "湘雅医院" in answer.text
    assert "重新打印" in answer.text
    assert f'value="{old}"' in answer.text
    assert (await paper.reload()).status == "submitted"


async def test_another_application_s_code_confirms_nothing(visitor: Browser) -> None:
    paper, other = await application(), await application()
    person = await officer(visitor, "zone", zone="43")

    answer = await move(person, paper, "confirm", code=other.code)

    assert answer.status_code == 422
    assert "验证码与这份报名不符" in answer.text
    assert "data-change" not in answer.text


@pytest.mark.parametrize("typed", ["lower", "spaces", "joined", "address"])
async def test_a_code_is_read_however_it_is_typed(visitor: Browser, typed: str) -> None:
    paper = await application()
    person = await officer(visitor, "site", zone="43", site="430100")
    code = {
        "lower": paper.code.lower(),
        "spaces": f" {paper.code[:3]} {paper.code[3:6]} {paper.code[7:]} ",
        "joined": paper.code.replace("-", ""),
        "address": f"http://localhost/desk/scan?code={paper.code}",
    }[typed]

    answer = await move(person, paper, "confirm", code=code)

    assert answer.status_code == 303
    assert (await paper.reload()).status == "confirmed"


async def test_an_online_zone_confirms_without_a_code_and_refuses_with_items(
    visitor: Browser,
) -> None:
    paper = await application(**ONLINE)
    person = await officer(visitor, "point", zone="31", site="310101", point="31010101")

    none = await move(person, paper, "refuse", reason="看不清")
    unknown = await move(person, paper, "refuse", reason="看不清", item="material:king")
    refused = await move(
        person, paper, "refuse", reason="看不清", item=["section:work", "material:identity"]
    )

    assert (none.status_code, unknown.status_code, refused.status_code) == (422, 422, 303)
    row = await paper.reload()
    assert (row.status, row.reason, row.rounds) == ("refused", "看不清", 1)
    assert row.refused_items == "material:identity section:work"
    page = await person.get(f"/desk/applications/{paper.row.number}")
    assert "需修改：有效身份证件、工作情况" in page.text


async def test_after_the_re_upload_deadline_a_refusal_needs_a_date(visitor: Browser) -> None:
    paper = await application(**ONLINE)
    person = await officer(visitor, "zone", zone="31")
    await move_clock("2023-12-15T17:00:00+08:00")

    without = await move(person, paper, "refuse", reason="看不清", item="section:work")
    with_date = await move(
        person, paper, "refuse", reason="看不清", item="section:work", until="2023-12-18"
    )

    assert (without.status_code, with_date.status_code) == (422, 303)
    assert 'href="#refuse-until"' in without.text
    assert (await paper.reload()).personal_until == clock.at("2023-12-19T00:00:00+08:00")


async def test_a_passed_deadline_is_told_before_anybody_settled_it(visitor: Browser) -> None:
    paper = await application()
    person = await officer(visitor, "zone", zone="43")
    await move_clock("2023-12-17T00:00:00+08:00")

    answer = await move(person, paper, "confirm", code=paper.code)
    page = await person.get(f"/desk/applications/{paper.row.number}")

    assert answer.status_code == 409
    assert 'data-status="abandoned"' in answer.text
    assert 'data-status="abandoned"' in page.text
    assert f'action="/desk/applications/{paper.row.number}/restore"' in page.text
    restored = await move(person, paper, "restore", reason="当日排队未轮到", until="2023-12-18")
    assert restored.status_code == 303
    row = await paper.reload()
    assert (row.status, row.abandoned_by) == ("submitted", None)
    confirmed = await move(person, paper, "confirm", code=paper.code)
    assert confirmed.status_code == 303


async def test_from_the_scan_the_next_paper_follows(visitor: Browser) -> None:
    paper = await application()
    person = await officer(visitor, "site", zone="43", site="430100")

    answer = await move(person, paper, "confirm", **{"code": paper.code, "from": "scan"})

    assert answer.headers["location"] == f"/desk/scan?done={paper.row.number}"
    page = await person.get(answer.headers["location"])
    assert "报名确认完成。请扫描下一份。" in page.text
    assert paper.row.number in page.text


@pytest.mark.parametrize("place", [ON_SITE, ONLINE])
async def test_of_four_officers_at_once_one_confirms(
    visitor: Browser, place: dict[str, str]
) -> None:
    paper = await application(**place)
    people = [await officer(visitor, "zone", zone=place["zone"]) for _ in range(3)]
    people.append(await officer(visitor, "site", zone=place["zone"], site=place["site"]))
    tokens = [await person.token("/desk") for person in people]

    answers = await asyncio.gather(
        *(
            person.client.post(
                f"/desk/applications/{paper.row.number}/confirm",
                data={"_csrf_token": token, "code": paper.code},
            )
            for person, token in zip(people, tokens, strict=True)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert 'data-status="confirmed"' in late.text
    assert (await paper.reload()).status == "confirmed"
    assert [event.kind for event in await events(paper)] == ["confirm"]
    told = await rows("SELECT kind FROM outbox_message WHERE application = {}", paper.row.id)
    assert [row["kind"] for row in told] == ["confirm"]


async def test_a_message_tells_the_candidate_of_each_decision(visitor: Browser) -> None:
    paper = await application("confirmed")
    site = await officer(visitor, "site", zone="43", site="430100")
    zone = await officer(visitor, "zone", zone="43")

    await move(site, paper, "approve")
    await move(zone, paper, "return", reason="请核对年限")
    await move(site, paper, "reject", reason="年限不足")
    await move(zone, paper, "revoke", reason="补充了证明")
    await move(site, paper, "approve")
    await move(zone, paper, "approve")

    assert (await paper.reload()).status == "qualified"
    kinds = [event.kind for event in await events(paper)]
    assert kinds == ["approve", "return", "reject", "revoke", "approve", "approve"]
    told = await rows(
        "SELECT kind FROM outbox_message WHERE application = {} ORDER BY id", paper.row.id
    )
    assert [row["kind"] for row in told] == ["approve", "reject", "approve", "approve"]


async def test_a_message_says_until_when_something_is_to_be_done(visitor: Browser) -> None:
    online, on_site = await application(**ONLINE), await application("confirmed")
    point = await officer(
        visitor, "point", zone="31", site="310101", point=ONLINE["registration_point"]
    )
    zone = await officer(visitor, "zone", zone="43")

    await move(point, online, "refuse", reason="照片不清楚", item="section:photo")
    await move(zone, on_site, "reopen", reason="学历有误", until="2023-12-20")

    told = await rows("SELECT data FROM outbox_message ORDER BY id")
    assert [json.loads(row["data"]) for row in told] == [
        {
            "number": online.row.number,
            "status": "确认失败",
            "reason": "照片不清楚",
            "until": "2023年12月15日 16:59",
        },
        {
            "number": on_site.row.number,
            "status": "退回修改，请撤回后修改再提交",
            "reason": "学历有误",
            "until": "2023年12月20日 23:59",
        },
    ]
