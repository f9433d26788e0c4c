"""The road of a candidate and of an officer, walked by the contract alone over plain HTTP."""

import io
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from e2e.page import Page, Pairs
from PIL import Image

PASSWORD = "a password of the stories"
ANSWER = "长沙"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

EDUCATION = {
    "qualification": "bachelor",
    "degree": "bachelor",
    "school": "中南大学",
    "school_note": "",
    "major": "护理学",
    "study_form": "full_time",
    "years_of_schooling": "4",
    "graduated_on": "2015-06-30",
    "certificate_number": "105331201505001234",
}
EXAM: dict[str, Any] = {
    "specialty": "203",
    "subjects": ["basic", "related", "professional", "practice"],
    "practice_category": "nursing",
    "first_licensed_in": "2016-07",
    "current_title": "none",
    "years_in_specialty": "7",
}
WORK = {
    "employer": "长沙市第一医院",
    "employer_type": "general_hospital",
    "employer_affiliation": "prefecture",
    "started_in": "2016-08",
}
SECTIONS = ("notice", "site", "basic", "contact", "exam", "education", "work", "photo")
"""In the order of the contract."""


def resident_number(place: str, born: str, order: int) -> str:
    """GB 11643: place, date of birth, an order number (odd: male), the check digit."""
    digits = f"{place}{born}{order:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


@cache
def photo(spread: int = 80) -> bytes:
    """White ground, larger than 295 x 413 px and than 45 KB."""
    picture = Image.new("RGB", (600, 840), "white")
    picture.paste(Image.effect_noise((360, 560), spread).convert("RGB"), (120, 200))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92)
    assert len(file.getvalue()) > 46080
    return file.getvalue()


NODE_STATES = {
    "submitted": "done done done todo todo",
    "confirmed": "done done done done current",
    "site_approved": "done done done done current",
    "qualified": "done done done done done",
    "rejected": "done done done done failed",
}
WINDOW = ("window", "2023-12-15T00:00:00+08:00")
"""The end of the registration window, as `deadlines` gives it."""
NODES = ("fill", "photo", "submit", "confirmation", "review")
"""Of a zone on site, in the order of the contract."""


