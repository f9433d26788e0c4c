"""The road on site in zone 43, by the contract alone and without JavaScript."""

import io
from typing import Any
from urllib.parse import urlencode

import pypdf
import pytest
from e2e.deployment import Deployment
from e2e.page import Page
from e2e.road import (
    EDUCATION,
    EXAM,
    PASSWORD,
    SECTIONS,
    WINDOW,
    WORK,
    Candidate,
    deadlines,
    events,
    nodes,
    photo,
)

CONFIRMATION = ("confirmation", "2023-12-17T00:00:00+08:00")
RARE_NAMES = ("张㛃", "李䶮", "王𬀩", "赵𫖯", "钱𠅤", "阿卜杜热合曼·买买提江")


def test_a_candidate_comes_from_registration_to_qualified(deployment: Deployment) -> None:
    candidate = deployment.candidate("张㛃")
    site, zone = deployment.officer("changsha"), deployment.officer("zone43")

    assert "张㛃" in candidate.register().text
    candidate.prepare()
    assert "/apply/2024" in candidate.page("/apply").links()
    number = candidate.apply("41")
    _draft_is_empty(candidate)
    candidate.save("contact", mobile="13600001111")
    _zone_changes_to_43(candidate)
    assert candidate.number == number
    _draft_is_empty(candidate)

    refused = candidate.submit()
    assert refused.status_code == 422
    for section in SECTIONS:
        assert f"{candidate.address}/{section}" in refused.text
    assert candidate.status() == "draft"
    assert candidate.get(f"{candidate.address}/form").status_code == 404
    assert candidate.get(f"{candidate.address}/form.pdf").status_code == 404

    candidate.fill_in()
    flow = candidate.flow()
    assert flow.states("data-section") == [(section, "done") for section in SECTIONS]
    assert flow.states("data-node") == nodes("done done current todo todo")
    assert flow.has_form(f"{candidate.address}/submit")
    _met(candidate)
    history = ["change_zone", "submit"]
    candidate.sees(candidate.submit(), "submitted", history)
    assert deadlines(candidate.flow()) == [WINDOW, CONFIRMATION]
    first_code = candidate.code()

    history += ["withdraw"]
    candidate.sees(candidate.withdraw(), "draft", history)
    assert candidate.get(f"{candidate.address}/form").status_code == 404
    assert not candidate.flow().all("data-code")
    candidate.save("contact", mobile="13900009999")
    candidate.save("work", employer="株洲市中心医院", started_in="2016-09")
    history += ["submit"]
    candidate.sees(candidate.submit(), "submitted", history)
    code = candidate.code()
    assert code != first_code

    _scan_tells_what_changed(site.scan(first_code))
    assert site.scan(code).one("data-verdict")["data-verdict"] == "match"
    assert _record_link(site.scan(code)) == f"/desk/applications/{number}"
    assert site.scan("AAAAAA-01").one("data-verdict")["data-verdict"] == "unknown"
    _record_is_whole(site.record(number))
    for wrong in ("", "AAAAAA-01", first_code):
        assert site.act(number, "confirm", code=wrong).status_code == 422
        assert candidate.status() == "submitted"

    for officer, move, values, status in (
        (site, "confirm", {"code": code}, "confirmed"),
        (site, "approve", {}, "site_approved"),
        (zone, "return", {"reason": "请核对工作年限"}, "confirmed"),
        (site, "reject", {"reason": "工作年限证明缺一页"}, "rejected"),
        (zone, "revoke", {"reason": "证明已补齐"}, "confirmed"),
        (site, "approve", {}, "site_approved"),
        (zone, "reject", {"reason": "学历待核"}, "rejected"),
        (zone, "revoke", {"reason": "学历已核"}, "site_approved"),
        (zone, "approve", {}, "qualified"),
    ):
        history.append(move)
        candidate.sees(officer.act(number, move, **values), status, history)
        assert officer.record(number).all("data-status")[0]["data-status"] == status
        assert events(officer.record(number)) == history
        assert values.get("reason", "") in candidate.flow().text
    assert candidate.code() == code


