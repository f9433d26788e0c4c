"""Every page of candidates in three languages, in every status and with its errors."""

import re
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from opencc import OpenCC
from tests.app import Browser, demo_settings, running
from tests.filling import ANSWERS, apply, fill, row_of
from tests.people import candidate, catalogue
from tests.speaking import chinese

from baoming import clock
from baoming.applications.states import STATUSES
from baoming.applications.tables import Application
from baoming.web.languages.voices import NAMES

# What the candidates of these tests typed, and the names of their files.
TYPED = {"王𬀩", "吉林", "长春医学高等专科学校", "护理"} | {
    str(value) for answers in ANSWERS.values() for value in answers.values()
}
PRODUCTION = {
    "BAOMING_MODE": "production",
    "BAOMING_BASE_URL": "https://exam.example",
    "BAOMING_CLOCK": "",
}
STAYS = ("/logout", "/demo/clock", "/language", "/withdraw", "/delete", "/submit", "/unbind")
"""Forms that are not sent by the walk: they would take away what it is to see."""


traditional = OpenCC("s2tw").convert


def speaking(person: Browser, language: str) -> None:
    person.client.cookies.set("language", language)


async def walk(person: Browser, *starts: str) -> AsyncIterator[tuple[str, httpx.Response]]:
    """Every page that links lead to, and what each of its forms answers to nonsense."""
    waiting, seen = list(starts), set(starts)
    while waiting:
        address = waiting.pop(0)
        answer = await person.get(address)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        yield address, answer
        for action, form in nonsense(answer.text):
            if not action.endswith(STAYS) and action not in seen:
                seen.add(action)
                token = re.search(r'name="_csrf_token" value="([^"]+)"', answer.text)
                sent = {**form, "_csrf_token": token[1] if token else ""}
                refused = await person.client.post(action, data=sent)
                if refused.status_code >= 400:
                    yield f"POST {action}", refused
        for link in re.findall(r'<a [^>]*href="(/[^"#?]*)', answer.text):
            # A guest has seen what is for everybody; three zones stand for all.
            public = link.startswith(("/notices", "/help", "/login", "/register", "/recover"))
            if link in seen or (public and person.client.cookies.get("baoming")):
                continue
            seen.add(link)
            if not link.startswith(("/files/", "/desk")) and not re.match(r"/notices/[2-6]", link):
                waiting.append(link)


def nonsense(page: str) -> Iterable[tuple[str, dict[str, str]]]:
    for action, inside in re.findall(
        r'<form method="post" action="([^"]+)"(.*?)</form>', page, re.S
    ):
        yield action, dict.fromkeys(re.findall(r' name="(\w+)"', inside), "nonsense")


async def everybody(visitor: Browser) -> list[Browser]:
    """A guest, and candidates before, in and after their application."""
    new = await candidate(visitor, photo=False, education=False, wechat=False)
    drafting, online, filled = [await candidate(visitor) for _ in range(3)]
    await apply(drafting)
    await apply(online, "12")
    await fill(filled, await apply(filled))
    return [visitor, new, drafting, online, filled]


async def in_every_status(person: Browser, number: str) -> AsyncIterator[httpx.Response]:
    for status in STATUSES:
        values = {"status": status, "stage": "zone", "abandoned_by": "confirmation"}
        more = {"refused_items": "section:work", "personal_until": clock.now() + timedelta(hours=3)}
        row = await row_of(number)
        await Application.update({**values, **more}).where(Application.id == row.id)
        for page in ("", "/check", "/form", "/work", "/zone"):
            yield await person.get(f"/applications/{number}{page}")
        yield await person.post(f"/applications/{number}/submit", page="/me/password")


def left_over(page: str, language: str) -> list[str]:
    if language == "en":
        return chinese(page, TYPED)
    # OpenCC takes the Traditional word of an admission ticket for a Simplified one.
    texts = [text.replace("准考證", "") for text in chinese(page, TYPED)]
    return [text for text in texts if traditional(text) != text]


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
async def test_no_page_is_left_in_another_language(visitor: Browser, language: str) -> None:
    """Traditional Chinese comes from the same places: what English finds need not be walked twice."""
    said: dict[str, list[str]] = {}
    pages = 0
    people = await everybody(visitor)
    for person in people if language == "en" else people[-1:]:
        speaking(person, language)
        async for address, answer in walk(person, "/", "/me", "/nowhere"):
            pages += 1
            assert f'<html lang="{language}"' in answer.text, address
            if found := left_over(answer.text, language):
                said[address] = found
    assert said == {}, said
    assert pages > 20


