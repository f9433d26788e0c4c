"""An application filled in over HTTP, as a nurse of Changsha would, or of another place.

number = await apply(wang)                    # draft, zone 43
await fill(wang, number)                      # every section
await submit(wang, number)                    # submitted
"""

import re
from typing import Any

from tests.app import Browser
from tests.people import Candidate
from tests.slots import send_owed

from baoming.applications.tables import Application
from baoming.candidates.tables import Education

SECTIONS = ("notice", "site", "basic", "contact", "exam", "education", "work", "photo")

ANSWERS: dict[str, dict[str, Any]] = {
    "notice": {"agree": "yes"},
    "site": {"site": "430100"},
    "basic": {
        "gender": "female",
        "birth_date": "1992-03-04",
        "ethnicity": "01",
        "health": "healthy",
        "id_expires_on": "2030-01-01",
    },
    "contact": {
        "mobile": "13800001234",
        "phone": "0731-88001234",
        "email": "wang@example.cn",
        "address": "湖南省长沙市芙蓉区人民中路139号",
        "postcode": "410011",
    },
    "exam": {
        "category": "nursing",
        "level": "practitioner",
        "specialty": "203",
        "subjects": ["basic", "related", "professional", "practice"],
        "practice_category": "nursing",
        "first_licensed_in": "2014-05",
        "current_title": "assistant",
        "title_obtained_in": "2014-05",
        "years_in_specialty": "9",
    },
    "education": {},
    "work": {
        "employer_type": "general_hospital",
        "employer": "长沙市第一人民医院",
        "employer_affiliation": "prefecture",
        "department": "心血管内科",
        "started_in": "2014-05",
    },
    "photo": {"confirm": "yes"},
}

SITES = {
    "43": {"site": "430100"},
    "33": {"site": "330800", "registration_point": "33080002"},
    "12": {"site": "120101", "registration_point": "12010101"},
}
"""A site of a zone, with a point where there are points."""


async def apply(person: Candidate, zone: str = "43") -> str:
    """The number of a new draft."""
    answer = await person.post("/apply/2024", {"zone": zone})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rpartition("/")[2]


async def fill(person: Candidate, number: str, *, but: tuple[str, ...] = (), **more: Any) -> None:
    """Every section but some; `more` gives other answers to a section by name."""
    row = await row_of(number)
    record = await Education.objects().get(Education.account == person.account.id)
    answers = {**ANSWERS, "site": SITES.get(row.zone, {})}
    if record:
        answers["education"] = {"education": str(record.id)}
    for name in SECTIONS:
        if name not in but:
            await save(person, number, name, {**answers[name], **more.get(name, {})})


async def save(person: Browser, number: str, name: str, answers: dict[str, Any]) -> str:
    """Where it leads to."""
    answer = await person.post(f"/applications/{number}/{name}", answers)
    assert answer.status_code == 303, f"{name}: {answer.status_code} {errors(answer.text)}"
    return answer.headers["location"]


async def submit(person: Browser, number: str) -> None:
    here = f"/applications/{number}"
    answer = await person.post(f"{here}/submit", page=here)
    assert answer.status_code == 303, f"{answer.status_code} {errors(answer.text)}"


async def submitted(person: Candidate, zone: str = "43") -> str:
    number = await apply(person, zone)
    await fill(person, number)
    await send_owed(person, number)
    await submit(person, number)
    return number


async def row_of(number: str) -> Application:
    row = await Application.objects().get(Application.number == number)
    assert row is not None
    return row


def errors(text: str) -> list[str]:
    """The sentences at the fields of a refused form."""
    found = re.findall(r'class="fault"[^>]*><span class="v">错误：</span>([^<]+)', text)
    return found or re.findall(r'<li><a href="[^"]*">([^<]+)', text)


def marks(text: str, name: str, value: str = "") -> list[str] | list[tuple[str, str]]:
    """The values of a mark in the order of the page; with `value` those of a second one too."""
    if value:
        return re.findall(rf'{name}="([^"]*)" {value}="([^"]*)"', text)
    return re.findall(rf'{name}="([^"]*)"', text)
