"""Requests that arrive together at two web processes: one wins, the others are told."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier

import httpx
import pytest
from e2e.deployment import Deployment
from e2e.page import Page
from e2e.road import EDUCATION, PASSWORD, SECTIONS, Candidate, Officer, Visitor

Post = tuple[Visitor, str, dict[str, str]]


@pytest.fixture(scope="module")
def site(deployment: Deployment) -> Officer:
    return deployment.officer("changsha")


@pytest.fixture(scope="module")
def zone(deployment: Deployment) -> Officer:
    return deployment.officer("zone43")


def test_of_twenty_submits_one_succeeds(deployment: Deployment) -> None:
    candidate = deployment.candidate().drafting()
    codes = set()
    for turn in range(1, 6):
        answers = _at_once([(candidate, f"{candidate.address}/submit", {})] * 20)

        assert _statuses(answers) == {303: 1, 409: 19}
        assert _told(answers) == {"submitted"}
        assert candidate.status() == "submitted"
        assert Counter(candidate.events())["submit"] == turn
        codes.add(candidate.code())
        assert candidate.withdraw().status_code == 303
    assert len(codes) == 5


def test_of_four_officers_one_confirms(
    deployment: Deployment, site: Officer, zone: Officer
) -> None:
    candidate = deployment.candidate().submitted()
    address = f"/desk/applications/{candidate.number}/confirm"
    officers = [site, zone, deployment.officer("changsha"), deployment.officer("zone43")]
    for turn in range(1, 6):
        code = {"code": candidate.code()}
        answers = _at_once([(officer, address, code) for officer in officers])

        assert _statuses(answers) == {303: 1, 409: 3}
        assert _told(answers) == {"confirmed"}
        assert candidate.status() == "confirmed"
        assert Counter(candidate.events())["confirm"] == turn
        again = zone.act(candidate.number, "reopen", reason="再来", until="2023-12-20")
        assert again.status_code == 303


def test_of_withdraw_and_confirm_one_wins(
    deployment: Deployment, site: Officer, zone: Officer
) -> None:
    candidate = deployment.candidate().submitted()
    withdraw = f"{candidate.address}/withdraw"
    confirm = f"/desk/applications/{candidate.number}/confirm"
    for _ in range(10):
        before = candidate.events()
        code = {"code": candidate.code()}
        answers = _at_once([(candidate, withdraw, {}), (site, confirm, code)])

        assert _statuses(answers) == {303: 1, 409: 1}
        withdrawn = answers[0].status_code == 303
        assert _told(answers) == {"draft" if withdrawn else "confirmed"}
        assert candidate.status() == ("draft" if withdrawn else "confirmed")
        assert candidate.events() == [*before, "withdraw" if withdrawn else "confirm"]
        if withdrawn:
            candidate.submit()
        else:
            zone.act(candidate.number, "reopen", reason="再来", until="2023-12-20")


def test_a_second_press_of_approve_does_not_approve_for_the_zone(
    deployment: Deployment, site: Officer, zone: Officer
) -> None:
    candidate = deployment.candidate().submitted()
    address = f"/desk/applications/{candidate.number}/approve"
    site.act(candidate.number, "confirm", code=candidate.code())
    for turn in range(1, 6):
        answers = _at_once([(site, address, {})] * 4)

        assert Counter(answer.status_code for answer in answers)[303] == 1
        assert candidate.status() == "site_approved"
        assert Counter(candidate.events())["approve"] == turn
        zone.act(candidate.number, "return", reason="再来")


def test_a_save_beside_a_submit_is_printed_or_refused(deployment: Deployment) -> None:
    candidate = deployment.candidate().drafting()
    for turn in range(10):
        mobile = f"1370000{turn:04}"
        answers = _at_once(
            [
                (candidate, f"{candidate.address}/contact", {"mobile": mobile}),
                (candidate, f"{candidate.address}/submit", {}),
            ]
        )

        saved = answers[0].status_code == 303
        assert answers[0].status_code in (303, 409)
        if answers[1].status_code == 409:
            assert candidate.submit().status_code == 303
        assert (mobile in candidate.page(f"{candidate.address}/form").text) is saved
        assert (mobile in candidate.page(f"{candidate.address}/check").text) is saved
        candidate.withdraw()


def test_a_change_of_zone_beside_a_submit_leaves_one_of_them(deployment: Deployment) -> None:
    candidate = deployment.candidate().drafting()
    for _ in range(4):
        answers = _at_once(
            [
                (candidate, f"{candidate.address}/zone", {"zone": "41", "confirm": "1"}),
                (candidate, f"{candidate.address}/submit", {}),
            ]
        )

        assert _statuses(answers)[303] == 1
        flow = candidate.flow()
        if answers[1].status_code == 303:
            assert flow.one("data-status")["data-status"] == "submitted"
            assert "长沙市" in candidate.page(f"{candidate.address}/form").text
            candidate.withdraw()
            continue
        assert flow.one("data-status")["data-status"] == "draft"
        assert flow.states("data-section") == [(section, "todo") for section in SECTIONS]
        candidate.fill(f"{candidate.address}/zone", zone="43", confirm="1")
        candidate.fill_in()


def test_of_two_applies_one_makes_the_application(deployment: Deployment) -> None:
    for _ in range(4):
        candidate = deployment.candidate()
        candidate.register()
        candidate.prepare()
        zones = ("43", "41", "43", "41", "43", "41")
        answers = _at_once([(candidate, "/apply/2024", {"zone": zone}) for zone in zones])

        assert _statuses(answers) == {303: 6}
        assert len({answer.headers["location"] for answer in answers}) == 1
        links = {each for each in candidate.page("/me").links() if "/applications/" in each}
        assert {each.split("/")[2] for each in links} == {
            answers[0].headers["location"].split("/")[2]
        }


@pytest.mark.parametrize(("same", "own"), [("id_number", "username"), ("username", "id_number")])
def test_of_two_registrations_one_takes_the_name_or_number(
    deployment: Deployment, same: str, own: str
) -> None:
    for _ in range(4):
        people = [deployment.candidate(), deployment.candidate()]
        setattr(people[1], same, getattr(people[0], same))
        answers = _at_once([(each, "/register", _registration(each)) for each in people])

        assert _statuses(answers) == {303: 1, 422: 1}
        winner = [answer.status_code for answer in answers].index(303)
        for person, status in ((people[winner], 303), (people[1 - winner], 422)):
            signed_in = person.fill("/login", login=getattr(person, own), password=PASSWORD)
            assert signed_in.status_code == status


def test_of_two_fifth_records_one_is_kept(deployment: Deployment) -> None:
    candidate = deployment.candidate()
    candidate.register()
    for _ in range(4):
        assert candidate.fill("/me/education", **EDUCATION).status_code == 303

    answers = _at_once([(candidate, "/me/education", EDUCATION)] * 4)

    assert _statuses(answers) == {303: 1, 409: 3}
    records = {each for each in candidate.page("/me/education").links() if _is_record(each)}
    assert len(records) == 5


def _registration(candidate: Candidate) -> dict[str, str]:
    return candidate.registration(candidate.page("/register"))


def _is_record(link: str) -> bool:
    return link.removeprefix("/me/education/").isdigit()


def _at_once(posts: list[Post]) -> list[httpx.Response]:
    """Each over a connection of its own that is open before all are let go together."""
    gate = Barrier(len(posts))
    tokens = {id(visitor): visitor.token() for visitor, _, _ in posts}
    with ExitStack() as stack, ThreadPoolExecutor(len(posts)) as threads:
        sent = [
            threads.submit(_post, stack.enter_context(_connection(visitor)), address,
                           values | {"_csrf_token": tokens[id(visitor)]}, gate.wait)
            for visitor, address, values in posts
        ]  # fmt: skip
        return [each.result() for each in sent]


def _connection(visitor: Visitor) -> httpx.Client:
    return httpx.Client(
        base_url=visitor.client.base_url, cookies=visitor.client.cookies, timeout=60
    )


def _post(
    client: httpx.Client, address: str, values: dict[str, str], wait: Callable[[], int]
) -> httpx.Response:
    client.get("/health")
    wait()
    return client.post(address, data=values)


def _statuses(answers: list[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def _told(answers: list[httpx.Response]) -> set[str]:
    """The status that the refused are shown."""
    return {
        Page(answer.text).one("data-status")["data-status"]
        for answer in answers
        if answer.status_code == 409
    }
