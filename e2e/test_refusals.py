"""How every address refuses, in the order of the contract."""

from collections.abc import Iterator
from contextlib import suppress

import httpx
from e2e.deployment import Deployment
from e2e.page import Page
from e2e.people import People
from e2e.refusing import (
    BIG,
    DESK_PAGES,
    MOVES,
    OWN_FORMS,
    forms_of,
    pages_of,
    raw,
    send,
    unreadable,
    verbs_on,
)
from e2e.road import EDUCATION, PASSWORD, SECTIONS, Candidate, Visitor


def test_a_wrong_method_comes_first(deployment: Deployment, people: People) -> None:
    for address in people.forms():
        answer = people.guest.client.delete(address)
        assert (address, answer.status_code) == (address, 405)
        assert "POST" in answer.headers["allow"]
        line = f"DELETE {address} HTTP/1.1\r\nContent-Length: {BIG}"
        assert raw(deployment.url, line)[0] == 405
    for address in ("/", "/me", "/apply", f"{people.drafter.address}/check", *DESK_PAGES[:3]):
        assert (address, people.guest.client.post(address).status_code) == (address, 405)
    for move in ("submit", "withdraw"):
        assert people.drafter.get(f"{people.drafter.address}/{move}").status_code == 405
    for address in (*verbs_on(people.submitter), "/desk/logout"):
        assert (address, people.site.get(address).status_code) == (address, 405)


def test_too_large_comes_before_unreadable(deployment: Deployment, people: People) -> None:
    for address in people.forms():
        kind = "text/nonsense"
        line = f"POST {address} HTTP/1.1\r\nContent-Type: {kind}\r\nContent-Length: {BIG}"
        assert (address, raw(deployment.url, line)[0]) == (address, 413)


def test_a_body_without_an_end_is_not_read_to_its_end(people: People) -> None:
    sent, enough = 0, 104_857_600

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < enough:
            sent += 65536
            yield b"x" * 65536

    with suppress(httpx.TransportError):  # the server may hang up on who goes on talking
        answer = send(people.guest, "/login", endless())
        assert answer.status_code == 413
    assert sent < enough
    assert people.guest.get("/health").status_code == 200


def test_an_unreadable_body_comes_before_the_token(people: People) -> None:
    for address in people.forms():
        for what, (content, kind) in unreadable().items():
            answer = send(people.guest, address, content, kind)
            assert (address, what, answer.status_code) == (address, what, 400)


def test_the_token_comes_before_the_sign_in(people: People) -> None:
    guest, drafter = people.guest, people.drafter
    theirs = people.stranger.token()
    own = guest.token()
    for address in people.forms():
        for name, wrong in (("none", ""), ("wrong", "0" * 64), ("another's", theirs)):
            answer = guest.client.post(address, data={"_csrf_token": wrong})
            assert (address, name, answer.status_code) == (address, name, 403)
    for address in ("/login", f"{drafter.address}/contact", "/me/photo"):
        for odd in ("令牌", "é", "\x00", own + "x", own.upper()):
            assert guest.client.post(address, data={"_csrf_token": odd}).status_code == 403
        as_file = {"_csrf_token": ("t", own.encode(), "text/plain")}
        assert guest.client.post(address, files=as_file).status_code in (400, 403)
        odd_header = {b"x-csrftoken": b"\xe9\xff"}
        assert guest.client.post(address, headers=odd_header).status_code == 403
    assert drafter.client.post(f"{drafter.address}/withdraw").status_code == 403


def test_a_guest_is_led_to_the_sign_in_and_back(deployment: Deployment, people: People) -> None:
    guest, drafter = people.guest, people.drafter
    token = guest.token()
    for address in people.own_pages():
        _led(guest.get(address), "/login")
        _led_by_script(guest.get(address, **{"HX-Request": "true"}), "/login")
    for address in people.desk_pages():
        _led(guest.get(address), "/desk/login")
        _led(drafter.get(address), "/desk/login")
    for address in people.own_pages():
        _led(people.site.get(address), "/login")
    for address in (*OWN_FORMS, *forms_of(drafter)):
        _led(guest.client.post(address, data={"_csrf_token": token}), "/login")
    for address in people.desk_forms()[:-1]:
        _led(guest.client.post(address, data={"_csrf_token": token}), "/desk/login")


def test_a_guest_comes_back_after_the_sign_in(deployment: Deployment, people: People) -> None:
    own, drafter = people.drafter.address, people.drafter
    for asked, wanted in ((f"{own}/work", f"{own}/work"), ("/me/education", "/me/education")):
        guest = deployment.visitor()
        assert _signed_in(guest, guest.get(asked), drafter).headers["location"] == wanted
    for posted in ("/me/photo", f"{own}/contact", f"{own}/submit"):
        guest = deployment.visitor()
        back = _signed_in(guest, guest.post(posted), drafter)
        assert (posted, guest.get(back.headers["location"]).status_code) == (posted, 200)


