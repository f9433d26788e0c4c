"""/notices: what every zone has announced."""

from litestar import get
from litestar.params import FromPath

from baoming.catalogue import current
from baoming.desk import notices
from baoming.web.page import Answer, page
from baoming.web.unchanged import unless_unchanged
from baoming.web.visit import Visit


@get("/notices")
async def zones(visit: Visit) -> Answer:
    catalogue = await current.newest()
    of_offices = await notices.public(catalogue.exam.code)
    shown = page(visit, "notices.html", catalogue=catalogue, of_offices=of_offices)
    return unless_unchanged(visit, shown)


@get("/notices/{zone:str}")
async def one_zone(visit: Visit, zone: FromPath[str]) -> Answer:
    catalogue = await current.newest()
    found = catalogue.zone(zone)
    shown = page(
        visit,
        "notices/zone.html",
        catalogue=catalogue,
        zone=found,
        of_offices=await notices.public(catalogue.exam.code, found.code),
        deadline=found.reupload_deadline if found.online else found.confirmation_deadline,
        announced=found.reupload_announced if found.online else found.confirmation_announced,
    )
    return unless_unchanged(visit, shown)


ROUTES = [zones, one_zone]