def test_a_confirmed_application_closes_what_the_candidate_could_do(
    deployment: Deployment,
) -> None:
    candidate = deployment.candidate().submitted()
    site = deployment.officer("changsha")
    site.act(candidate.number, "confirm", code=candidate.code())

    for move in ("submit", "withdraw", "zone"):
        answer = candidate.post(f"{candidate.address}/{move}", {"zone": "41", "confirm": "1"})
        assert answer.status_code == 409, move
        assert Page(answer.text).one("data-status")["data-status"] == "confirmed"
    for section in SECTIONS:
        answer = candidate.post(f"{candidate.address}/{section}", {"mobile": "13700000000"})
        assert answer.status_code == 409, section
    flow = candidate.flow()
    assert not flow.has_form(f"{candidate.address}/withdraw")
    assert not flow.has_form(f"{candidate.address}/submit")


@pytest.mark.parametrize("name", RARE_NAMES)
def test_a_rare_name_stands_on_page_and_print(deployment: Deployment, name: str) -> None:
    candidate = deployment.candidate(name).submitted()

    assert name in candidate.page("/me").text
    assert name in candidate.page(f"{candidate.address}/check").text
    assert name in candidate.page(f"{candidate.address}/form").text
    printed = candidate.get(f"{candidate.address}/form.pdf")
    assert printed.headers["content-type"] == "application/pdf"
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.content)).pages
    )
    assert name in text
    assert candidate.id_number in text
    assert candidate.code() in text
    found = deployment.officer("zone43").page(f"/desk/applications?q={name[:2]}")
    assert f"/desk/applications/{candidate.number}" in found.links()


def test_advice_names_the_rule_and_the_years(deployment: Deployment) -> None:
    candidate = deployment.candidate()
    candidate.register()
    candidate.prepare()
    candidate.apply()
    assert _advice(candidate)[0] == "unclear"
    candidate.fill_in()
    assert _advice(candidate)[0] == "met"
    candidate.save("exam", first_licensed_in="2023-06")
    verdict, words = _advice(candidate)
    assert verdict == "not_met"
    assert "需满 1 年" in words
    candidate.sees(candidate.submit(), "submitted", ["submit"])


def test_a_new_photo_leaves_a_submitted_application_alone(deployment: Deployment) -> None:
    candidate = deployment.candidate().submitted()
    before = candidate.picture()
    bytes_before = candidate.get(before).content

    candidate.follow(candidate.send_photo(photo(spread=120)))

    assert candidate.picture() == before
    assert candidate.get(before).content == bytes_before
    assert deployment.officer("changsha").get(before).content == bytes_before


def test_an_unbound_wechat_closes_apply_and_submit_only(deployment: Deployment) -> None:
    candidate = deployment.candidate()
    candidate.register()
    candidate.prepare()
    candidate.apply()
    candidate.fill_in()
    candidate.unfollow()

    assert candidate.submit().status_code == 409
    assert candidate.save("contact", mobile="13900009999").status_code == 303
    candidate.bind()
    candidate.sees(candidate.submit(), "submitted", ["submit"])
    candidate.unfollow()
    candidate.sees(candidate.withdraw(), "draft", ["submit", "withdraw"])


def test_a_section_may_be_left_half_done(deployment: Deployment) -> None:
    candidate = deployment.candidate().drafting()
    half: dict[str, dict[str, str]] = {
        "notice": {},
        "site": {"site": ""},
        "basic": {"health": "healthy"},
        "contact": {"address": "芙蓉中路1号"},
        "exam": {"category": "nursing"},
        "education": {},
        "work": {"employer": "长沙市第一医院"},
        "photo": {},
    }
    for section, values in half.items():
        answer = candidate.post(f"{candidate.address}/{section}", values)
        assert (section, answer.status_code) == (section, 303)
        assert (section, "todo") in candidate.flow().states("data-section")
    assert "芙蓉中路1号" in candidate.get(f"{candidate.address}/contact").text
    assert candidate.flow().states("data-node") == nodes("current todo todo todo todo")
    assert candidate.submit().status_code == 422
    assert candidate.status() == "draft"


