from pathlib import Path

import brotli
from tests.app import demo_settings, running

from baoming.web.static_files import static_files


async def test_page_of_components_is_shown_in_a_demo(database_url: str, tmp_path: Path) -> None:
    async with running(demo_settings(database_url, tmp_path)) as browser:
        page = await browser.get("/styleguide")
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert f"'{static_files().critical_hash}'" in page.headers["content-security-policy"]
        part = await browser.get("/styleguide", hx_request="true")
        assert part.text.startswith("<title>组件</title>")


async def test_everything_a_first_visit_needs_is_within_24_kb(
    database_url: str, tmp_path: Path
) -> None:
    async with running(demo_settings(database_url, tmp_path)) as browser:
        page = await browser.get("/sign-nowhere")
        assert page.status_code == 404
        names = ("css/app.css", "js/page.js", "vendor/htmx.min.js", "favicon.png")
        files = [static_files().files[static_files().addresses[name]] for name in names]
        sent = sum(len(file.bodies.get("br", file.bodies[""])) for file in files)
        assert len(brotli.compress(page.content, quality=5)) + sent <= 22 * 1024
