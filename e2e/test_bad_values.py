"""Values that are refused by name, and bodies after which nothing is half written."""

import csv
import io
from collections.abc import Iterator

import httpx
from e2e.deployment import Deployment
from e2e.page import Page
from e2e.people import People
from e2e.refusing import OWN_FORMS, readable, send, unreadable
from e2e.road import EDUCATION, PASSWORD, SECTIONS, Visitor, photo

BAD_VALUES = """address,values
/register,username=ab
/register,username=430102199003070018
/register,username=a b c
/register,username={33}
/register,password=short
/register,password={129}
/register,password_again=something else
/register,name={61}
/register,name=张1
/register,name=<b>
/register,name_again=别人
/register,id_type=nothing
/register,id_number=430102199003070019
/register,id_number={31}
/register,id_number_again=430102199003070019
/register,security_question=nothing
/register,security_answer={101}
/register,security_answer=
/register,agree=
/me/education,qualification=nothing
/me/education,degree=nothing
/me/education,school={101}
/me/education,school=
/me/education,school_note={101}
/me/education,major={101}
/me/education,study_form=nothing
/me/education,years_of_schooling=0
/me/education,years_of_schooling=9
/me/education,years_of_schooling=x
/me/education,years_of_schooling=99999999999999999999999
/me/education,years_of_schooling=４.5
/me/education,graduated_on=2023-02-30
/me/education,graduated_on=2024-01-01
/me/education,graduated_on=20150630
/me/education,graduated_on=0000-00-00
/me/education,certificate_number={41}
/me/password,current_password=wrong
/me/password,password=short
/me/password,password_again=something else
/me/security,current_password=wrong
/me/security,security_question=nothing
/me/security,security_answer={101}
/me/wechat/unbind,current_password=wrong
/apply/2024,zone=00
/apply/2024,zone=
{own}/site,site=110101
{own}/site,site=nothing
{own}/basic,gender=nothing
{own}/basic,gender=female
{own}/basic,birth_date=1991-01-01
{own}/basic,birth_date=x
{own}/basic,ethnicity=00
{own}/basic,health=nothing
{own}/basic,id_expires_on=2023-13-01
{own}/basic,id_expires_on=10000-01-01
{own}/contact,mobile=123
{own}/contact,mobile={21}
{own}/contact,phone={21}
{own}/contact,email={101}
{own}/contact,email=x
{own}/contact,address={201}
{own}/contact,postcode=12345
{own}/contact,postcode=1234567
{own}/exam,category=nothing
{own}/exam,level=nothing
{own}/exam,specialty=101
{own}/exam,specialty=nothing
{own}/exam,subjects=nothing
{own}/exam,practice_category=nothing
{own}/exam,first_licensed_in=2023-13
{own}/exam,first_licensed_in=2023
{own}/exam,residency_certified_in=x
{own}/exam,current_title=nothing
{own}/exam,title_obtained_in=x
{own}/exam,years_in_specialty=61
{own}/exam,years_in_specialty=-1
{own}/exam,years_in_specialty=x
{own}/exam,years_in_specialty=99999999999999999999999
{own}/education,education=99999999999999999999999
{own}/education,education=x
{own}/education,education=0
{own}/work,employer={101}
{own}/work,employer_type=nothing
{own}/work,employer_affiliation=nothing
{own}/work,department={101}
{own}/work,started_in=2016-00
{own}/work,archive_keeper={101}
{own}/zone,zone=00
{own}/zone,confirm=
"""


def test_a_bad_value_is_named_and_nothing_typed_is_lost(deployment: Deployment) -> None:
    newcomer, drafter = deployment.candidate(), deployment.candidate().drafting()
    registering = newcomer.registration(newcomer.page("/register"))
    password = {
        "current_password": PASSWORD,
        "password": "another password",
        "password_again": "another password",
    }
    whole = {
        "/register": registering,
        "/me/education": EDUCATION,
        "/me/password": password,
        "/me/security": {
            "current_password": PASSWORD,
            "security_question": registering["security_question"],
            "security_answer": "x",
        },
        "/apply/2024": {"zone": "43"},
        "{own}/zone": {"zone": "41", "confirm": "1"},
    }
    unapplied = deployment.candidate()
    unapplied.register()
    unapplied.prepare()
    for address, field, value in _bad_values():
        who: Visitor = newcomer if address == "/register" else drafter
        who = unapplied if address == "/apply/2024" else who
        where = address.replace("{own}", drafter.address)
        typed = whole.get(address, {}) | {field: value}
        answer = _filled(who, where, typed)
        assert (address, field, value[:40], answer.status_code) == (address, field, value[:40], 422)
        _names(Page(answer.text), field, value)
    assert drafter.flow().states("data-section") == [(each, "done") for each in SECTIONS]
    assert drafter.submit().status_code == 303
    assert drafter.withdraw().status_code == 303
    assert newcomer.register().one("id", "main")


