"""The workbench: what waits, how much there is, until when."""

from typing import Any

from litestar import get

from baoming.applications.dossier import terms_of
from baoming.applications.states import STATUSES
from baoming.catalogue import current
from baoming.catalogue.current import Catalogue
from baoming.desk import messages, queue
from baoming.desk.officer import Officer
from baoming.desk.place import unit
from baoming.desk.tally import tally
from baoming.web.page import Answer, page
from baoming.web.visit import Visit

WAITING = 10


@get("/desk", audience="desk")
async def home(visit: Visit) -> Answer:
    officer, catalogue = visit.officer, await current.newest()
    counts = await tally(officer)
    return page(
        visit,
        "desk/home.html",
        catalogue=catalogue,
        unit=unit(officer, catalogue),
        counts=[(status, label, counts[status]) for status, label in STATUSES.items()],
        own=queue.own_steps(officer.role),
        waiting=await queue.waiting(officer, WAITING),
        deadlines=_deadlines(officer, catalogue),
        unreached=await messages.waiting(officer),
    )


def _deadlines(officer: Officer, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Those of the officer's zone; the center sees the window that all zones share."""
    if officer.zone is None:
        return [_line("window", catalogue.exam.closes_at, "网上报名截止")]
    zone, terms = catalogue.zone(officer.zone), terms_of(catalogue, officer.zone)
    found = [_line("window", terms.window, "网上报名截止")]
    if zone.online:
        found.append(_line("reupload", terms.reupload, "重新上传截止", zone.reupload_announced))
    else:
        announced = zone.confirmation_announced
        found.append(_line("confirmation", terms.confirmation, "现场确认截止", announced))
    return [each for each in found if each["at"] is not None]


def _line(name: str, at: Any, label: str, announced: bool = True) -> dict[str, Any]:
    return {"name": name, "at": at, "label": label, "announced": announced}


ROUTES = [home]
