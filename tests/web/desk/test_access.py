"""Every address of the desk is asked the same questions: by whom, how, of what."""

import pytest
from tests.app import Browser
from tests.papers import ONLINE, application
from tests.people import candidate, officer

from baoming.applications.tables import Event

PAGES = [
    "/desk",
    "/desk/applications",
    "/desk/scan",
    "/desk/messages",
    "/desk/notices",
    "/desk/log",
    "/desk/staff",
]
READ = [*PAGES, "/desk/export.csv", "/desk/export.xlsx", "/desk/applications/{n}"]
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
    "education",
]
WRITE = [f"/desk/applications/{{n}}/{verb}" for verb in VERBS]
WRITE += ["/desk/staff", "/desk/staff/1/close", "/desk/staff/1/open", "/desk/logout"]
WRITE += ["/desk/messages/1/phone", "/desk/messages/1/undo"]
WRITE += ["/desk/notices/1/withdraw", "/desk/notices/1/restore"]


@pytest.mark.parametrize("address", READ)
async def test_a_guest_is_sent_to_the_sign_in_and_back(visitor: Browser, address: str) -> None:
    path = address.format(n="202400000001")

    answer = await visitor.get(f"{path}?q=1")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/desk/login?next={path}%3Fq%3D1"


@pytest.mark.parametrize("address", READ)
async def test_a_candidate_is_a_guest_on_the_desk(visitor: Browser, address: str) -> None:
    person = await candidate(visitor)

    answer = await person.get(address.format(n="202400000001"))

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/login?next=/desk")


@pytest.mark.parametrize("address", WRITE)
async def test_a_post_without_a_token_is_refused_before_anything_else(
    visitor: Browser, address: str
) -> None:
    paper = await application()
    person = await officer(visitor, "zone", zone="43")

    answer = await person.client.post(address.format(n=paper.row.number), data={"code": paper.code})

    assert answer.status_code == 403
    assert (await paper.reload()).status == "submitted"


@pytest.mark.parametrize("address", WRITE)
async def test_a_guest_may_post_nothing(visitor: Browser, address: str) -> None:
    answer = await visitor.post(address.format(n="202400000001"), page="/desk/login")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/login?next=/desk")


@pytest.mark.parametrize("address", [a for a in WRITE if a != "/desk/staff"])
async def test_a_move_is_post_only(visitor: Browser, address: str) -> None:
    paper = await application()
    person = await officer(visitor, "zone", zone="43")

    answer = await person.get(address.format(n=paper.row.number))

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST, OPTIONS")


@pytest.mark.parametrize("address", ["/desk", "/desk/scan", "/desk/applications", "/desk/log"])
async def test_a_page_is_get_only(visitor: Browser, address: str) -> None:
    person = await officer(visitor, "zone", zone="43")

    answer = await person.post(address, page="/desk")

    assert answer.status_code == 405


HOSTILE = ["999999999999", "x", "%00", "a%00b", "%FF", "1" * 500, "%27%20OR%201=1--", "..%2f.."]


@pytest.mark.parametrize("number", HOSTILE)
async def test_an_unknown_or_hostile_number_is_not_found(visitor: Browser, number: str) -> None:
    person = await officer(visitor, "center")

    seen = await person.get(f"/desk/applications/{number}")
    moved = await person.post(f"/desk/applications/{number}/confirm", page="/desk")

    assert (seen.status_code, moved.status_code) == (404, 404)


@pytest.mark.parametrize("verb", VERBS)
async def test_what_is_out_of_scope_is_not_found_whatever_the_verb(
    visitor: Browser, verb: str
) -> None:
    paper = await application()
    events = await Event.count()
    for role, place in (
        ("zone", {"zone": "44"}),
        ("site", {"zone": "43", "site": "430200"}),
        ("point", {"zone": "31", "site": "310101", "point": "31010101"}),
    ):
        person = await officer(visitor, role, **place)
        seen = await person.get(f"/desk/applications/{paper.row.number}")
        moved = await person.post(f"/desk/applications/{paper.row.number}/{verb}", page="/desk")
        assert (seen.status_code, moved.status_code) == (404, 404), role
    assert await Event.count() == events
    assert (await paper.reload()).status == "submitted"


@pytest.mark.parametrize(
    "address", ["/desk/applications", "/desk/export.csv", "/desk/export.xlsx", "/desk/log"]
)
@pytest.mark.parametrize(
    "query",
    [
        "status=king",
        "page=0",
        "page=x",
        "page=99999",
        "q=a%00b",
        f"q={'x' * 101}",
        "site=9",
        "specialty=9",
    ],
)
async def test_a_bad_filter_is_told(visitor: Browser, address: str, query: str) -> None:
    person = await officer(visitor, "zone", zone="43")

    answer = await person.get(f"{address}?{query}")

    known = {"page", "q"} if address == "/desk/log" else None
    expected = 422 if known is None or query.partition("=")[0] in known else 200
    assert answer.status_code == expected


@pytest.mark.parametrize(
    "query", ["q=%FF%FE", "q[]=1", "=", "&&&", "q=" + "%F0%9F%98%80" * 20, "a&" * 200]
)
async def test_an_odd_query_breaks_nothing(visitor: Browser, query: str) -> None:
    person = await officer(visitor, "center")

    for address in ("/desk", "/desk/applications", "/desk/scan", "/desk/log", "/desk/staff"):
        answer = await person.get(f"{address}?{query}")
        assert answer.status_code == 200, address


async def test_personal_pages_are_not_kept_and_carry_a_token(visitor: Browser) -> None:
    paper = await application(**ONLINE)
    person = await officer(visitor, "center")

    for address in [*PAGES, f"/desk/applications/{paper.row.number}"]:
        answer = await person.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["cache-control"] == "no-store"
        assert 'name="_csrf_token"' in answer.text


async def test_htmx_gets_the_inner_part(visitor: Browser) -> None:
    person = await officer(visitor, "zone", zone="43")

    for address in PAGES:
        answer = await person.get(address, hx_request="true")
        assert answer.status_code == 200
        assert "<html" not in answer.text
        assert answer.text.lstrip().startswith("<title>")
    guest = await visitor.get("/desk", hx_request="true")
    assert guest.status_code == 401
    assert guest.headers["hx-redirect"] == "/desk/login?next=/desk"
