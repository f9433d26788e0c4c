"""The demo's people, made through the same verbs as everybody's."""

from datetime import date
from typing import Any
from uuid import UUID

from baoming import clock
from baoming.accounts import registration
from baoming.accounts.tables import Account
from baoming.applications import dossier as dossiers
from baoming.applications import lifecycle, preparations, saving, snapshot
from baoming.applications.dossier import Dossier
from baoming.applications.moving import Who
from baoming.applications.sections import BY_NAME
from baoming.applications.tables import Application
from baoming.candidates import education, photo_of
from baoming.catalogue import current
from baoming.demo import last_year
from baoming.demo.people import ANSWER, OFFICERS, PASSWORD, PEOPLE, RETURNING, Person
from baoming.demo.portrait import portrait
from baoming.desk import staff
from baoming.simulator.account import unionid
from baoming.storage import Storage
from baoming.wechat.binding import Condition
from baoming.wechat.tables import Binding

CONTACT = {
    "mobile": "13800001234",
    "phone": None,
    "email": None,
    "address": None,
    "postcode": None,
}
WORK = {
    "employer_type": "general_hospital",
    "employer_affiliation": "county",
    "department": None,
    "started_in": "2015-09",
    "archive_keeper": None,
}

ROAD = ("prepared", "draft", "filled", "submitted", "confirmed", "site_approved", "qualified")
SITE = Who("staff", "site", name="changsha")
ZONE = Who("staff", "zone", name="hunan")


async def make(storage: Storage) -> list[str]:
    """Everybody of the cast; answers their WeChat ids, who are to follow the account."""
    catalogue = await current.newest()
    for each in OFFICERS:
        await staff.add(
            catalogue,
            each.username,
            PASSWORD,
            each.role,
            zone=each.zone,
            site=each.site,
            point=each.point,
        )
    openids = [await _candidate(storage, person) for person in PEOPLE]
    returning = next(each for each in PEOPLE if each.username == RETURNING)
    record = _education(returning)
    del record["study_form"]
    await last_year.results(record)
    return openids


async def _candidate(storage: Storage, person: Person) -> str:
    account = await _account(person)
    await photo_of.replace(storage, account, portrait(person.username))
    await education.add(account.id, _education(person))
    openid = f"oDemo-{person.username}"
    await Binding(
        account=account.id,
        openid=openid,
        unionid=unionid(openid),
        following=True,
        bound_at=clock.now(),
    ).save()
    if ROAD.index(person.stands) > ROAD.index("prepared"):
        await _application(account, person)
    return openid


async def _account(person: Person) -> Account:
    questions = (await current.newest()).options("security_question")
    made: UUID = await registration.register(
        {
            "username": person.username,
            "password": PASSWORD,
            "name": person.name,
            "id_type": person.id_type,
            "id_number": person.id_number,
            "security_question": questions[0][0],
            "security_answer": ANSWER,
        },
        "demo",
    )
    account = await Account.objects().get(Account.id == made)
    if account is None:
        raise RuntimeError(f"{person.username} was not registered")
    return account


async def _application(account: Account, person: Person) -> None:
    wechat = Condition(bound=True, following=True, waived_until=None, now=clock.now())
    exam = (await current.newest()).exam.code
    prepared = await preparations.of(account, wechat)
    number = await saving.start(account, exam, person.zone, prepared)
    for name, values in _answers(await _opened(number, account), person).items():
        if person.stands != "draft":
            await saving.save(await _opened(number, account), BY_NAME[name], values)
    candidate = Who("candidate", "candidate", str(account.id), account.name)
    for stands in ROAD[3 : ROAD.index(person.stands) + 1]:
        opened = await _opened(number, account)
        if stands == "submitted":
            await lifecycle.submit(opened, candidate, wechat)
        elif stands == "confirmed":
            print_ = await snapshot.latest(opened.row)
            await lifecycle.confirm(opened, SITE, print_.code if print_ else None)
        else:
            await lifecycle.approve(opened, SITE if stands == "site_approved" else ZONE)


async def _opened(number: str, account: Account) -> Dossier:
    row = await Application.objects().get(Application.number == number)
    if row is None:
        raise RuntimeError(f"{number} was not started")
    return await dossiers.of(row, account)


def _education(person: Person) -> dict[str, Any]:
    assistant = person.specialty[1] != "intermediate"
    return {
        "qualification": "college" if assistant else "bachelor",
        "degree": "none" if assistant else "bachelor",
        "school": "湖南中医药高等专科学校" if assistant else "中南大学",
        "school_note": None,
        "major": {"nursing": "护理", "medical": "临床医学", "pharmacy": "药学"}.get(
            person.specialty[0], "医学检验技术"
        ),
        "study_form": "full_time",
        "years_of_schooling": 3 if assistant else 5,
        "graduated_on": date(2015, 6, 30),
        "certificate_number": f"1053712015060{person.id_number[-5:-1]}",
    }


def _answers(opened: Dossier, person: Person) -> dict[str, dict[str, Any]]:
    return {
        "notice": {"agree": True},
        "site": {"site": person.site, "registration_point": person.point or None},
        "basic": {
            "gender": person.gender,
            "birth_date": person.born,
            "ethnicity": "01" if person.zone != "65" else "05",
            "health": "healthy",
            "id_expires_on": date(2035, 1, 1),
            "id_permanent": False,
        },
        "contact": CONTACT,
        "exam": _exam(*person.specialty),
        "education": {"education": str(opened.educations[0]["id"])},
        "work": WORK | {"employer": person.employer},
        "photo": {"confirm": True},
    }


def _exam(category: str, level: str, specialty: str) -> dict[str, Any]:
    licence = {"nursing": "nursing", "medical": "clinical"}.get(category, "none")
    return {
        "category": category,
        "level": level,
        "specialty": specialty,
        "subjects": ["basic", "related", "professional", "practice"],
        "practice_category": licence,
        "first_licensed_in": "2015-09" if licence != "none" else None,
        "residency_certified_in": "2018-08" if category == "medical" else None,
        "current_title": "practitioner" if level == "intermediate" else "assistant",
        "title_obtained_in": "2016-06",
        "years_in_specialty": 8,
    }
