"""The online road of Tianjin and Shanghai, by the contract alone over plain HTTP.

The stories share one clock, which only goes forward: they stand in the order of their dates.
"""

import io

import pytest
from e2e.deployment import OFFICER_PASSWORD, Deployment
from e2e.road import EXAM, WORK, Candidate, Officer
from PIL import Image
from pypdf import PdfReader

PLACES = {"12": ("120101", "12010101"), "31": ("310101", "31010101")}
REUPLOAD = "2023-12-15T17:00:00+08:00"


@pytest.fixture(scope="module")
def office(own_deployment: Deployment) -> Deployment:
    """With officers of a point, a site and the zone in both places."""
    for zone, (site, point) in PLACES.items():
        for name, role in (
            (f"zone{zone}", ("--role", "zone", "--zone", zone)),
            (f"site{zone}", ("--role", "site", "--site", site)),
            (f"point{zone}", ("--role", "point", "--point", point)),
        ):
            given = f"{OFFICER_PASSWORD}\n"
            own_deployment.run("staff", "add", name, *role, "--password-stdin", given=given)
    return own_deployment


@pytest.mark.parametrize("zone", PLACES)
def test_from_the_draft_form_to_both_reviews(office: Deployment, zone: str) -> None:
    candidate = drafted(office, zone)
    nodes = [name for name, _ in candidate.flow().states("data-node")]
    assert nodes == ["fill", "photo", "materials", "submit", "confirmation", "review"]
    draft = candidate.get(f"{candidate.address}/form")
    assert "供单位盖章" in draft.text
    assert "data-code" not in draft.text
    pdf = candidate.get(f"{candidate.address}/form.pdf")
    assert "供单位盖章" in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    too_early = candidate.post(f"{candidate.address}/submit")
    assert (too_early.status_code, candidate.status()) == (422, "draft")
    for code in owed(candidate):
        upload(candidate, code)
    assert candidate.submit().status_code == 303
    refuse(office.officer(f"point{zone}"), candidate, "identity")
    assert candidate.status() == "refused"
    assert dict(candidate.flow().states("data-node"))["confirmation"] == "failed"
    upload(candidate, "identity")
    assert candidate.submit().status_code == 303
    assert office.officer(f"site{zone}").act(candidate.number, "confirm").status_code == 303
    assert office.officer(f"site{zone}").act(candidate.number, "approve").status_code == 303
    assert office.officer(f"zone{zone}").act(candidate.number, "approve").status_code == 303
    assert candidate.status() == "qualified"
    history = ["submit", "refuse", "submit", "confirm", "approve", "approve"]
    assert candidate.events() == history


def test_an_upload_finds_its_own_application_only(office: Deployment) -> None:
    candidate, stranger = drafted(office, "12"), office.candidate()
    stranger.register()
    address = f"{candidate.address}/materials"
    files = {"file": ("a.jpg", paper(), "image/jpeg")}
    assert stranger.post(f"{address}/identity", files=files).status_code == 404
    assert candidate.post(f"{address}/nothing", files=files).status_code == 404
    evil = {"file": ("a.jpg", b"<html><script>alert(1)</script>", "image/jpeg")}
    assert candidate.post(f"{address}/identity", files=evil).status_code == 422
    assert candidate.post(f"{address}/identity", files=files).status_code == 303
    (own,) = [
        each["href"]
        for each in candidate.page(f"{address}/identity").all("href")
        if each["href"].startswith("/files/")
    ]
    assert candidate.get(own).headers["content-type"] == "image/jpeg"
    assert stranger.get(own).status_code == 404
    assert office.officer("zone43").get(own).status_code == 404
    assert office.officer("zone12").get(own).status_code == 200


def test_who_never_mends_is_given_up_and_who_waits_is_not(office: Deployment) -> None:
    waits, never, late = (sent(office, "31") for _ in range(3))
    zone = office.officer("zone31")
    refuse(zone, never, "identity")
    deadline = never.flow().one("data-deadline")
    assert (deadline["data-deadline"], deadline["datetime"]) == ("reupload", REUPLOAD)
    office.move_clock("2023-12-15T16:59:00+08:00")
    assert never.status() == "refused"
    office.move_clock(REUPLOAD)
    assert never.status() == "abandoned"
    answer = never.post(
        f"{never.address}/materials/identity", files={"file": ("a.jpg", paper(), "image/jpeg")}
    )
    assert (answer.status_code, 'data-status="abandoned"' in answer.text) == (409, True)
    office.run("settle")
    assert never.events() == ["submit", "refuse", "lapse"]
    values = {"reason": "看不清", "item": ["material:identity"]}
    assert zone.demand(late.number, "refuse", **values).status_code == 422
    assert zone.demand(late.number, "refuse", **values, until="2023-12-20").status_code == 303
    personal = late.flow().one("data-deadline")
    assert (personal["data-deadline"], personal["datetime"]) == (
        "personal",
        "2023-12-21T00:00:00+08:00",
    )
    upload(late, "identity")
    assert late.submit().status_code == 303
    restored = zone.demand(never.number, "restore", reason="材料已补", until="2023-12-20")
    assert (restored.status_code, never.status()) == (303, "refused")
    office.move_clock("2024-05-01T00:00:00+08:00")
    assert (waits.status(), never.status(), late.status()) == (
        "submitted",
        "abandoned",
        "submitted",
    )


def drafted(office: Deployment, zone: str) -> Candidate:
    """Every section filled in; materials still owed."""
    candidate = office.candidate()
    candidate.register()
    candidate.prepare()
    candidate.apply(zone)
    site, point = PLACES[zone]
    for name, values in (
        ("notice", {"agree": "1"}),
        ("site", {"site": site, "registration_point": point}),
        ("contact", {"mobile": "13600001111"}),
        ("exam", {"category": "nursing", "level": "practitioner", **EXAM}),
        ("work", WORK),
        ("photo", {"confirm": "1"}),
    ):
        answer = candidate.post(f"{candidate.address}/{name}", values)
        assert answer.status_code == 303, f"{name}: {answer.text}"
    known = {"ethnicity": "01", "health": "healthy", "id_permanent": "1"}
    assert candidate.save("basic", **known).status_code == 303
    record = candidate.page(f"{candidate.address}/education").form(f"{candidate.address}/education")
    education = {"education": record.options("education")[0]}
    assert candidate.post(f"{candidate.address}/education", education).status_code == 303
    return candidate


def sent(office: Deployment, zone: str) -> Candidate:
    candidate = drafted(office, zone)
    for code in owed(candidate):
        upload(candidate, code)
    assert candidate.submit().status_code == 303
    return candidate


def owed(candidate: Candidate) -> list[str]:
    """What the overview of materials shows as still to do."""
    overview = candidate.page(f"{candidate.address}/materials")
    return [code for code, state in overview.states("data-material") if state == "todo"]


def upload(candidate: Candidate, code: str) -> None:
    files = {"file": ("材料.jpg", paper(), "image/jpeg")}
    answer = candidate.post(f"{candidate.address}/materials/{code}", files=files)
    assert answer.status_code == 303, answer.text


def refuse(officer: Officer, candidate: Candidate, code: str) -> None:
    values = {"reason": "看不清", "item": [f"material:{code}"]}
    answer = officer.demand(candidate.number, "refuse", **values)
    assert answer.status_code == 303, answer.text


def paper() -> bytes:
    made = io.BytesIO()
    Image.linear_gradient("L").resize((900, 1200)).convert("RGB").save(made, "JPEG")
    return made.getvalue()