def test_the_way_back_leads_to_no_other_site(deployment: Deployment, people: People) -> None:
    for elsewhere in ("//evil.test", "https://evil.test", "/\\evil.test", "\\\\evil", "/%09/evil"):
        visitor = deployment.visitor()
        page = visitor.page(f"/login?next={elsewhere}")
        action = next(each["action"] for each in page.all("action") if "/login" in each["action"])
        typed = {"login": people.drafter.username, "password": PASSWORD}
        answer = visitor.client.post(action, data=dict(page.form(action).sent()) | typed)
        assert (elsewhere, answer.status_code) == (elsewhere, 303)
        assert "evil" not in answer.headers["location"]


def test_what_belongs_to_another_is_unknown(people: People) -> None:
    drafter, stranger, guest = people.drafter, people.stranger, people.guest
    token = stranger.token()
    for address in pages_of(drafter):
        assert (address, stranger.get(address).status_code) == (address, 404)
    for address in forms_of(drafter):
        answer = stranger.client.post(address, data={"_csrf_token": token, "agree": "1"})
        assert (address, answer.status_code) == (address, 404)
    for part in ("form", "form.pdf"):
        assert stranger.get(f"{people.submitter.address}/{part}").status_code == 404
    picture = people.submitter.picture()
    statuses = {
        visitor: visitor.get(picture).status_code
        for visitor in (people.submitter, people.site, people.zone, people.center)
    }
    assert set(statuses.values()) == {200}
    for visitor in (guest, stranger, people.other_site, people.other_zone):
        assert visitor.get(picture).status_code == 404
    record = _own_record(drafter)
    assert stranger.get(record).status_code == 404
    assert stranger.post(record, EDUCATION, token=token).status_code == 404
    assert stranger.post(f"{record}/delete", token=token).status_code == 404
    cited = record.rpartition("/")[2]
    answer = stranger.post(f"{stranger.address}/education", {"education": cited}, token=token)
    assert answer.status_code in (404, 422)
    assert stranger.flow().states("data-section")[5] == ("education", "done")


def test_an_application_out_of_scope_is_unknown(people: People) -> None:
    record = f"/desk/applications/{people.submitter.number}"
    code = people.submitter.code()
    for officer in (people.other_site, people.other_zone):
        token = officer.token("/desk")
        assert officer.get(record).status_code == 404
        assert officer.scan(code).one("data-verdict")["data-verdict"] == "unknown"
        assert people.submitter.number not in officer.page(
            f"/desk/applications?q={people.submitter.id_number}"
        ).html.replace(f'value="{people.submitter.id_number}"', "")
        for address in verbs_on(people.submitter):
            answer = officer.post(address, {"code": code, "reason": "x"}, token=token)
            assert (address, answer.status_code) == (address, 404)
    assert people.submitter.status() == "submitted"


def test_an_unknown_address_is_404_and_never_a_fault(
    deployment: Deployment, people: People
) -> None:
    huge = "9" * 60
    odd = (
        "0",
        "-1",
        "1e3",
        "%00",
        "%ff",
        "%ED%A0%80",
        "１２３",
        huge,
        "a" * 4000,
        "..%2f..%2fme",
        "%2e%2e",
    )
    for part in odd:
        for visitor, pattern in (
            (people.drafter, "/applications/{}"),
            (people.drafter, "/applications/{}/contact"),
            (people.drafter, "/me/education/{}"),
            (people.drafter, "/files/{}"),
            (people.drafter, "/apply/{}"),
            (people.drafter, "/notices/{}"),
            (people.drafter, "/nowhere/{}"),
            (people.drafter, people.drafter.address + "/{}"),
            (people.drafter, people.drafter.address + "/materials/{}"),
            (people.site, "/desk/applications/{}"),
            (people.site, "/desk/{}"),
            (people.guest, "/static/{}"),
            (people.guest, "/files/{}"),
        ):
            address = pattern.format(
                httpx.URL(path="/" + part).raw_path.decode()[1:] if part.isdigit() else part
            )
            status = visitor.client.get(address).status_code
            assert (address, status) in ((address, 404), (address, 414), (address, 400))
    for path in (
        "/static/../src/baoming/settings.py", "/static/%2e%2e/pyproject.toml", "//etc/passwd",
        "/static/..%5cpyproject.toml", "/files/../../etc/passwd", "/%", "/static/%00", "*",
    ):  # fmt: skip
        assert raw(deployment.url, f"GET {path} HTTP/1.1")[0] in (400, 404)
    for address in ("/desk/applications?page=", "/desk/applications?site="):
        for value in (huge, "-1", "0", "x", "%00", "%ff"):
            status = people.zone.get(address + value).status_code
            assert (address, value, status) in [
                (address, value, each) for each in (200, 400, 404, 422)
            ]
    for query in ("%00", "%", "_", "'", '"', "\\", "%ED%A0%80", "x" * 3000, "%F0%9F%98%80"):
        assert people.zone.get(f"/desk/applications?q={query}").status_code < 500
        assert people.zone.get(f"/desk/scan?code={query}").status_code < 500
        assert people.drafter.get(f"{people.drafter.address}/site?site={query}").status_code < 500
        exam = f"{people.drafter.address}/exam?category={query}&level={query}&specialty={query}"
        assert people.drafter.get(exam).status_code < 500


