"""What stands on every answer: token, headers, cookies, and the part for a script."""

from e2e.deployment import Deployment
from e2e.people import People
from e2e.refusing import PUBLIC_FORMS, PUBLIC_PAGES
from e2e.road import PASSWORD


def test_the_header_is_as_good_as_the_field(people: People) -> None:
    drafter = people.drafter
    token = {"x-csrftoken": drafter.token()}
    address = f"{drafter.address}/contact"
    saved = drafter.client.post(address, data={"mobile": "13600001111"}, headers=token)
    assert saved.status_code == 303


def test_every_page_of_a_person_has_the_token(people: People) -> None:
    for visitor, pages in (
        (people.drafter, ["/", "/notices", "/notices/43", *people.own_pages()]),
        (people.zone, [each for each in people.desk_pages() if "export" not in each]),
    ):
        for address in pages:
            assert visitor.page(address).all("name", "_csrf_token"), address
    for address in PUBLIC_FORMS[:3]:
        assert people.guest.page(address).form(address).names() >= {"_csrf_token"}


def test_headers_are_on_every_answer(people: People) -> None:
    answers = [people.guest.get(each) for each in (*PUBLIC_PAGES, "/nowhere", "/health", "/me")]
    personal = [people.drafter.get(each) for each in people.own_pages()]
    personal += [people.zone.get(each) for each in people.desk_pages()]
    personal += [
        people.submitter.get(f"{people.submitter.address}/{each}") for each in ("form", "form.pdf")
    ]
    personal += [people.submitter.get(people.submitter.picture())]
    personal += [people.drafter.fill(f"{people.drafter.address}/contact", mobile="1")]
    for answer in answers + personal:
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"]
        assert "strict-transport-security" not in answer.headers
    for answer in personal:
        assert answer.status_code in (200, 422), answer.url
        assert "no-store" in answer.headers.get("cache-control", ""), (
            answer.url,
            answer.status_code,
        )


def test_cookies_are_closed_to_scripts_and_other_sites(
    deployment: Deployment, people: People
) -> None:
    visitor = deployment.visitor()
    page = visitor.get("/login")
    answer = visitor.fill("/login", login=people.drafter.username, password=PASSWORD)
    cookies = [*page.headers.get_list("set-cookie"), *answer.headers.get_list("set-cookie")]
    assert len(cookies) >= 2
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
    values = [each.partition(";")[0] for each in cookies]
    assert len(set(values)) == len(values)


def test_static_files_are_named_by_content(people: People) -> None:
    page = people.guest.page("/login")
    files = [
        e.attributes.get("href") or e["src"] for e in page.elements if e.tag in ("link", "script")
    ]
    assert files
    for address in files:
        for coding in ("br", "gzip"):
            answer = people.guest.get(address, **{"accept-encoding": coding})
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert answer.headers["content-encoding"] == coding


def test_a_script_gets_the_inner_part(people: People) -> None:
    for visitor, pages in (
        (people.drafter, people.own_pages()),
        (people.zone, people.desk_pages()),
    ):
        for address in pages:
            if "export" in address:
                continue
            asked = {"HX-Request": "true"}
            part = visitor.get(address, **asked)
            assert part.status_code == 200
            assert "<html" not in part.text, address
            for whole in ({"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}):
                assert "<html" in visitor.get(address, **asked, **whole).text
    bad = people.drafter.post(
        f"{people.drafter.address}/contact", {"mobile": "1"}, headers={"HX-Request": "true"}
    )
    assert bad.status_code == 422
    assert "<html" not in bad.text


def test_a_script_that_saves_is_led_to_a_part(people: People) -> None:
    drafter, asked = people.drafter, {"HX-Request": "true"}
    values = {"mobile": "13600001111"}
    answer = drafter.post(f"{drafter.address}/contact", values, headers=asked)
    if answer.status_code == 303:
        answer = drafter.get(answer.headers["location"], **asked)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<form" in answer.text


def test_a_demo_clock_takes_a_time_and_no_other_word(people: People) -> None:
    for word in ("", "soon", "2023-13-01T00:00:00+08:00", "9" * 40):
        answer = people.guest.post("/demo/clock", {"to": word})
        assert (word, answer.status_code) == (word, 422)
    assert people.guest.client.post("/demo/clock", data={"to": "x"}).status_code == 403
