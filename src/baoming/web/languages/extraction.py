"""All that is to be translated, found by the code that will look it up."""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog

from baoming.settings import ROOT
from baoming.web.languages import scripts
from baoming.web.languages.sentences import WORDS
from baoming.web.languages.spoken import spoken
from baoming.web.languages.templates import translate
from baoming.web.templates import environment

SOURCE = ROOT / "src" / "baoming"
TEMPLATES = ROOT / "templates"
SCRIPTS = ROOT / "static" / "js"
CATALOGUES = SOURCE / "catalogue" / "data"

# For officers, operators, WeChat and the printed form: always Simplified Chinese.
NOT_SHOWN = (
    "desk", "web/desk", "web/styleguide", "simulator", "demo", "outbox/deliver", "outbox/mail", "outbox/template", "audit",
    "cli", "doctor", "backup", "setting", "up.py", "worker", "migrate", "serving", "app.py",
    "document/form", "wechat/bind.py", "wechat/events", "wechat/client",
    "applications/reminder", "applications/reminding", "applications/admitting",
    "catalogue/checks", "catalogue/cloning", "catalogue/entries", "catalogue/plan",
    "catalogue/reader", "catalogue/sheets", "catalogue/values", "catalogue/loader",
    "returning/cells", "returning/entries", "returning/excel", "returning/importing",
    "returning/military", "returning/reading", "returning/sheet", "returning/waiting",
    "web/languages", "web/wechat_callback",
)  # fmt: skip
NOT_SHOWN_TEMPLATES = ("desk/", "styleguide.html")

# Long official texts: an English page shows them in Chinese, which is binding.
COLUMNS = {
    "zones.csv": ("name",),
    "specialties.csv": ("name",),
    "options.csv": ("label",),
    "requirements.csv": ("name", "note"),
    "eligibility.csv": ("note",),
    "sites.csv": ("name",),
    "points.csv": ("name",),
}
OFFICIAL = ("sites.csv", "points.csv", "notices.toml", "zones.toml", "exam.toml")


def portal() -> Catalog:
    """The messages of templates, modules and scripts."""
    found = Catalog(charset="utf-8")
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        if not name.startswith(NOT_SHOWN_TEMPLATES):
            for message in of_template(path.read_text("utf-8")):
                found.add(message, locations=[(f"templates/{name}", 0)])
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if not name.startswith(NOT_SHOWN):
            for _, message in spoken(path.read_text("utf-8")):
                found.add(message, locations=[(f"src/baoming/{name}", 0)])
    for path in sorted(SCRIPTS.glob("*.js")):
        for message in scripts.words(path.read_text("utf-8")):
            found.add(message, locations=[(f"static/js/{path.name}", 0)])
    return found


def of_template(source: str) -> Iterator[str]:
    messages: list[str] = []

    def note(message: str, line: int) -> str:
        messages.append(message)
        return message

    translate(environment().parse(source), note)
    return iter(messages)


def catalogue() -> Catalog:
    """The words of the exam catalogues that come with the program, line by line."""
    found = Catalog(charset="utf-8")
    for path in sorted(CATALOGUES.rglob("*.*")):
        place = [(f"src/baoming/catalogue/data/{path.relative_to(CATALOGUES).as_posix()}", 0)]
        for text in of_table(path) if path.name in COLUMNS else of_settings(path):
            for line in text.splitlines():
                if WORDS.search(line):
                    found.add(line.strip(), locations=place)
    return found


def of_table(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield from (row[column] for column in COLUMNS[path.name])


def of_settings(path: Path) -> Iterator[str]:
    if path.suffix == ".toml":
        yield from _texts(tomllib.loads(path.read_text("utf-8")))


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)
