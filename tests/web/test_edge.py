"""What every answer carries, on http and on https."""

from pathlib import Path

from tests.app import running

from baoming.settings import Settings


def production(database_url: str, folder: Path, base_url: str) -> Settings:
    return Settings.read(
        {
            "BAOMING_MODE": "production",
            "BAOMING_DATABASE_URL": database_url,
            "BAOMING_STORAGE_URL": f"file://{folder}",
            "BAOMING_SECRET_KEY": "a secret of the tests, long enough",
            "BAOMING_BASE_URL": base_url,
        }
    )


async def test_https_gets_the_host_cookie_and_hsts(database_url: str, tmp_path: Path) -> None:
    settings = production(database_url, tmp_path, "https://baoming.example.cn")
    async with running(settings) as browser:
        answer = await browser.get("/login")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-baoming=guest-")
        assert {part.strip() for part in cookie.split(";")[1:]} == {
            "HttpOnly",
            "Path=/",
            "SameSite=Lax",
            "Secure",
        }


async def test_http_promises_neither(database_url: str, tmp_path: Path) -> None:
    async with running(production(database_url, tmp_path, "http://10.0.0.7")) as browser:
        answer = await browser.get("/login")
        assert "strict-transport-security" not in answer.headers
        assert answer.headers["set-cookie"].startswith("baoming=guest-")
        assert "Secure" not in answer.headers["set-cookie"]


async def test_the_policy_allows_nothing_from_elsewhere(database_url: str, tmp_path: Path) -> None:
    async with running(production(database_url, tmp_path, "http://10.0.0.7")) as browser:
        for address in ("/", "/nothing", "/robots.txt", "/me"):
            headers = (await browser.get(address)).headers
            policy = headers["content-security-policy"]
            assert policy.startswith("default-src 'none'; ")
            assert "unsafe" not in policy
            assert "http" not in policy.replace("'self'", "")
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "same-origin"


async def test_a_production_has_no_demo(database_url: str, tmp_path: Path) -> None:
    async with running(production(database_url, tmp_path, "http://10.0.0.7")) as browser:
        assert (await browser.get("/styleguide")).status_code == 404
        answer = await browser.post("/demo/clock", {"to": "2024-01-01"}, page="/login")
        assert answer.status_code == 404
        home = await browser.get("/")
        assert "演示" not in home.text
        assert "set-cookie" not in home.headers, "guests get no cookie where no form is"
