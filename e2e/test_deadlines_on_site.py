"""What the clock does in a zone on site, told at once and before anybody has settled it.

The stories share one clock, which only goes forward: they stand in the order of their dates.
"""

from e2e.deployment import Deployment
from e2e.page import Page
from e2e.road import WINDOW, deadlines


def test_what_is_late_is_given_up_and_an_officer_may_give_time(own_deployment: Deployment) -> None:
    left, extended, waiting = (own_deployment.candidate() for _ in range(3))
    for candidate in (left, extended):
        candidate.register()
        candidate.prepare()
        candidate.apply()
        candidate.fill_in()
    waiting.submitted()
    site, zone = own_deployment.officer("changsha"), own_deployment.officer("zone43")
    given = zone.act(extended.number, "extend", reason="住院", until="2023-12-20")
    extended.sees(given, "draft", ["extend"])
    assert deadlines(extended.flow()) == [("personal", "2023-12-21T00:00:00+08:00")]

    own_deployment.move_clock("2023-12-14T23:58:00+08:00")
    assert deadlines(left.flow()) == [WINDOW]
    own_deployment.move_clock("2023-12-15T00:00:00+08:00")

    assert left.statuses() == {"abandoned"}
    for move in ("submit", "withdraw", "contact"):
        late = left.post(f"{left.address}/{move}", {"mobile": "13900009999"})
        assert late.status_code == 409
        assert Page(late.text).one("data-status")["data-status"] == "abandoned"
    assert zone.demand(left.number, "extend", reason="迟", until="2023-12-20").status_code == 409
    extended.sees(extended.submit(), "submitted", ["extend", "submit"])
    assert waiting.status() == "submitted"
    assert waiting.post(f"{waiting.address}/withdraw").status_code == 409
    nobody = own_deployment.candidate()
    nobody.register()
    nobody.prepare()
    assert nobody.post("/apply/2024", {"zone": "43"}).status_code == 409

    restored = zone.act(left.number, "restore", reason="系统故障", until="2023-12-18")
    left.sees(restored, "draft", ["lapse", "restore"])
    assert left.flow().all("data-section") != []
    left.sees(left.submit(), "submitted", ["lapse", "restore", "submit"])

    waiting_code = waiting.code()
    own_deployment.move_clock("2023-12-17T00:00:00+08:00")
    assert waiting.statuses() == {"abandoned"}
    late = site.demand(waiting.number, "confirm", code=waiting_code)
    assert late.status_code == 409
    assert Page(late.text).one("data-status")["data-status"] == "abandoned"
    restored = zone.act(waiting.number, "restore", reason="大雪封路", until="2023-12-20")
    waiting.sees(restored, "submitted", ["submit", "lapse", "restore"])
    confirmed = site.act(waiting.number, "confirm", code=waiting.code())
    waiting.sees(confirmed, "confirmed", ["submit", "lapse", "restore", "confirm"])
    assert extended.status() == "submitted"

    own_deployment.move_clock("2023-12-21T00:00:00+08:00")
    assert extended.status() == left.status() == "abandoned"
    own_deployment.run("settle")
    own_deployment.run("settle")
    assert extended.events() == ["extend", "submit", "lapse"]
