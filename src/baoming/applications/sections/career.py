"""教育情况, 工作情况 and 确认报名照片."""

from collections.abc import Mapping
from typing import Any

from baoming.applications.sections.base import Frame, Values, not_later
from baoming.catalogue import codes
from baoming.fields import Field


def education(frame: Frame, values: Values) -> tuple[Field, ...]:
    records = tuple((str(each["id"]), _record_label(each)) for each in frame.educations)
    return (Field("education", "报考所用的学历", "choice", options=records),)


def _record_label(record: Mapping[str, Any]) -> str:
    qualification = codes.QUALIFICATIONS[record["qualification"]]
    return f"{qualification} · {record['school']} · {record['major']} · {record['graduated_on']}"


def work(frame: Frame, values: Values) -> tuple[Field, ...]:
    options = frame.catalogue.options
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
            required=False,
            max=100,
            hint="与单位公章一致的全称。",
            autocomplete="organization",
            suggestions=frame.suggested_employers,
        ),
        Field(
            "employer_affiliation",
            "单位所属",
            "choice",
            required=False,
            options=options("employer_affiliation"),
        ),
        Field("department", "所在科室", required=False, max=100),
        Field(
            "started_in",
            "参加本专业工作年月",
            "month",
            check=not_later(frame),
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
    return (Field("confirm", "我确认这是本人近期照片，用于准考证和证书", "tick"),)