def test_the_fields_of_the_contract_are_all_that_a_section_wants(deployment: Deployment) -> None:
    candidate = deployment.candidate()
    candidate.register()
    candidate.prepare()
    candidate.apply()
    record = candidate.page(f"{candidate.address}/education").form(f"{candidate.address}/education")
    basic = {"gender": "male", "birth_date": "1990-03-07", "ethnicity": "01", "health": "healthy"}
    whole: dict[str, dict[str, Any]] = {
        "notice": {"agree": "on"},
        "site": {"site": "430100"},
        "basic": basic | {"id_expires_on": "2030-01-01"},
        "contact": {"mobile": "+86 13600001111"},
        "exam": {"category": "nursing", "level": "practitioner", **EXAM},
        "education": {"education": record.options("education")[0]},
        "work": WORK,
        "photo": {"confirm": "x"},
    }
    for section, values in whole.items():
        answer = candidate.post(f"{candidate.address}/{section}", values)
        assert (section, answer.status_code) == (section, 303)
        assert (section, "done") in candidate.flow().states("data-section")
    candidate.sees(candidate.post(f"{candidate.address}/submit"), "submitted", ["submit"])


def test_lists_depend_on_the_answer_before_them(deployment: Deployment) -> None:
    candidate = deployment.candidate()
    candidate.register()
    candidate.prepare()
    candidate.apply("12")
    address = f"{candidate.address}/site"
    site = candidate.page(address).form(address).options("site")[0]
    asked = candidate.page(f"{address}?site={site}").form(address)
    assert (("site", site)) in asked.sent()
    points = asked.options("registration_point")
    assert points
    other = next(each for each in candidate.page(address).form(address).options("site")[1:])
    foreign = candidate.page(f"{address}?site={other}").form(address).options("registration_point")
    assert not set(points) & set(foreign)
    mixed = candidate.post(address, {"site": site, "registration_point": foreign[0]})
    assert mixed.status_code == 422
    assert ("site", "todo") in candidate.flow().states("data-section")

    exam = f"{candidate.address}/exam"
    shown = candidate.page(f"{exam}?category=pharmacy&level=assistant").form(exam)
    assert set(shown.options("specialty")) == {"101", "102"}
    assert ("category", "pharmacy") in shown.sent()


def test_a_verified_diploma_is_seen_by_its_owner(deployment: Deployment) -> None:
    candidate = deployment.candidate().submitted()
    site = deployment.officer("changsha")
    record = f"/desk/applications/{candidate.number}"
    assert "未核验" in candidate.page("/me/education").text
    for verification, words in (("passed", "核验通过"), ("failed", "核验未通过")):
        answer = site.fill(record, f"{record}/education", verification=verification)
        assert answer.status_code == 303
        assert words in candidate.page("/me/education").text
    assert site.demand(candidate.number, "education", verification="x").status_code == 422


def test_an_officer_finds_an_application_by_all_that_names_it(deployment: Deployment) -> None:
    candidate = deployment.candidate("欧阳查找").submitted()
    record = f"/desk/applications/{candidate.number}"
    wanted = {"q": [candidate.number, candidate.id_number, candidate.code(), "欧阳", "欧阳查找"]}
    wanted |= {"status": ["submitted"], "site": ["430100"], "specialty": ["203"]}
    for officer in (deployment.officer("zone43"), deployment.officer("center")):
        for name, values in wanted.items():
            for value in values:
                query = urlencode({"q": "欧阳查找", name: value})
                assert record in officer.page(f"/desk/applications?{query}").links(), query
        for name, value in (
            ("q", "查找"),
            ("status", "draft"),
            ("site", "430200"),
            ("specialty", "204"),
        ):
            query = urlencode({"q": "欧阳查找", name: value})
            assert record not in officer.page(f"/desk/applications?{query}").links(), query


def test_a_draft_is_seen_at_the_desk_and_moves_nowhere(deployment: Deployment) -> None:
    candidate = deployment.candidate().drafting()
    page = deployment.officer("changsha").record(candidate.number)
    assert page.all("data-status")[0]["data-status"] == "draft"
    assert not page.all("data-event")


def test_a_preparation_is_needed_for_each_application(deployment: Deployment) -> None:
    candidate = deployment.candidate()
    candidate.register()
    candidate.follow(candidate.send_photo(photo()))
    assert candidate.post("/apply/2024", {"zone": "43"}).status_code == 409
    candidate.follow(candidate.fill("/me/education", **EDUCATION))
    assert candidate.post("/apply/2024", {"zone": "43"}).status_code == 409
    candidate.bind()
    assert not candidate.page("/me/wechat").all("data-ticket")
    first = candidate.apply("43")
    assert candidate.post("/apply/2024", {"zone": "41"}).headers["location"].endswith(first)
    candidate.unfollow()
    assert candidate.page("/me/wechat").one("data-ticket")


