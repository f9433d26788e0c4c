"""From the first page to the printed form, as one browser loads it: each file once, as it caches."""

import gzip
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
from tests.app import Browser
from tests.filling import ANSWERS
from tests.people import ANSWER, PASSWORD, QUESTION, photo_bytes, resident_id
from tests.simulated import Phone

from baoming.database import counted

REGISTRATION = {
    "username": "wang.fang",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "name": "王𬀩",
    "name_again": "王𬀩",
    "id_type": "resident_id",
    "security_question": QUESTION,
    "security_answer": ANSWER,
    "agree": "yes",
}
EDUCATION = {
    "qualification": "college",
    "degree": "none",
    "school": "长春医学高等专科学校",
    "major": "护理",
    "study_form": "full_time",
    "years_of_schooling": "3",
    "graduated_on": "2013-07-01",
    "certificate_number": "138221201306000123",
}
BARE = ("setting", "catalogue_revision")
"""A demo's look at its clock and the look for a new catalogue cost no page of an exam anything."""


@dataclass(frozen=True)
class Answer:
    """One answer on the line. `plain`, `gzip` and `br` are the bytes of its body in each coding."""

    method: str
    path: str
    status: int
    head: int
    plain: int
    gzip: int
    br: int
    queries: int

    @property
    def later_page(self) -> bool:
        """A page or a fragment after the first visit."""
        return self.status == 200 and self.path != "/" and not self.path.startswith("/static/")


@dataclass
class Journey:
    """Follows every redirect and fetches what a page asks for, unless it is kept already."""

    browser: Browser
    phone: Phone
    answers: list[Answer] = field(default_factory=list)
    text: str = ""
    path: str = ""
    kept: set[str] = field(default_factory=set)

    async def walk(self) -> list[Answer]:
        await self.open("/")
        await self.open("/favicon.ico")
        await self.register()
        await self.prepare()
        here = await self.apply()
        await self.fill(here)
        await self.send(f"{here}/submit")
        await self.open(f"{here}/form")
        return self.answers

    async def register(self) -> None:
        number = resident_id()
        await self.open("/register")
        await self.send(
            "/register", **REGISTRATION, **dict.fromkeys(("id_number", "id_number_again"), number)
        )

    async def prepare(self) -> None:
        await self.open("/me/photo")
        await self.send("/me/photo", files={"photo": ("me.jpg", photo_bytes(), "image/jpeg")})
        await self.open("/me")
        await self.open("/me/education")
        await self.send("/me/education", **EDUCATION)
        await self.open("/me")
        await self.open("/me/wechat")
        ticket = re.findall(r'data-ticket="([^"]+)"', self.text)[0]
        assert (await self.phone.scan(ticket, "oWang")).json()["status"] == 200
        await self.open("/me/wechat")
        await self.open("/me")

    async def apply(self) -> str:
        """The address of the new application."""
        await self.open("/apply")
        await self.open("/apply/2024")
        await self.send("/apply/2024", zone="43")
        return self.path

    async def fill(self, here: str) -> None:
        """Section after section, where each save leads to; the lists change as they are chosen."""
        await self.open(f"{here}/notice")
        for name, answers in ANSWERS.items():
            assert self.path == f"{here}/{name}"
            if name == "exam":
                await self.open(f"{self.path}?typed=1&category=nursing", fragment=True)
                await self.open(
                    f"{self.path}?typed=1&category=nursing&level=practitioner", fragment=True
                )
            record = re.findall(r'name="education" value="([^"]+)"', self.text)
            seen = re.findall(r'name="seen" value="([^"]+)"', self.text)
            given = answers | ({"education": record[0]} if name == "education" else {})
            await self.send(self.path, **given, **({"seen": seen[0]} if seen else {}))
        assert self.path == f"{here}/check"

    async def open(self, address: str, *, fragment: bool = False) -> None:
        headers = {"HX-Request": "true"} if fragment else {}
        self.text = (await self._note("GET", address, headers=headers)).text
        self.path = address.partition("?")[0]
        for each in re.findall(r'(?:href|src)="(/static/[^"]+)"', self.text):
            if each not in self.kept:
                self.kept.add(each)
                await self._note("GET", each)

    async def send(self, to: str, /, files: Any = None, **form: Any) -> None:
        """The form of the page that is open."""
        token = re.findall(r'name="_csrf_token" value="([^"]+)"', self.text)[0]
        answer = await self._note("POST", to, data={"_csrf_token": token, **form}, files=files)
        assert answer.status_code == 303, f"{to}: {answer.status_code} {answer.text}"
        await self.open(answer.headers["location"])

    async def _note(self, method: str, address: str, **more: Any) -> httpx.Response:
        sent = {"accept-encoding": "br", **more.pop("headers", {})}
        with counted() as seen:
            answer = await self.browser.client.request(method, address, headers=sent, **more)
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw)
        coded = "content-encoding" in answer.headers
        on_the_line = int(answer.headers.get("content-length", 0))
        self.answers.append(
            Answer(
                method=method,
                path=address,
                status=answer.status_code,
                head=head,
                plain=len(answer.content),
                gzip=len(gzip.compress(answer.content, 6)) if coded else on_the_line,
                br=on_the_line,
                queries=len([sql for sql in seen if not any(each in sql for each in BARE)]),
            )
        )
        return answer
