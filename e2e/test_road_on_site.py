"""The road on site in zone 43, by the contract alone and without JavaScript.

The stories share one clock, which only goes forward: they stand in the order of their dates.
"""

import io

import httpx
import pypdf
import pytest
from e2e.deployment import Deployment
from e2e.page import Page
from e2e.road import SECTIONS, Candidate, events, photo

NODES = ("fill", "photo", "submit", "confirmation", "review")
NODE_STATES = {
    "submitted": "done done done todo todo",
    "confirmed": "done done done done current",
    "site_approved": "done done done done current",
    "qualified": "done done done done done",
    "rejected": "done done done done failed",
}
WINDOW = ("window", "2023-12-15T00:00:00+08:00")
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
    assert flow.states("data-node") == _nodes("done done current todo todo")
    assert flow.has_form(f"{candidate.address}/submit")
    _met(candidate)
    history = ["change_zone", "submit"]
    _goes(candidate, candidate.submit(), "submitted", history)
    assert _deadlines(candidate.flow()) == [WINDOW, CONFIRMATION]
    first_code = candidate.code()

    history += ["withdraw"]
    _goes(candidate, candidate.withdraw(), "draft", history)
    assert candidate.get(f"{candidate.address}/form").status_code == 404
    assert not candidate.flow().all("data-code")
    candidate.save("contact", mobile="13900009999")
    candidate.save("work", employer="株洲市中心医院", started_in="2016-09")
    history += ["submit"]
    _goes(candidate, candidate.submit(), "submitted", history)
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
        _goes(candidate, officer.act(number, move, **values), status, history)
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
    _goes(candidate, candidate.submit(), "submitted", ["submit"])


def test_a_new_photo_leaves_a_submitted_application_alone(deployment: Deployment) -> None:
    candidate = deployment.candidate().submitted()
    before = _pictures(candidate.page(f"{candidate.address}/form"))
    assert len(before) == 1
    bytes_before = candidate.get(before[0]).content

    candidate.follow(candidate.send_photo(photo(spread=120)))

    assert _pictures(candidate.page(f"{candidate.address}/form")) == before
    assert candidate.get(before[0]).content == bytes_before
    assert deployment.officer("changsha").get(before[0]).content == bytes_before


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
    _goes(candidate, candidate.submit(), "submitted", ["submit"])
    candidate.unfollow()
    _goes(candidate, candidate.withdraw(), "draft", ["submit", "withdraw"])


def test_a_reopened_application_is_mended_by_its_personal_date(deployment: Deployment) -> None:
    candidate = deployment.candidate().submitted()
    site, zone = deployment.officer("changsha"), deployment.officer("zone43")
    site.act(candidate.number, "confirm", code=candidate.code())
    printed = candidate.code()

    for values in ({"reason": ""}, {"until": ""}, {"until": "2023-12-04"}, {"until": "soon"}):
        wanted = {"reason": "改单位", "until": "2023-12-20"} | values
        assert zone.act(candidate.number, "reopen", **wanted).status_code == 422
    reopened = zone.act(candidate.number, "reopen", reason="改单位", until="2023-12-20")
    _goes(candidate, reopened, "submitted", ["submit", "confirm", "reopen"])
    assert _deadlines(candidate.flow()) == [("personal", "2023-12-21T00:00:00+08:00")]
    candidate.withdraw()
    candidate.save("work", employer="湖南省人民医院")
    candidate.submit()
    assert site.act(candidate.number, "confirm", code=printed).status_code == 422
    confirmed = site.act(candidate.number, "confirm", code=candidate.code())
    history = ["submit", "confirm", "reopen", "withdraw", "submit", "confirm"]
    _goes(candidate, confirmed, "confirmed", history)


def test_a_reopened_application_left_alone_is_kept(deployment: Deployment) -> None:
    candidate = deployment.candidate().submitted()
    deployment.officer("changsha").act(candidate.number, "confirm", code=candidate.code())
    zone = deployment.officer("zone43")
    zone.act(candidate.number, "reopen", reason="改单位", until="2023-12-06")

    deployment.move_clock("2023-12-06T23:58:00+08:00")
    assert candidate.status() == "submitted"
    deployment.move_clock("2023-12-07T00:00:00+08:00")

    assert _status_by_both_processes(candidate) == {"confirmed"}
    deployment.run("settle")
    assert candidate.events() == ["submit", "confirm", "reopen", "keep"]