@pytest.mark.parametrize("language", ["en", "zh-Hant"])
async def test_no_status_is_left_in_another_language(visitor: Browser, language: str) -> None:
    said: dict[str, list[str]] = {}
    for zone in ("43", "12") if language == "en" else ("12",):
        person = await candidate(visitor)
        number = await apply(person, zone)
        await fill(person, number)
        speaking(person, language)
        async for answer in in_every_status(person, number):
            if found := left_over(answer.text, language):
                said[f"{zone} {answer.url}"] = found
    assert said == {}, said


async def test_the_switch_keeps_the_place_and_the_choice(visitor: Browser) -> None:
    shown = await visitor.get("/language", referer="http://localhost/notices/43?page=2")
    assert '<input type="hidden" name="back" value="/notices/43?page=2">' in shown.text
    assert re.findall(r'<button[^>]* value="([^"]+)" lang="', shown.text) == list(NAMES)

    form = {"to": "en", "back": "/notices/43?page=2"}
    chosen = await visitor.post("/language", form)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/notices/43?page=2")
    assert (
        "language=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax"
        in (chosen.headers["set-cookie"])
    )
    assert '<html lang="en"' in (await visitor.get("/notices/43")).text
    assert "<title>Hunan" not in (await visitor.get("/notices/43", hx_request="true")).text
    assert "Notices of the Hunan exam zone" in (
        (await visitor.get("/notices/43", hx_request="true")).text
    )


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://localhost/applications/20241/submit", "/applications/20241"),
        ("http://localhost/applications/20241/materials/7/delete", "/applications/20241/materials"),
        ("http://localhost/me/photo", "/me/photo"),
        ("http://localhost/language", ""),
        ("https://evil.example/me", ""),
        ("http://localhost//evil.example/", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
async def test_the_switch_comes_back_to_a_page_of_this_site(
    visitor: Browser, referer: str, back: str
) -> None:
    shown = (await visitor.get("/language", referer=referer)).text
    assert re.findall(r'name="back" value="([^"]*)"', shown) == ([back] if back else [])


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil", "", "x"])
async def test_a_hostile_way_back_leads_home(visitor: Browser, back: str) -> None:
    chosen = await visitor.post("/language", {"to": "zh-Hant", "back": back})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/")


@pytest.mark.parametrize("language", ["", "fr", "EN", "zh", "en; Path=/x", "en\r\nx: y"])
async def test_an_unknown_language_sets_nothing(visitor: Browser, language: str) -> None:
    chosen = await visitor.post("/language", {"to": language})
    assert chosen.status_code == 404
    assert "language=" not in chosen.headers.get("set-cookie", "")
    visitor.client.cookies.set(
        "language", language.encode("ascii", "ignore").decode().split("\r")[0]
    )
    assert '<html lang="zh-Hans"' in (await visitor.get("/")).text or language.startswith("en")


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("ZH-hk", "zh-Hant"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("en-US,en;q=0.9", "zh-Hans"),
        ("en,zh-TW", "zh-Hans"),
        ("", "zh-Hans"),
        (",;q=,", "zh-Hans"),
    ],
)
async def test_only_traditional_chinese_needs_no_choice(
    visitor: Browser, accepts: str, language: str
) -> None:
    assert f'<html lang="{language}"' in (await visitor.get("/", accept_language=accepts)).text
    visitor.client.cookies.set("language", "en")
    assert '<html lang="en"' in (await visitor.get("/", accept_language=accepts)).text


async def test_the_desk_speaks_simplified_chinese(visitor: Browser) -> None:
    speaking(visitor, "en")
    assert '<html lang="zh-Hans"' in (await visitor.get("/desk/login")).text
    assert '<html lang="zh-Hans"' in (await visitor.get("/desk/nowhere")).text


async def test_a_page_in_one_language_is_not_kept_for_another(
    database_url: str, tmp_path: Path
) -> None:
    made = demo_settings(database_url, tmp_path, **PRODUCTION)
    async with running(made) as browser:
        await catalogue()
        tags = set()
        for language in NAMES:
            browser.client.cookies.set("__Host-language", language)
            answer = await browser.get("/help")
            assert "Cookie" in answer.headers["vary"]
            tags.add(answer.headers["etag"])
        assert len(tags) == 3
