"""`scripts/languages`: the .po files as the program of today wants them."""

import io
import re
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from baoming.web.languages import extraction
from baoming.web.languages.messages import FOLDER
from baoming.web.languages.traditional import converter

ENGLISH, TRADITIONAL = "en", "zh_Hant"
HEAD = "# {what} of Baoming in {language}. Written by scripts/languages; only {by} is by hand.\n"


@click.command()
@click.option("--check", is_flag=True, help="change nothing; fail where a file is out of date")
def main(check: bool) -> None:
    stale = []
    for path, text in wanted().items():
        if not path.exists() or path.read_text("utf-8") != text:
            stale.append(path)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")
    for path in stale:
        click.echo(f"{'out of date' if check else 'written'}: {path.relative_to(FOLDER)}")
    lacking = untranslated()
    for message in lacking:
        click.echo(f"no English: {message}")
    raise SystemExit(1 if lacking or (check and stale) else 0)


def wanted() -> dict[Path, str]:
    """Each .po file with the text that it should have."""
    traditional = converter()
    texts = {}
    for domain in ("portal", "catalogue"):
        found = getattr(extraction, domain)()
        known = read(ENGLISH, domain)
        for locale in (ENGLISH, TRADITIONAL):
            made = Catalog(locale=locale, charset="utf-8", fuzzy=False)
            made.mime_headers = [("Content-Type", "text/plain; charset=utf-8")]
            for message in sorted(_messages(found), key=lambda each: each.locations):
                text = str(message.id)
                said = known.get(text, "") if locale == ENGLISH else traditional(text)
                places = sorted(set(message.locations))
                made.add(text, said, locations=places, flags=message.flags)
            texts[_path(locale, domain)] = _text(made)
    return texts


def untranslated() -> list[str]:
    """What English lacks; official texts and names of places may stay Chinese."""
    lacking = []
    for domain in ("portal", "catalogue"):
        for message in _messages(_catalog(ENGLISH, domain)):
            places = [Path(place).name for place, _ in message.locations]
            if not message.string and not set(places) <= set(extraction.OFFICIAL):
                lacking.append(str(message.id))
    return lacking


def read(locale: str, domain: str) -> dict[str, str]:
    return {str(each.id): str(each.string) for each in _messages(_catalog(locale, domain))}


def _catalog(locale: str, domain: str) -> Catalog:
    path = _path(locale, domain)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _messages(catalog: Catalog) -> list[Message]:
    return [each for each in catalog if each.id]


def _path(locale: str, domain: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / f"{domain}.po"


def _text(catalog: Catalog) -> str:
    """Without the lines of each place and the date: both change where no message does."""
    written = io.BytesIO()
    catalog.header_comment = ""
    write_po(written, catalog, width=0, omit_header=True, include_lineno=False)
    return re.sub(r"\n{3,}", "\n\n", written.getvalue().decode())


if __name__ == "__main__":
    main()