def test_a_photo_that_does_not_fit_is_refused(people: People) -> None:
    before = people.stranger.picture("/me/photo")
    for content in (
        b"",
        b"GIF89a",
        photo()[:30000],
        b"\xff\xd8\xff" + b"0" * 60000,
        b"\x89PNG\r\n\x1a\n" + b"0" * 60000,
    ):
        assert people.stranger.send_photo(content).status_code == 422
    answer = people.stranger.post("/me/photo", {"photo": "text"})
    assert answer.status_code == 422
    assert people.stranger.picture("/me/photo") == before


def test_a_refused_hostile_body_writes_nothing(deployment: Deployment) -> None:
    candidate = deployment.candidate().drafting()
    token = candidate.token()
    for section in SECTIONS:
        address = f"{candidate.address}/{section}"
        for what, (content, kind) in (unreadable() | readable(token)).items():
            before = candidate.page(address).form(address).sent()
            status = send(candidate, address, content, kind).status_code
            assert (section, what, status) in [(section, what, each) for each in (303, 400, 422)]
            after = candidate.page(address).form(address).sent()
            assert (section, what, status == 303 or after == before) == (section, what, True)
        candidate.fill_in()
    for address in (
        f"{candidate.address}/zone",
        *OWN_FORMS[:-1],
        "/me/education/1",
        "/me/education/1/delete",
    ):
        for what, (content, kind) in readable(token).items():
            status = send(candidate, address, content, kind).status_code
            assert (address, what, 400 <= status < 500) == (address, what, True)
    assert candidate.flow().states("data-section") == [(each, "done") for each in SECTIONS]


def test_a_hostile_body_moves_nothing_at_the_desk(people: People) -> None:
    token = people.site.token("/desk")
    for address in people.desk_forms()[:-1]:
        for what, (content, kind) in readable(token).items():
            status = send(people.site, address, content, kind).status_code
            assert (address, what, 400 <= status < 500) == (address, what, True)
    assert people.submitter.events() == ["submit"]


def _bad_values() -> Iterator[tuple[str, str, str]]:
    for row in csv.DictReader(io.StringIO(BAD_VALUES)):
        field, _, value = row["values"].partition("=")
        if value.startswith("{"):
            value = "长" * int(value.strip("{}"))
        yield row["address"], field, value


def _filled(who: Visitor, where: str, typed: dict[str, str]) -> httpx.Response:
    """As the form stands, with these values, whether or not it offers them."""
    form = who.page(where).form(where)
    sent = [pair for pair in form.sent() if pair[0] not in typed]
    return who.client.post(where, data=_grouped([*sent, *typed.items()]))


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


def _names(page: Page, field: str, value: str) -> None:
    """A summary that links to the field, and the field with its message; passwords are gone."""
    summary = next(each for each in page.all("role", "alert"))
    linked = [e["href"][1:] for e in page.elements if e.tag == "a" and e.within(summary)]
    invalid = page.all("aria-invalid", "true")
    named = [e for e in invalid if e.attributes.get("name") == field]
    inside = [e for e in invalid for c in page.all("name", field) if c.within(e)]
    bad = (named + inside)[:1]
    assert bad, f"{field} is not marked: {page.text}"
    for each in linked:
        page.one("id", each)
    assert any(
        page.one("id", each).within(bad[0]) or page.one("id", each)["name"] == field
        for each in linked
    )
    messages = [page.one("id", each) for each in bad[0]["aria-describedby"].split()]
    assert any(message.text.strip() for message in messages)
    if "password" in field:
        assert all(not each.attributes.get("value") for each in page.all("type", "password"))
    elif bad[0].tag == "input" and bad[0].attributes.get("type") not in ("checkbox", "radio"):
        assert bad[0].attributes.get("value", "") == value
