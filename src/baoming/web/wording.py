"""Times and numbers in the words of the pages."""

from datetime import date, datetime, time, timedelta

from baoming.clock import ZONE

DAY_MINUTES = 24 * 60


def spoken_date(day: date) -> str:
    if isinstance(day, datetime):
        day = day.astimezone(ZONE)
    return f"{day.year}年{day.month}月{day.day}日"


def spoken_month(month: str) -> str:
    """`YYYY-MM`, as months are stored."""
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def spoken_time(at: datetime) -> str:
    """A moment at which something happened or begins."""
    at = at.astimezone(ZONE)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def spoken_end(at: datetime) -> str:
    """The first instant that is too late, said as people say it: midnight ends the day before."""
    at = at.astimezone(ZONE)
    if at.time() != time():
        return spoken_time(at)
    last = at - timedelta(days=1)
    return f"{last.month}月{last.day}日 24:00"


def machine_time(at: datetime) -> str:
    """For `<time datetime>`: ISO with the zone of the exam."""
    return at.astimezone(ZONE).isoformat(timespec="seconds")


def countdown(end: datetime, now: datetime) -> str:
    """How long is left until `end`, rounded down: nobody is promised a minute too many."""
    if now >= end:
        return "已截止"
    minutes = (end - now) // timedelta(minutes=1)
    if minutes == 0:
        return "还有不到 1 分钟"
    days, rest = divmod(minutes, DAY_MINUTES)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"还有 {days} 天 {hours} 小时" if hours else f"还有 {days} 天"
    if hours:
        return f"还有 {hours} 小时 {minutes} 分钟" if minutes else f"还有 {hours} 小时"
    return f"还有 {minutes} 分钟"


def elapsed(since: datetime, now: datetime) -> str:
    """How long something has been waiting, rounded down."""
    minutes = max(now - since, timedelta()) // timedelta(minutes=1)
    days, hours = minutes // DAY_MINUTES, minutes // 60
    return f"{days} 天" if days else f"{hours} 小时" if hours else f"{minutes} 分钟"


def masked_number(number: str) -> str:
    """A document number that its owner recognises and a passer-by cannot copy.

    A resident number keeps its first 3 and last 4; the short numbers of other documents keep less.
    """
    head, tail = (3, 4) if len(number) > 10 else (1, 2)
    hidden = len(number) - head - tail
    return number[:head] + "*" * hidden + number[-tail:] if hidden > 0 else "*" * len(number)
