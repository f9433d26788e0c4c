"""报考须知 and 选择考点信息."""

from baoming.applications.sections.base import Frame, Values
from baoming.fields import Field, Option


def notice(frame: Frame, values: Values) -> tuple[Field, ...]:
    return (Field("agree", "我已阅读并同意《重要声明》和《考生诚信考试承诺书》", "tick"),)


def site(frame: Frame, values: Values) -> tuple[Field, ...]:
    zone, site = frame.row["zone"], values.get("site")
    sites = tuple((each.code, each.name) for each in frame.catalogue.sites(zone))
    points: tuple[Option, ...] = ()
    if site in {code for code, _ in sites}:
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