def test_a_sign_out_and_a_new_password_end_what_was_open(deployment: Deployment) -> None:
    candidate = deployment.candidate()
    candidate.register()
    elsewhere = deployment.visitor()
    assert elsewhere.fill("/login", login=candidate.id_number, password=PASSWORD).status_code == 303
    new = {"password": "an even longer one", "password_again": "an even longer one"}
    changed = candidate.fill("/me/password", current_password=PASSWORD, **new)
    assert changed.status_code == 303
    assert candidate.get("/me").status_code == 200
    assert elsewhere.get("/me").status_code == 303
    assert candidate.fill("/me", "/logout").status_code == 303
    assert candidate.get("/me").status_code == 303
    old = candidate.fill("/login", login=candidate.username, password=PASSWORD)
    assert old.status_code == 422
    again = candidate.fill("/login", login=candidate.username.upper(), password=new["password"])
    assert (again.status_code, again.headers["location"]) == (303, "/me")
    security = {"current_password": new["password"], "security_answer": "株洲"}
    question = candidate.page("/me/security").form("/me/security").options("security_question")[1]
    kept = candidate.fill("/me/security", security_question=question, **security)
    assert kept.status_code == 303
    found = deployment.visitor()
    found.follow(found.fill("/recover", login=candidate.username))
    opened = found.fill("/recover/answer", security_answer=" 株洲 ", **_twice("a third password"))
    assert opened.status_code == 303
    assert candidate.get("/me").status_code == 303


def _twice(password: str) -> dict[str, str]:
    return {"password": password, "password_again": password}


def _draft_is_empty(candidate: Candidate) -> None:
    flow = candidate.flow()
    assert flow.one("data-status")["data-status"] == "draft"
    assert flow.states("data-section") == [(section, "todo") for section in SECTIONS]
    assert flow.states("data-node") == nodes("current todo todo todo todo")
    assert deadlines(flow) == [WINDOW]
    assert not flow.all("data-code")


def _zone_changes_to_43(candidate: Candidate) -> None:
    """Only after a warning that the candidate ticks; what was filled in goes."""
    unconfirmed = candidate.fill(f"{candidate.address}/zone", zone="43", confirm=None)
    assert unconfirmed.status_code == 422
    assert "13600001111" in candidate.get(f"{candidate.address}/contact").text
    changed = candidate.fill(f"{candidate.address}/zone", zone="43", confirm="1")
    assert (changed.status_code, changed.headers["location"]) == (303, candidate.address)
    assert candidate.events() == ["change_zone"]
    assert "13600001111" not in candidate.get(f"{candidate.address}/contact").text


def _met(candidate: Candidate) -> None:
    verdict, words = _advice(candidate)
    assert verdict == "met"
    assert "需满 1 年" in words


def _advice(candidate: Candidate) -> tuple[str, str]:
    advice = candidate.page(f"{candidate.address}/check").one("data-eligibility")
    return advice["data-eligibility"], advice.text


def _scan_tells_what_changed(scan: Page) -> None:
    verdict = scan.one("data-verdict")
    assert verdict["data-verdict"] == "mismatch"
    for value in (
        "13600001111",
        "13900009999",
        "长沙市第一医院",
        "株洲市中心医院",
        "2016-08",
        "2016-09",
    ):
        assert value in verdict.text
    assert "中南大学" not in verdict.text


def _record_link(scan: Page) -> str:
    links = [each for each in scan.links() if each.startswith("/desk/applications/")]
    return links[0].partition("?")[0]


def _record_is_whole(record: Page) -> None:
    assert record.one("data-site")["data-site"] == "430100"
    assert record.one("data-eligibility")["data-eligibility"] == "met"
    for value in ("张㛃", "13900009999", "株洲市中心医院", "中南大学", "护理学", "1990-03-07"):
        assert value in record.text
    assert len(record.pictures()) == 1
