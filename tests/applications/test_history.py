import json
from datetime import date

from tests.applications.made import NOON, row

from baoming.applications.history import label, lines
from baoming.applications.tables import Event
from baoming.database import Engine


def test_a_move_of_two_names_goes_by_where_it_leads_from() -> None:
    assert label("approve", "confirmed") == "考点审核通过"
    assert label("approve", "site_approved") == "考区审核通过"
    assert label("reject", "site_approved") == "考区审核不通过"
    assert label("import", None) == "军队人员导入"


async def test_the_history_is_of_one_application_the_first_event_first(engine: Engine) -> None:
    mine, other = row(id=1), row(id=2, number="202400000002")
    for each in (mine, other):
        await each.save()
    for application, kind, detail in (
        (mine.id, "submit", None),
        (other.id, "submit", None),
        (mine.id, "reopen", {"until": "2023-12-20"}),
    ):
        await Event(
            application=application,
            kind=kind,
            actor_kind="staff",
            actor_name="湖南考区",
            from_status="confirmed",
            to_status="submitted",
            reason="编号不符" if detail else None,
            detail=json.dumps(detail) if detail else None,
            at=NOON,
        ).save()
    found = await lines(mine.id)
    assert [(line.kind, line.until) for line in found] == [
        ("submit", None),
        ("reopen", date(2023, 12, 20)),
    ]
    last = found[-1]
    assert (last.label, last.at, last.by, last.name, last.reason) == (
        "退回修改",
        NOON,
        "staff",
        "湖南考区",
        "编号不符",
    )
