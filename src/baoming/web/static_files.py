"""Style, script and icon: named by their content, compressed once, kept for a year."""

import base64
import gzip
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from litestar import MediaType, Request, Response, get
from litestar.exceptions import NotFoundException

from baoming.settings import ROOT
from baoming.web.languages.scripts import translated
from baoming.web.languages.voices import ENGLISH, TRADITIONAL, voice
from baoming.web.small_script import minified_script

FOLDER = ROOT / "static"

# One file for the browser, one file a component for us; the order is the cascade.
APP = (
    "critical",
    "page",
    "buttons",
    "forms",
    "notices",
    "flow",
    "tasks",
    "status",
    "summary",
    "timeline",
    "materials",
    "demo",
    "print",
)
BUNDLES = {
    "css/app.css": APP,
    # Longer words, and a Latin font.
    f"{ENGLISH}/css/app.css": (*APP, "english"),
    "css/desk.css": ("desk", "table"),
    "css/webview.css": ("webview",),
}
CRITICAL = "css/critical.css"

CONTENT_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
COMPRESSIBLE = {".css", ".js", ".svg"}
FOR_A_YEAR = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"


class Bodies(Mapping[str, bytes]):
    """One file in every coding it is sent in; `""` is the plain one. The others are made when they
    are first asked for: at its best, compressing takes a tenth of a second for HTMX alone."""

    def __init__(self, body: bytes, *, compressible: bool) -> None:
        self.made = {"": body}
        self.codings = ("", "br", "gzip") if compressible else ("",)

    def __getitem__(self, coding: str) -> bytes:
        if coding not in self.codings:
            raise KeyError(coding)
        if coding not in self.made:
            plain = self.made[""]
            packed = brotli.compress(plain) if coding == "br" else gzip.compress(plain, 9, mtime=0)
            self.made[coding] = packed
        return self.made[coding]

    def __iter__(self) -> Iterator[str]:
        return iter(self.codings)

    def __len__(self) -> int:
        return len(self.codings)


@dataclass(frozen=True)
class StaticFile:
    content_type: str
    digest: str
    bodies: Bodies


@dataclass(frozen=True)
class StaticFiles:
    critical_style: str
    critical_hash: str
    addresses: dict[str, str] = field(default_factory=dict)
    files: dict[str, StaticFile] = field(default_factory=dict)
    languages: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def find(self, address: str) -> StaticFile | None:
        if address not in self.files:
            # A page of another process, in a language that this one has not spoken yet.
            for language in (TRADITIONAL, ENGLISH):
                self.spoken(language)
        return self.files.get(address)

    def spoken(self, language: str) -> Mapping[str, str]:
        """The addresses, with the scripts in their place that have words of this language, and the
        sheet that is made for it."""
        if language not in self.languages:
            say, own = voice(language).template, {}
            for name, address in self.addresses.items():
                if name.startswith(f"{language}/"):
                    own[name.removeprefix(f"{language}/")] = address
                if _is_own_script(name):
                    script = self.files[self.addresses[name]].bodies[""].decode()
                    own[name] = self.add(name, translated(script, say).encode())
            self.languages[language] = {**self.addresses, **own}
        return self.languages[language]

    def add(self, name: str, body: bytes) -> str:
        """Its address; of a body that is there already the same one."""
        suffix, digest = Path(name).suffix, hashlib.sha256(body).hexdigest()
        address = f"/static/{name.removesuffix(suffix)}.{digest[:8]}{suffix}"
        if address not in self.files:
            bodies = Bodies(body, compressible=suffix in COMPRESSIBLE)
            self.files[address] = StaticFile(CONTENT_TYPES[suffix], digest, bodies)
        return address


@cache
def static_files(folder: Path = FOLDER) -> StaticFiles:
    style = minified_style((folder / CRITICAL).read_text("utf-8"))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made = StaticFiles(style, f"sha256-{digest}")
    for name, body in _served(folder):
        made.addresses[name] = made.add(name, body)
    return made


def csp(style_hash: str, *leads_to: str) -> str:
    """Everything from here, nothing inline but the one style element with this hash. `leads_to`:
    other origins that a form of this page may be answered with; browsers look at redirects too."""
    actions = " ".join(("'self'", *leads_to))
    return (
        "default-src 'none'; "
        f"style-src 'self' '{style_hash}'; "
        "script-src 'self'; img-src 'self'; connect-src 'self'; "
        f"form-action {actions}; base-uri 'none'; frame-ancestors 'none'"
    )


def minified_style(text: str) -> str:
    """Without comments and needless space. Our own style sheets hold no string with either."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    text = re.sub(r"([a-z-]): ", r"\1:", text)
    return text.replace(";}", "}").strip()


# `machine`: the gate need not look for a sign-in before it lets out a style sheet.
@get("/static/{path:path}", machine=True, include_in_schema=False)
async def static_file(request: Request[Any, Any, Any]) -> Response[bytes]:
    file = static_files().find(request.scope["path"])
    if file is None:
        raise NotFoundException()
    return _response(request, file, FOR_A_YEAR)


@get("/favicon.ico", machine=True, include_in_schema=False)
async def favicon(request: Request[Any, Any, Any]) -> Response[bytes]:
    served = static_files()
    return _response(request, served.files[served.addresses["favicon.png"]], FOR_A_DAY)


@get("/robots.txt", media_type=MediaType.TEXT, machine=True, include_in_schema=False)
async def robots() -> Response[str]:
    pages = (
        "User-agent: *\nDisallow: /me\nDisallow: /applications\nDisallow: /files\nDisallow: /desk\n"
    )
    return Response(pages, media_type=MediaType.TEXT, headers={"Cache-Control": FOR_A_DAY})


ROUTES = [static_file, favicon, robots]


def _served(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name, parts in BUNDLES.items():
        texts = ((folder / "css" / f"{part}.css").read_text("utf-8") for part in parts)
        yield name, minified_style("".join(texts)).encode()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix not in CONTENT_TYPES or path.suffix == ".css":
            continue
        if _is_own_script(name):
            yield name, minified_script(path.read_text("utf-8")).encode()
        else:
            yield name, path.read_bytes()


def _is_own_script(name: str) -> bool:
    return name.endswith(".js") and not name.startswith("vendor/")


def _response(
    request: Request[Any, Any, Any], file: StaticFile, cache_control: str
) -> Response[bytes]:
    coding = _coding(request.headers.get("accept-encoding", ""), file.bodies)
    tag = f'"{file.digest[:16]}{coding and "-" + coding}"'
    headers = {"Cache-Control": cache_control, "ETag": tag, "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=file.content_type)
    if coding:
        headers["Content-Encoding"] = coding
    return Response(file.bodies[coding], headers=headers, media_type=file.content_type)


def _coding(accepted: str, bodies: Mapping[str, bytes]) -> str:
    """The smallest coding that the browser takes; `q=0` refuses one."""
    offers = {}
    for offer in accepted.lower().split(","):
        name, _, quality = offer.partition(";")
        offers[name.strip()] = not re.fullmatch(r"\s*q=0(\.0*)?\s*", quality)
    return next((each for each in ("br", "gzip") if each in bodies and offers.get(each)), "")
