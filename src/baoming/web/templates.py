"""The Jinja environment of each language: strict, escaped, compiled once."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from baoming.applications.states import STATUSES
from baoming.document.name_picture import LABEL, name_picture
from baoming.settings import ROOT
from baoming.web import wording
from baoming.web.languages.templates import TranslatedLoader
from baoming.web.languages.voices import SOURCE, voice
from baoming.web.rendering import Swift
from baoming.web.static_files import static_files
from baoming.web.template_space import Compact

FOLDER = ROOT / "templates"

# An hour before the registration of 2024 ends: the moment that everyone wants to see in a demo.
DEMO_LAST_HOUR = "2023-12-14T23:00"


@cache
def environment(language: str = SOURCE, folder: Path = FOLDER) -> Environment:
    spoken = voice(language)
    made = Swift(
        loader=TranslatedLoader(folder, spoken),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=[Compact],
    )
    served = static_files()
    made.globals.update(
        language=language,
        static=served.spoken(language).__getitem__,
        critical_style=Markup(served.critical_style),  # noqa: S704 (our own file)
        countdown=spoken.saying(wording.countdown),
        elapsed=spoken.saying(wording.elapsed),
        status_labels={status: spoken.say(label) for status, label in STATUSES.items()},
        demo_moments=demo_moments,
    )
    made.filters.update(
        date=wording.spoken_date,
        month=wording.spoken_month,
        datetime=wording.spoken_time,
        iso=wording.machine_time,
        until=wording.spoken_end,
        mask_number=wording.masked_number,
        drawn=lambda name: _drawn(name, spoken.say(LABEL)),
    )
    made.filters.update(spoken.filters)
    return made


def _drawn(name: str, called: str) -> Markup:
    return Markup(name_picture(name).replace(LABEL, called))  # noqa: S704 (our own drawing)


def demo_moments(now: datetime) -> list[tuple[str, str]]:
    """Where the clock of a demo is often sent: what the button says, and the time it sends."""
    return [
        ("+1 小时", _short(now + timedelta(hours=1))),
        ("+1 天", _short(now + timedelta(days=1))),
        ("报名截止前 1 小时", DEMO_LAST_HOUR),
    ]


def _short(at: datetime) -> str:
    """As the field beside it has it; the zone is ours."""
    return at.isoformat(timespec="minutes")[:16]
