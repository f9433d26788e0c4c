"""Frames and dossiers in memory: the 2024 catalogue, and a nurse who has answered everything."""

from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from baoming import clock, security
from baoming.accounts.identity import sealed
from baoming.accounts.tables import Account
from baoming.applications.dossier import Dossier
from baoming.applications.sections import Frame
from baoming.applications.tables import Application
from baoming.catalogue.lookups import Catalogue
from baoming.catalogue.reader import read
from baoming.settings import ROOT

NOON = clock.at("2023-12-05T12:00")

RECORD = {
    "id": 7,
    "qualification": "college",
    "degree": "none",
    "school": "长春医学高等专科学校",
    "school_note": None,
    "major": "护理",
    "study_form": "full_time",
    "years_of_schooling": 3,
    "graduated_on": date(2013, 7, 1),
    "certificate_number": "138221201306000123",
    "verification": "passed",
}
ANSWERED: dict[str, Any] = {
    "notice_agreed": True,
    "site": "430100",
    "gender": "female",
    "birth_date": date(1992, 3, 4),
    "ethnicity": "01",
    "health": "healthy",
    "id_expires_on": date(2030, 1, 1),
    "mobile": "13800001234",
    "category": "nursing",
    "level": "practitioner",
    "specialty": "203",
    "subjects": "basic related professional practice",
    "practice_category": "nursing",
    "first_licensed_in": "2014-05",
    "current_title": "assistant",
    "title_obtained_in": "2014-05",
    "years_in_specialty": 9,
    "education": 7,
    "employer": "长沙市第一人民医院",
    "employer_type": "general_hospital",
    "employer_affiliation": "prefecture",
    "started_in": "2014-05",
    "photo": "the-photo",
}


@cache
def catalogue() -> Catalogue:
    return Catalogue(read(ROOT / "src/baoming/catalogue/data/2024"))


def frame(*, records: tuple[dict[str, Any], ...] = (RECORD,), **columns: Any) -> Frame:
    """Of an application that has every answer but those in `columns`."""
    return Frame(
        catalogue=catalogue(),
        row=row(**columns).to_dict(),
        photo="the-photo",
        educations=records,
        today=NOON.date(),
    )


def empty_frame(zone: str = "43") -> Frame:
    return frame(zone=zone, **dict.fromkeys(ANSWERED, None) | {"notice_agreed": False})


def row(**columns: Any) -> Application:
    made = {
        "id": 1,
        "number": "202400000001",
        "account": uuid4(),
        "exam": "2024",
        "zone": "43",
        "created_at": NOON,
        "status_since": NOON,
    }
    return Application(**{**made, **ANSWERED, **columns})


def dossier(now: datetime = NOON, **columns: Any) -> Dossier:
    return Dossier(row(**columns), account(), catalogue(), (RECORD,), now)


def account() -> Account:
    security.use("a secret of the tests, long enough")
    key = uuid4()
    return Account(
        id=key,
        username="wang",
        name="王𬀩",
        id_type="passport",
        id_number=sealed("E12345678", key),
        password_hash="",
        security_question="",
        security_answer_hash="",
        photo="the-photo",
        created_at=NOON,
    )
