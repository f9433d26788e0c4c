"""报考须知 and 选择考点信息."""

from functools import lru_cache

from baoming.applications.sections.base import Frame, Values
from baoming.catalogue.current import Catalogue
from baoming.fields import Field, Option


def notice(frame: Frame, values: Values) -> tuple[Field, ...]:
    return NOTICE


NOTICE = (Field("agree", "我已阅读并同意《重要声明》和《考生诚信考试承诺书》", "tick"),)


@lru_cache(maxsize=128)
def _sites(catalogue: Catalogue, zone: str) -> tuple[Option, ...]:
    return tuple((each.code, each.name) for each in catalogue.sites(zone))


def site(frame: Frame, values: Values) -> tuple[Field, ...]:
    zone, site = frame.row["zone"], values.get("site")
    sites = _sites(frame.catalogue, zone)
    points: tuple[Option, ...] = ()
    if any(site == code for code, _ in sites):
        points = tuple((each.code, each.name) for each in frame.catalogue.points(site))
    asked = Field("site", "报名地市（考点）", "choice", options=sites)
    # A point that was given is judged even where none is offered.
    if not points and not frame.online and not values.get("registration_point"):
        return (asked,)
    hint = "" if points else "请先选择报名地市，再显示它的报名点。"
    needed = frame.online
    return (
        asked,
        Field("registration_point", "报名点", "choice", needed, options=points, hint=hint),
    )


def site_wanted(frame: Frame, values: Values) -> tuple[str, ...]:
    return ("site", "registration_point") if frame.online else ("site",)
