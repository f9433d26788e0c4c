import base64
import gzip
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import brotli
import httpx
import pytest
from litestar import Litestar

from baoming.web.static_files import (
    BUNDLES,
    FOLDER,
    ROUTES,
    csp,
    minified_style,
    static_files,
)

SERVED = static_files()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=Litestar(ROUTES, openapi_config=None))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


def size(name: str, coding: str) -> int:
    return len(SERVED.files[SERVED.addresses[name]].bodies[coding])


def test_every_component_style_sheet_is_bundled_once() -> None:
    assert all(len(set(bundle)) == len(bundle) for bundle in BUNDLES.values())
    parts = {part for bundle in BUNDLES.values() for part in bundle}
    on_disk = {path.stem for path in (FOLDER / "css").glob("*.css")}
    assert sorted(parts) == sorted(on_disk)


def test_sizes_stay_within_the_budget() -> None:
    assert len(SERVED.critical_style.encode()) <= 2200
    assert size("css/app.css", "br") + size("css/desk.css", "br") <= 5 * 1024
    assert size("js/page.js", "") <= 2048
    assert size("vendor/htmx.min.js", "br") <= 15_300


def test_vendored_htmx_is_the_one_written_down() -> None:
    digest = hashlib.sha256((FOLDER / "vendor/htmx.min.js").read_bytes()).hexdigest()
    assert digest in (FOLDER / "vendor/README.md").read_text("utf-8")


def test_critical_hash_is_of_the_style_as_it_is_printed() -> None:
    digest = hashlib.sha256(SERVED.critical_style.encode()).digest()
    assert f"sha256-{base64.b64encode(digest).decode()}" == SERVED.critical_hash


def test_policy_allows_the_one_style_and_nothing_unsafe() -> None:
    policy = csp("sha256-abc=")
    assert "style-src 'self' 'sha256-abc=';" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_style_sheets_use_nothing_newer_than_the_oldest_browsers() -> None:
    newer = r":has\(|:is\(|:where\(|@container|@layer|color-mix|clamp\(|aspect-ratio|(?<!-)\bgap:|\binset:"
    logical = r"(margin|padding|border|inset)-(inline|block)"
    for path in (FOLDER / "css").glob("*.css"):
        assert re.findall(f"{newer}|{logical}", path.read_text("utf-8")) == [], path.name


def test_minified_style_keeps_what_space_means() -> None:
    text = "/* a */\n.a > .b:hover,\n.a :focus {\n  margin: 0 auto;\n  width: calc(1px + 2px);\n}\n"
    assert minified_style(text) == ".a>.b:hover,.a :focus{margin:0 auto;width:calc(1px + 2px)}"


def test_minified_style_keeps_a_condition() -> None:
    text = "@media (min-width: 30em) and (max-width: 60em) { a { color: red } }"
    assert minified_style(text) == "@media (min-width:30em) and (max-width:60em){a{color:red}}"


async def test_file_is_kept_for_a_year_and_sent_compressed(client: httpx.AsyncClient) -> None:
    address = SERVED.addresses["css/app.css"]
    assert re.fullmatch(r"/static/css/app\.[0-9a-f]{8}\.css", address)
    answer = await client.get(address, headers={"Accept-Encoding": "gzip, deflate, br"})
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == size("css/app.css", "br")


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip", "gzip"), ("br;q=0, gzip", "gzip"), ("br;q=0.0", None), ("identity", None)],
)
async def test_coding_is_one_that_the_browser_takes(
    client: httpx.AsyncClient, accepted: str, coding: str | None
) -> None:
    address = SERVED.addresses["js/page.js"]
    answer = await client.get(address, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.content == SERVED.files[address].bodies[""]


async def test_known_file_answers_304(client: httpx.AsyncClient) -> None:
    address = SERVED.addresses["js/page.js"]
    first = await client.get(address)
    again = await client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_codings_differ_in_etag(client: httpx.AsyncClient) -> None:
    address = SERVED.addresses["js/page.js"]
    tags = {
        (await client.get(address, headers={"Accept-Encoding": coding})).headers["etag"]
        for coding in ("br", "gzip", "identity")
    }
    assert len(tags) == 3


@pytest.mark.parametrize(
    "address",
    [
        "/static/css/app.css",
        "/static/css/app.00000000.css",
        "/static/../pyproject.toml",
        "/static/",
    ],
)
async def test_unknown_file_answers_404(client: httpx.AsyncClient, address: str) -> None:
    assert (await client.get(address)).status_code == 404


async def test_favicon_and_robots_answer_at_their_usual_places(client: httpx.AsyncClient) -> None:
    icon = await client.get("/favicon.ico")
    assert (icon.status_code, icon.headers["content-type"]) == (200, "image/png")
    assert icon.content == (FOLDER / "favicon.png").read_bytes()
    robots = await client.get("/robots.txt")
    assert robots.text.splitlines()[:2] == ["User-agent: *", "Disallow: /me"]


def test_compressed_bodies_open_to_the_plain_one() -> None:
    for file in SERVED.files.values():
        if "br" in file.bodies:
            assert brotli.decompress(file.bodies["br"]) == file.bodies[""]
            assert gzip.decompress(file.bodies["gzip"]) == file.bodies[""]


def test_same_content_keeps_its_address(tmp_path: Path) -> None:
    for name in ("css", "js", "vendor"):
        (tmp_path / name).mkdir()
    for path in FOLDER.rglob("*.*"):
        (tmp_path / path.relative_to(FOLDER)).write_bytes(path.read_bytes())
    assert static_files(tmp_path).addresses == SERVED.addresses
    script = tmp_path / "js/page.js"
    script.write_text(script.read_text("utf-8") + "a();\n", "utf-8")
    static_files.cache_clear()
    changed = static_files(tmp_path).addresses
    assert changed["js/page.js"] != SERVED.addresses["js/page.js"]
    assert changed["css/app.css"] == SERVED.addresses["css/app.css"]