def test_a_role_that_may_not_is_told_who_may(people: People) -> None:
    number, draft = people.submitter.number, people.drafter.number
    values = {"reason": "x", "until": "2023-12-20", "code": people.submitter.code()}
    for move, who in (
        ("reopen", "考区"), ("extend", "考区"), ("restore", "考区"), ("return", "考区"), ("revoke", "考区"),
    ):  # fmt: skip
        for which in (number, draft):
            answer = people.site.demand(which, move, **values)
            assert (move, answer.status_code) == (move, 403)
            assert who in Page(answer.text).text
    for move in MOVES:
        for which in (number, draft):
            answer = people.center.demand(which, move, **values, item="section:basic")
            assert (move, answer.status_code) == (move, 403)
    assert people.submitter.events() == ["submit"]


def test_a_move_that_the_status_closes_shows_the_status(people: People) -> None:
    before = people.drafter.events()
    moves = {"confirm": people.site, "approve": people.site, "reject": people.site}
    moves |= dict.fromkeys(("reopen", "restore", "return", "revoke"), people.zone)
    for move, officer in moves.items():
        answer = officer.demand(people.drafter.number, move)
        assert (move, answer.status_code) == (move, 409)
        _tells(answer, "draft")
    refuse = people.site.demand(people.submitter.number, "refuse", reason="x", item="section:basic")
    assert refuse.status_code == 409
    _tells(refuse, "submitted")
    assert people.drafter.events() == before

    submitter = people.submitter
    for section in SECTIONS:
        answer = submitter.post(f"{submitter.address}/{section}", {"mobile": "x", "zone": "00"})
        assert (section, answer.status_code) == (section, 409)
        _tells(answer, "submitted")
    for move in ("submit", "zone"):
        answer = submitter.post(f"{submitter.address}/{move}", {"zone": "00"})
        assert answer.status_code == 409
        _tells(answer, "submitted")
    withdraw = people.drafter.post(f"{people.drafter.address}/withdraw")
    assert withdraw.status_code == 409
    _tells(withdraw, "draft")


def test_preparations_that_are_missing_or_cited_refuse(
    deployment: Deployment, people: People
) -> None:
    newcomer = deployment.candidate()
    newcomer.register()
    answer = newcomer.post("/apply/2024", {"zone": "43"})
    assert answer.status_code == 409
    assert [each for each in Page(answer.text).links() if each.startswith("/me")]
    record = _own_record(people.submitter)
    for address in (record, f"{record}/delete"):
        assert people.submitter.post(address, EDUCATION).status_code == 409
    assert "中南大学" in people.submitter.page(f"{people.submitter.address}/form").text
    for _ in range(5):
        assert newcomer.fill("/me/education", **EDUCATION).status_code == 303
    assert newcomer.post("/me/education", EDUCATION).status_code == 409


def _signed_in(guest: Visitor, led: httpx.Response, who: Candidate) -> httpx.Response:
    """Where the sign-in leads to which the guest was sent."""
    sign_in = led.headers["location"]
    action = next(e["action"] for e in guest.page(sign_in).all("action") if "/login" in e["action"])
    answer = guest.fill(sign_in, action, login=who.username, password=PASSWORD)
    assert answer.status_code == 303
    return answer


def _led(answer: httpx.Response, to: str) -> None:
    assert answer.status_code == 303, (answer.url, answer.status_code)
    assert answer.headers["location"].partition("?")[0] == to


def _led_by_script(answer: httpx.Response, to: str) -> None:
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].partition("?")[0] == to


def _tells(answer: httpx.Response, status: str) -> None:
    """In words, with the true status and a link that helps."""
    page = Page(answer.text)
    assert page.one("data-status")["data-status"] == status
    assert page.main.text.strip()
    assert [e for e in page.elements if e.tag == "a" and e.within(page.main)]


def _own_record(candidate: Candidate) -> str:
    links = candidate.page("/me/education").links()
    found = [each for each in links if each.removeprefix("/me/education/").isdigit()]
    if found:
        return found[0]
    return (
        "/me/education/"
        + candidate.page(f"{candidate.address}/education")
        .form(f"{candidate.address}/education")
        .options("education")[0]
    )
