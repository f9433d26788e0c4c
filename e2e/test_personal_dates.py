"""A date that a zone gives one candidate, and what the clock does when it has passed.

The stories share one clock, which only goes forward: they stand in the order of their dates.
"""

from e2e.deployment import Deployment
from e2e.road import WINDOW, deadlines


def test_a_reopened_application_is_mended_by_its_personal_date(own_deployment: Deployment) -> None:
    candidate = own_deployment.candidate().submitted()
    site, zone = own_deployment.officer("changsha"), own_deployment.officer("zone43")
    site.act(candidate.number, "confirm", code=candidate.code())
    printed = candidate.code()

    for values in ({"reason": ""}, {"until": ""}, {"until": "2023-12-04"}, {"until": "soon"}):
        wanted = {"reason": "改单位", "until": "2023-12-20"} | values
        assert zone.act(candidate.number, "reopen", **wanted).status_code == 422
    reopened = zone.act(candidate.number, "reopen", reason="改单位", until="2023-12-20")
    candidate.sees(reopened, "submitted", ["submit", "confirm", "reopen"])
    assert deadlines(candidate.flow()) == [("personal", "2023-12-21T00:00:00+08:00")]
    candidate.withdraw()
    candidate.save("work", employer="湖南省人民医院")
    candidate.submit()
    assert site.act(candidate.number, "confirm", code=printed).status_code == 422
    confirmed = site.act(candidate.number, "confirm", code=candidate.code())
    history = ["submit", "confirm", "reopen", "withdraw", "submit", "confirm"]
    candidate.sees(confirmed, "confirmed", history)


def test_a_reopened_application_left_alone_is_kept(own_deployment: Deployment) -> None:
    candidate = own_deployment.candidate().submitted()
    own_deployment.officer("changsha").act(candidate.number, "confirm", code=candidate.code())
    zone = own_deployment.officer("zone43")
    zone.act(candidate.number, "reopen", reason="改单位", until="2023-12-06")

    own_deployment.move_clock("2023-12-06T23:58:00+08:00")
    assert candidate.status() == "submitted"
    own_deployment.move_clock("2023-12-07T00:00:00+08:00")

    assert candidate.statuses() == {"confirmed"}
    own_deployment.run("settle")
    assert candidate.events() == ["submit", "confirm", "reopen", "keep"]


def test_a_date_before_the_window_ends_takes_nothing_away(own_deployment: Deployment) -> None:
    candidate = own_deployment.candidate().drafting()
    zone = own_deployment.officer("zone43")
    given = zone.act(candidate.number, "extend", reason="无", until="2023-12-08")
    candidate.sees(given, "draft", ["extend"])
    assert WINDOW in deadlines(candidate.flow())
    own_deployment.move_clock("2023-12-09T00:00:00+08:00")
    assert candidate.status() == "draft"
    candidate.sees(candidate.submit(), "submitted", ["extend", "submit"])


def test_a_reopened_application_is_mended_after_every_other_deadline(
    own_deployment: Deployment,
) -> None:
    mended, withdrawn, resubmitted = (own_deployment.candidate().drafting() for _ in range(3))
    everybody = (mended, withdrawn, resubmitted)
    site, zone = own_deployment.officer("changsha"), own_deployment.officer("zone43")
    for candidate in everybody:
        candidate.submit()
        site.act(candidate.number, "confirm", code=candidate.code())
        zone.act(candidate.number, "reopen", reason="改单位", until="2023-12-20")
    history = ["submit", "confirm", "reopen", "withdraw"]

    own_deployment.move_clock("2023-12-17T00:00:00+08:00")
    for candidate in everybody:
        assert deadlines(candidate.flow()) == [("personal", "2023-12-21T00:00:00+08:00")]
        candidate.sees(candidate.withdraw(), "draft", history)
    for candidate in (mended, resubmitted):
        candidate.save("work", employer="湖南省人民医院")
        candidate.sees(candidate.submit(), "submitted", [*history, "submit"])
    confirmed = site.act(mended.number, "confirm", code=mended.code())
    mended.sees(confirmed, "confirmed", [*history, "submit", "confirm"])

    own_deployment.move_clock("2023-12-21T00:00:00+08:00")
    assert withdrawn.status() == resubmitted.status() == "abandoned"
    assert mended.status() == "confirmed"
    own_deployment.run("settle")
    assert withdrawn.events() == [*history, "lapse"]
    assert resubmitted.events() == [*history, "submit", "lapse"]
