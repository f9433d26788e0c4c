"""Last year's lists as offices send them."""

import csv
import io
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from stdnum.cn import ric

WANG = {
    "name": "王秀英",
    "id_type": "resident_id",
    "id_number": "110105199203040023",
    "file_number": "23110000123",
    "zone": "11",
    "site": "110105",
    "registration_point": "",
    "specialty": "368",
    "level": "intermediate",
    "gender": "female",
    "birth_date": "1992-03-04",
    "ethnicity": "01",
    "qualification": "college",
    "degree": "none",
    "school": "长春医学高等专科学校",
    "school_note": "",
    "major": "护理",
    "years_of_schooling": "3",
    "graduated_on": "2013-07-01",
    "certificate_number": "138221201306000123",
    "employer": "北京市朝阳区第三医院",
    "employer_affiliation": "county",
    "employer_type": "general_hospital",
    "score_basic": "71",
    "score_related": "58",
    "score_professional": "66",
    "score_practice": "49",
    "absent": "",
    "violation": "",
    "qualified": "",
}
"""Passed basic and professional of 368."""

HEAD = list(WANG)

SOLDIER = {
    **{name: WANG[name] for name in HEAD[: HEAD.index("score_basic")]},
    "id_type": "military_id",
    "id_number": "军字第1234567号",
    "category": "nursing",
    "subjects": "basic related",
    "practice_category": "nursing",
    "first_licensed_in": "2014-05",
    "current_title": "practitioner",
    "title_obtained_in": "2018-06",
    "mobile": "13800001234",
}
"""Of a military list."""


def row(**changes: Any) -> dict[str, str]:
    return {**WANG, **{name: str(value) for name, value in changes.items()}}


def resident_id(order: int) -> str:
    """A number of its own for each order."""
    born = date(1970, 1, 1) + timedelta(days=order // 900)
    stem = f"110105{born:%Y%m%d}{order % 900 + 100}"
    return stem + ric.calc_check_digit(stem + "0")


def sheet(rows: Iterable[dict[str, str]], head: list[str] = HEAD, encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, head, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def write_many(path: Path, count: int, **changes: Any) -> None:
    """As many candidates, each with a number and a name of their own."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEAD)
        writer.writeheader()
        for n in range(count):
            number = resident_id(n)
            writer.writerow(
                row(
                    id_number=number,
                    name=_name(n),
                    birth_date=f"{number[6:10]}-{number[10:12]}-{number[12:14]}",
                    file_number=f"2311{n:08d}",
                    certificate_number=f"1382212013{n:08d}",
                    score_basic=n % 101,
                    **changes,
                )
            )


def _name(n: int) -> str:
    families, given = "王李张刘陈杨黄赵周吴", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰"
    return families[n % 10] + given[n // 10 % 20] + given[n // 200 % 20]
