"""教育情况, 工作情况 and 确认报名照片."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from baoming.applications.sections.base import Frame, Values, month_of, not_later
from baoming.catalogue import codes
from baoming.catalogue.current import Catalogue
from baoming.fields import Field


def education(frame: Frame, values: Values) -> tuple[Field, ...]:
    records = tuple((str(each["id"]), _record_label(each)) for each in frame.educations)
    closed = {str(each["id"]) for each in frame.educations if not may_be_cited(frame, each)}
    sentence = "这条学历尚未核验，这个考区要求核验后才能选用。"
    return (
        Field(
            "education",
            "报考所用的学历",
            "choice",
            options=records,
            check=lambda chosen: sentence if chosen in closed else None,
        ),
    )


def may_be_cited(frame: Frame, record: Mapping[str, Any]) -> bool:
    """A zone may close what is not verified yet: that is 大专 and above from 2002 on; older
    records and 中专 are not in the register (explanation of the platform of 2023)."""
    if record["verification"] != "unverified":
        return True
    if frame.catalogue.zone(frame.row["zone"]).unverified_may_be_cited:
        return True
    return bool(record["qualification"] == "secondary" or record["graduated_on"].year < 2002)


def _record_label(record: Mapping[str, Any]) -> str:
    qualification = codes.QUALIFICATIONS[record["qualification"]]
    return f"{qualification} · {record['school']} · {record['major']} · {record['graduated_on']}"


def work(frame: Frame, values: Values) -> tuple[Field, ...]:
    return _work(frame.catalogue, month_of(frame), frame.suggested_employers)


@lru_cache(maxsize=128)
def _work(
    catalogue: Catalogue, this_month: str, suggested_employers: tuple[str, ...]
) -> tuple[Field, ...]:
    options = catalogue.options
    return (
        Field(
            "employer_type",
            "单位性质",
            "choice",
            options=options("employer_type"),
            hint="没有工作单位的选“无单位”。",
        ),
        Field(
            "employer",
            "单位名称",
            max=100,
            hint="与单位公章一致的全称；没有工作单位的不填。",
            autocomplete="organization",
            suggestions=suggested_employers,
        ),
        Field(
            "employer_affiliation",
            "单位所属",
            "choice",
            options=options("employer_affiliation"),
            hint="没有工作单位的不选。",
        ),
        Field("department", "所在科室", required=False, max=100),
        Field(
            "started_in",
            "参加本专业工作年月",
            "month",
            check=not_later(this_month),
        ),
        Field(
            "archive_keeper",
            "档案存放单位",
            required=False,
            max=100,
            hint="没有工作单位的，由档案存放单位在报名申请表上盖章。",
        ),
    )


def work_wanted(frame: Frame, values: Values) -> tuple[str, ...]:
    if values["employer_type"] == "none":
        return ("employer_type", "started_in")
    return ("employer_type", "employer", "employer_affiliation", "started_in")


def photo(frame: Frame, values: Values) -> tuple[Field, ...]:
    return _photo(frame.photo is not None)


@lru_cache
def _photo(there: bool) -> tuple[Field, ...]:
    return (
        Field(
            "confirm",
            "我确认这是本人近期照片，用于准考证和证书",
            "tick",
            check=lambda _: None if there else "请先上传基本照片，再确认。",
        ),
    )