class Visitor:
    """A browser without JavaScript: keeps cookies, fills in the forms that it is shown."""

    def __init__(self, url: str, address: str = "127.0.0.1") -> None:
        transport = httpx.HTTPTransport(local_address=address)
        self.client = httpx.Client(base_url=url, timeout=60, transport=transport)

    def reconnect(self) -> None:
        """With the same cookies, after the server was gone."""
        before = self.client
        before.close()
        self.client = httpx.Client(base_url=before.base_url, cookies=before.cookies, timeout=60)

    def get(self, address: str, **headers: str) -> httpx.Response:
        return self.client.get(address, headers=headers)

    def page(self, address: str) -> Page:
        answer = self.get(address)
        assert answer.status_code == 200, (
            f"{address}: {answer.status_code} {Page(answer.text).text}"
        )
        return Page(answer.text)

    def token(self, address: str = "/login") -> str:
        """The sign-in has a form for a guest and leads a person to a page that has one."""
        answer = self.client.get(address, follow_redirects=True)
        return Page(answer.text).all("name", "_csrf_token")[0]["value"]

    def post(
        self,
        address: str,
        values: Mapping[str, Any] | Pairs = (),  # type: ignore[assignment]
        *,
        token: str | None = None,
        files: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send values as they are, in no form's name."""
        pairs = list(values.items()) if isinstance(values, Mapping) else list(values)
        data: dict[str, list[str]] = {"_csrf_token": [token or self.token()]}
        for name, value in pairs:
            data.setdefault(name, []).extend(value if isinstance(value, list) else [value])
        return self.client.post(address, data=data, files=files, headers=headers)

    def fill(
        self, address: str, action: str | None = None, /, files: Any = None, **values: Any
    ) -> httpx.Response:
        """Open the page, change these values in its form and send all that the form sends."""
        form = self.page(address).form(action or urlsplit(address).path)
        unknown = set(values) | set(files or ()) - form.names()
        unknown -= form.names()
        assert not unknown, f"the form of {address} has no {unknown}"
        sent = [pair for pair in form.sent() if pair[0] not in values]
        sent += [
            (name, each)
            for name, value in values.items()
            if value is not None
            for each in (value if isinstance(value, list) else [value])
        ]
        data: dict[str, list[str]] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        return self.client.post(action or urlsplit(address).path, data=data, files=files)

    def follow(self, answer: httpx.Response) -> Page:
        assert answer.status_code == 303, f"{answer.status_code}: {Page(answer.text).text}"
        return self.page(answer.headers["location"])


class Candidate(Visitor):
    def __init__(self, url: str, simulator: str, name: str, id_number: str) -> None:
        super().__init__(url)
        self.simulator = simulator
        self.name = name
        self.id_number = id_number
        self.username = f"stranger.{id_number.lower()[-8:]}"
        self.openid = f"o{id_number}"
        self.number = ""

    def registration(self, page: Page) -> dict[str, str]:
        question = page.form("/register").options("security_question")[0]
        return {
            "username": self.username,
            "password": PASSWORD,
            "password_again": PASSWORD,
            "name": self.name,
            "name_again": self.name,
            "id_type": "resident_id",
            "id_number": self.id_number,
            "id_number_again": self.id_number,
            "security_question": question,
            "security_answer": ANSWER,
            "agree": "1",
        }

    def register(self) -> Page:
        return self.follow(self.fill("/register", **self.registration(self.page("/register"))))

    def prepare(self) -> None:
        self.follow(self.send_photo(photo()))
        self.follow(self.fill("/me/education", **EDUCATION))
        self.bind()

    def send_photo(self, picture: bytes) -> httpx.Response:
        return self.fill("/me/photo", files={"photo": ("p.jpg", picture, "image/jpeg")})

    def bind(self) -> None:
        ticket = self.page("/me/wechat").one("data-ticket")["data-ticket"]
        scan = {"ticket": ticket, "openid": self.openid}
        httpx.post(f"{self.simulator}/simulator/scan", data=scan).raise_for_status()

    def unfollow(self) -> None:
        gone = {"openid": self.openid}
        httpx.post(f"{self.simulator}/simulator/unfollow", data=gone).raise_for_status()

    def messages(self) -> list[dict[str, Any]]:
        address = f"{self.simulator}/simulator/messages?openid={self.openid}"
        found: list[dict[str, Any]] = httpx.get(address).json()
        return found

    def apply(self, zone: str = "43") -> str:
        answer = self.fill("/apply/2024", zone=zone)
        assert answer.status_code == 303, answer.text
        found = re.fullmatch(r"/applications/([^/]+)", answer.headers["location"])
        assert found, answer.headers["location"]
        self.number = found[1]
        return self.number

    @property
    def address(self) -> str:
        return f"/applications/{self.number}"

    def flow(self) -> Page:
        return self.page(self.address)

    def status(self) -> str:
        return self.flow().one("data-status")["data-status"]

    def statuses(self) -> set[str]:
        """What all web processes tell: twenty connections of their own reach either of two."""
        found = set()
        for _ in range(20):
            self.reconnect()
            found.add(self.status())
        return found

    def save(self, section: str, **values: Any) -> httpx.Response:
        return self.fill(f"{self.address}/{section}", **values)

    def fill_in(self) -> None:
        """Every section, in the order of the pages; the form's own record of education."""
        self._saved("notice", agree="1")
        self._saved("site", site="430100")
        self._saved("basic", ethnicity="05", health="healthy", id_permanent="1")
        self._saved("contact", mobile="13600001111")
        self._saved("exam", category="nursing", level="practitioner", show="1")
        self._saved("exam", **EXAM)
        record = self.page(f"{self.address}/education").form(f"{self.address}/education")
        self._saved("education", education=record.options("education")[0])
        self._saved("work", **WORK)
        self._saved("photo", confirm="1")

    def submit(self) -> httpx.Response:
        return self.fill(f"{self.address}/check", f"{self.address}/submit")

    def withdraw(self) -> httpx.Response:
        return self.fill(self.address, f"{self.address}/withdraw")

    def code(self) -> str:
        return self.page(f"{self.address}/form").one("data-code")["data-code"]

    def picture(self, address: str = "") -> str:
        """Where the photo is, on the printed form or on another page."""
        pictures = self.page(address or f"{self.address}/form").pictures()
        assert len(pictures) == 1
        return pictures[0]

    def events(self) -> list[str]:
        return events(self.flow())

    def sees(self, answer: httpx.Response, status: str, history: list[str]) -> None:
        """The move succeeded, and the candidate's page tells it at once."""
        assert answer.status_code == 303, f"{answer.status_code}: {Page(answer.text).text}"
        flow = self.flow()
        assert flow.one("data-status")["data-status"] == status
        assert events(flow) == history
        if status in NODE_STATES:
            assert flow.states("data-node") == nodes(NODE_STATES[status])

    def drafting(self, zone: str = "43") -> "Candidate":
        """From the first page to a draft with nothing missing."""
        self.register()
        self.prepare()
        self.apply(zone)
        self.fill_in()
        return self

    def submitted(self) -> "Candidate":
        """All the way to the printed form."""
        answer = self.drafting().submit()
        assert (answer.status_code, answer.headers.get("location")) == (303, self.address)
        return self

    def _saved(self, section: str, **values: Any) -> None:
        answer = self.save(section, **values)
        assert answer.status_code == 303, f"{section}: {Page(answer.text).text}"


class Officer(Visitor):
    def record(self, number: str) -> Page:
        return self.page(f"/desk/applications/{number}")

    def scan(self, code: str) -> Page:
        return self.page(f"/desk/scan?code={quote(code)}")

    def act(self, number: str, move: str, /, **values: Any) -> httpx.Response:
        """Press the button that the record shows."""
        address = f"/desk/applications/{number}"
        return self.fill(address, f"{address}/{move}", **values)

    def demand(self, number: str, move: str, /, **values: Any) -> httpx.Response:
        """The same without asking the page, which may not show that button."""
        return self.post(f"/desk/applications/{number}/{move}", values, token=self.token("/desk"))


def events(page: Page) -> list[str]:
    """The history in the order in which it happened."""
    return page.values("data-event")


def nodes(states: str) -> list[tuple[str, str]]:
    """The flow of a zone on site."""
    return list(zip(NODES, states.split(), strict=True))


def deadlines(page: Page) -> list[tuple[str, str]]:
    return [(each["data-deadline"], each["datetime"]) for each in page.all("data-deadline")]
