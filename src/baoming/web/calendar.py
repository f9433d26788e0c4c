"""/me/calendar: the dates of one's own to-dos, for the calendar of a phone (加入日历).

A file that is downloaded, not an address that a calendar asks again and again: such an address
would be a key to somebody's dates that lies in other people's servers, WeChat and most Android
phones cannot follow one, and who is to be told of a moved date is told by a reminder.
"""

from litestar import get

from baoming.applications.calendar import Event, written
from baoming.catalogue import store
from baoming.errors import Conflict
from baoming.web.me import Step, overview
from baoming.web.page import Answer, answer, page
from baoming.web.user_agent import inside_wechat
from baoming.web.visit import Visit
from baoming.web.wording import spoken_end


@get("/me/calendar", audience="candidate")
async def show(visit: Visit) -> Answer:
    found = await overview(visit)
    agent = visit.headers.get("user-agent", "")
    return page(
        visit, "me/calendar.html", steps=_dated(found.steps), in_wechat=inside_wechat(agent)
    )


@get("/me/calendar.ics", audience="candidate")
async def download(visit: Visit) -> Answer:
    """Shown and not attached: Safari then offers to add the entries, others save the file."""
    steps = _dated((await overview(visit)).steps)
    if not steps:
        raise Conflict("目前没有要记入日历的截止日期。", link=("/me", "我的报名"))
    revision = await store.revision()
    events = [_event(visit, step, revision) for step in steps]
    headers = {"Content-Disposition": 'inline; filename="baoming.ics"'}
    return answer(visit, written(events, visit.now), "text/calendar", headers=headers)


ROUTES = [show, download]


def _dated(steps: list[Step]) -> list[Step]:
    return [step for step in steps if step.until]


def _event(visit: Visit, step: Step, revision: int) -> Event:
    """A date moves with its application, or with a new catalogue; both only count up."""
    assert step.until  # noqa: S101  # picked by it
    host = visit.settings.base_url.partition("://")[2]
    return Event(
        uid=f"{step.key}.{visit.person.id}@{host}",
        summary=f"{spoken_end(step.until.at)}前：{step.label}",
        description=f"卫生专业技术资格考试网上报名。{step.about}期限如有变化，以网站显示的为准。",
        url=f"{visit.settings.base_url}{step.href}",
        at=step.until.at,
        sequence=step.version + revision,
    )