def test_what_is_late_is_given_up_and_an_officer_may_give_time(deployment: Deployment) -> None:
    left, extended, waiting = (deployment.candidate() for _ in range(3))
    for candidate in (left, extended):
        candidate.register()
        candidate.prepare()
        candidate.apply()
        candidate.fill_in()
    waiting.submitted()
    site, zone = deployment.officer("changsha"), deployment.officer("zone43")
    given = zone.act(extended.number, "extend", reason="住院", until="2023-12-20")
    _goes(extended, given, "draft", ["extend"])
    assert _deadlines(extended.flow()) == [("personal", "2023-12-21T00:00:00+08:00")]

    deployment.move_clock("2023-12-14T23:58:00+08:00")
    assert _deadlines(left.flow()) == [WINDOW]
    deployment.move_clock("2023-12-15T00:00:00+08:00")

    assert _status_by_both_processes(left) == {"abandoned"}
    for move in ("submit", "withdraw", "contact"):
        late = left.post(f"{left.address}/{move}", {"mobile": "13900009999"})
        assert late.status_code == 409
        assert Page(late.text).one("data-status")["data-status"] == "abandoned"
    assert zone.demand(left.number, "extend", reason="迟", until="2023-12-20").status_code == 409
    _goes(extended, extended.submit(), "submitted", ["extend", "submit"])
    assert waiting.status() == "submitted"
    assert waiting.post(f"{waiting.address}/withdraw").status_code == 409
    nobody = deployment.candidate()
    nobody.register()
    nobody.prepare()
    assert nobody.post("/apply/2024", {"zone": "43"}).status_code == 409

    restored = zone.act(left.number, "restore", reason="系统故障", until="2023-12-18")
    _goes(left, restored, "draft", ["lapse", "restore"])
    assert left.flow().all("data-section") != []
    _goes(left, left.submit(), "submitted", ["lapse", "restore", "submit"])

    waiting_code = waiting.code()
    deployment.move_clock("2023-12-17T00:00:00+08:00")
    assert _status_by_both_processes(waiting) == {"abandoned"}
    late = site.demand(waiting.number, "confirm", code=waiting_code)
    assert late.status_code == 409
    assert Page(late.text).one("data-status")["data-status"] == "abandoned"
    restored = zone.act(waiting.number, "restore", reason="大雪封路", until="2023-12-20")
    _goes(waiting, restored, "submitted", ["submit", "lapse", "restore"])
    confirmed = site.act(waiting.number, "confirm", code=waiting.code())
    _goes(waiting, confirmed, "confirmed", ["submit", "lapse", "restore", "confirm"])
    assert extended.status() == "submitted"

    deployment.move_clock("2023-12-21T00:00:00+08:00")
    assert extended.status() == left.status() == "abandoned"
    deployment.run("settle")
    deployment.run("settle")
    assert extended.events() == ["extend", "submit", "lapse"]


def _draft_is_empty(candidate: Candidate) -> None:
    flow = candidate.flow()
    assert flow.one("data-status")["data-status"] == "draft"
    assert flow.states("data-section") == [(section, "todo") for section in SECTIONS]
    assert flow.states("data-node") == _nodes("current todo todo todo todo")
    assert _deadlines(flow) == [WINDOW]
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


def _goes(candidate: Candidate, answer: httpx.Response, status: str, history: list[str]) -> None:
    """The move succeeded, and the candidate sees it at once."""
    assert answer.status_code == 303, f"{answer.status_code}: {Page(answer.text).text}"
    flow = candidate.flow()
    assert flow.one("data-status")["data-status"] == status
    assert events(flow) == history
    if status in NODE_STATES:
        assert flow.states("data-node") == _nodes(NODE_STATES[status])


def _nodes(states: str) -> list[tuple[str, str]]:
    return list(zip(NODES, states.split(), strict=True))


def _deadlines(page: Page) -> list[tuple[str, str]]:
    return [(each["data-deadline"], each["datetime"]) for each in page.all("data-deadline")]


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
    assert len(_pictures(record)) == 1


def _pictures(page: Page) -> list[str]:
    return [each["src"] for each in page.elements if each.tag == "img" and "/files/" in each["src"]]


def _status_by_both_processes(candidate: Candidate) -> set[str]:
    """Twenty connections of their own reach either process."""
    statuses = set()
    for _ in range(20):
        with httpx.Client(
            base_url=candidate.client.base_url, cookies=candidate.client.cookies
        ) as one:
            page = Page(one.get(candidate.address).text)
            statuses.add(page.one("data-status")["data-status"])
    return statuses
