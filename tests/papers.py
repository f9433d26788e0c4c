"""Applications that exist in a given status, without the pages that lead there.

paper = await application("submitted")                      # on site, Changsha
paper = await application("refused", zone="31", site="310101", registration_point="31010101")
paper.row.number, paper.code
"""

import json
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from tests.people import account, add_education

from baoming import clock
from baoming.accounts.tables import Account
from baoming.applications import dossier as dossiers
from baoming.applications import snapshot as snapshots
from baoming.applications.tables import Application, Snapshot

ON_SITE = {"zone": "43", "site": "430100"}
ONLINE = {"zone": "31", "site": "310101", "registration_point": "31010101"}
PHOTO = "p" * 43

ANSWERS = {
    "notice_agreed": True,
    "gender": "female",
    "birth_date": date(1992, 3, 4),
    "ethnicity": "01",
    "health": "healthy",
    "id_permanent": True,
    "mobile": "13800001234",
    "category": "nursing",
    "level": "practitioner",
    "specialty": "203",
    "subjects": "basic related professional practice",
    "practice_category": "nursing",
    "first_licensed_in": "2014-08",
    "current_title": "assistant",
    "title_obtained_in": "2014-06",
    "years_in_specialty": 9,
    "employer": "长沙市第一医院",
    "employer_type": "general_hospital",
    "employer_affiliation": "prefecture",
    "started_in": "2014-07",
    "photo": PHOTO,
}

_numbers = count(1)


@dataclass
class Paper:
    row: Application
    account: Account
    codes: list[str]
    """Of every submission, the last one last."""

    @property
    def code(self) -> str:
        return self.codes[-1]

    async def reload(self) -> Application:
        self.row = await Application.objects().get(Application.id == self.row.id)
        return self.row


async def application(
    status: str = "submitted", *, owner: Account | None = None, prints: int = 1, **columns: Any
) -> Paper:
    """Complete, and submitted `prints` times unless it is a draft."""
    owner = owner or await account(photo=PHOTO)
    education = await add_education(owner.id)
    now = clock.now()
    row = Application(
        **{
            **ON_SITE,
            **ANSWERS,
            "number": f"2024{next(_numbers):08d}",
            "account": owner.id,
            "exam": "2024",
            "status": status,
            "created_at": now,
            "status_since": now,
            "education": education.id,
            **columns,
        }
    )
    await row.save()
    paper = Paper(row, owner, [])
    for _ in range(prints if status != "draft" else 0):
        await printed(paper)
    return paper


async def printed(paper: Paper) -> str:
    """As submitting does: the data as they are now, and a new code."""
    dossier = await dossiers.of(paper.row, paper.account)
    data = snapshots.taken(dossier)
    paper.row.revision += 1
    code = snapshots.new_code(paper.row.revision)
    await Snapshot(
        application=paper.row.id,
        revision=paper.row.revision,
        code=code,
        data=json.dumps(data, ensure_ascii=False),
        digest=snapshots.digest(data),
        created_at=clock.now(),
    ).save()
    await Application.update(
        {Application.revision: paper.row.revision, Application.submitted_at: clock.now()}
    ).where(Application.id == paper.row.id)
    paper.codes.append(code)
    return code
