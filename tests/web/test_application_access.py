"""Every address of an application: whose it is, who is turned away, and with what answer."""

import re

import pytest
from tests.app import Browser
from tests.filling import SECTIONS, apply, submitted
from tests.people import candidate, officer

PAGES = ("", *(f"/{name}" for name in SECTIONS), "/check", "/zone")
FORMS = (*(f"/{name}" for name in SECTIONS), "/submit", "/withdraw", "/zone")
PRINTS = ("/form", "/form.pdf")
ALL = (*PAGES, *PRINTS)


async def test_its_candidate_sees_every_page_of_a_draft(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await apply(wang)}"
    found = {page: (await wang.get(here + page)).status_code for page in ALL}
    assert found == dict.fromkeys(PAGES, 200) | dict.fromkeys(PRINTS, 404)


async def test_personal_pages_are_never_stored(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await submitted(wang)}"
    found = {page: (await wang.get(here + page)).headers["cache-control"] for page in ALL}
    assert found == dict.fromkeys(ALL, "no-store")


async def test_another_candidate_finds_nothing(visitor: Browser) -> None:
    here = f"/applications/{await submitted(await candidate(visitor))}"
    other = await candidate(visitor)
    unknown = "/applications/202400000000"
    for page in ALL:
        assert (await other.get(here + page)).status_code == 404
        assert (await other.get(unknown + page)).status_code == 404
    for form in FORMS:
        assert (await other.post(here + form, page="/apply")).status_code == 404


async def test_a_guest_signs_in_and_comes_back(visitor: Browser) -> None:
    here = f"/applications/{await submitted(await candidate(visitor))}"
    for page in ALL:
        answer = await visitor.get(here + page)
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/login?next={here}{page}",
        )
    for form in FORMS:
        answer = await visitor.post(here + form, page="/login")
        back = here if form in ("/submit", "/withdraw") else here + form
        assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={back}")


async def test_htmx_of_a_guest_is_sent_to_the_sign_in(visitor: Browser) -> None:
    answer = await visitor.get("/applications/202400000000/exam?typed=1", HX_Request="true")
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/login?next=/applications/202400000000/exam")


async def test_an_officer_is_a_guest_here(visitor: Browser) -> None:
    here = f"/applications/{await submitted(await candidate(visitor))}"
    zone = await officer(visitor, "zone", zone="43")
    for page in ALL:
        assert (await zone.get(here + page)).status_code == 303


async def test_a_form_without_its_token_changes_nothing(visitor: Browser) -> None:
    wang = await candidate(visitor)
    number = await apply(wang)
    for form in FORMS:
        for token in ({}, {"_csrf_token": "wrong"}, {"_csrf_token": "字"}):
            answer = await wang.client.post(f"/applications/{number}{form}", data=token)
            assert answer.status_code == 403, form
    assert (await wang.client.post("/apply/2024", data={"zone": "43"})).status_code == 403


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/submit"),
        ("GET", "/withdraw"),
        ("POST", ""),
        ("POST", "/check"),
        ("POST", "/form"),
        ("POST", "/form.pdf"),
        ("DELETE", "/basic"),
        ("PUT", "/zone"),
    ],
)
async def test_a_wrong_method_is_refused_before_anything_else(
    visitor: Browser, method: str, address: str
) -> None:
    answer = await visitor.client.request(method, f"/applications/1{address}")
    assert answer.status_code == 405


async def test_what_no_form_has_is_refused_and_never_an_error(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await apply(wang)}"
    token = await wang.token(here)
    head = {"x-csrftoken": token, "content-type": "application/x-www-form-urlencoded"}
    for form in FORMS:
        huge = await wang.client.post(here + form, content=b"a=" + b"x" * 140_000, headers=head)
        assert huge.status_code == 413, form
        torn = {**head, "content-type": "multipart/form-data"}
        answer = await wang.client.post(here + form, content=b"--x\r\n", headers=torn)
        assert answer.status_code == 400, form


async def test_strange_numbers_and_queries_are_no_errors(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await apply(wang)}"
    for number in ("%00", "%F0%9F%98%80", "a" * 300, "1%27--", "%FF"):
        assert (await wang.get(f"/applications/{number}")).status_code in (400, 404)
        assert (await wang.get(f"/apply/{number}")).status_code in (400, 404)
    for query in ("site=%00", "site=%FF", "site=1&site=2", "&" * 200, "site=" + "x" * 3000):
        assert (await wang.get(f"{here}/site?{query}")).status_code == 200
        assert (await wang.get(f"{here}/exam?category={query}")).status_code == 200


async def test_every_page_carries_the_token_and_only_allowed_scripts(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await apply(wang)}"
    for page in PAGES:
        text = (await wang.get(here + page)).text
        assert 'name="_csrf_token"' in text
        assert not re.search(r"<script>|\son\w+=|\sstyle=", text)


async def test_a_fragment_is_the_inner_part_of_the_same_page(visitor: Browser) -> None:
    wang = await candidate(visitor)
    here = f"/applications/{await apply(wang)}"
    for page in PAGES:
        whole, part = await wang.get(here + page), await wang.get(here + page, HX_Request="true")
        assert part.status_code == 200
        assert "<html" not in part.text
        assert part.text.partition("</title>")[2].strip() in whole.text
        assert part.headers["vary"].startswith("HX-Request")
