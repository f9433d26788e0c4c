"""The sections of an application: what each asks, and when it is done.

A section is declared as fields over a `Frame`, everything that its lists and rules depend on.
The page, the saving, the check page and `submit` all read this one declaration.
"""

from baoming.applications.sections import career, exam, person, place
from baoming.applications.sections.base import (
    OPEN,
    Frame,
    Section,
    Values,
    answers,
    columns,
    names,
    proposed,
)

__all__ = [
    "BY_NAME",
    "OPEN",
    "SECTIONS",
    "Frame",
    "Section",
    "Values",
    "answers",
    "columns",
    "proposed",
]

SECTIONS: tuple[Section, ...] = (
    Section("notice", "报考须知", place.notice, names("agree")),
    Section("site", "选择考点信息", place.site, place.site_wanted, ("site",), "registration_point"),
    Section("basic", "基本信息", person.basic, person.basic_wanted),
    Section("contact", "联系方式", person.contact, names("mobile")),
    Section("exam", "报考信息", exam.exam, exam.exam_wanted, ("category", "level"), "specialty"),
    Section("education", "教育情况", career.education, names("education")),
    Section("work", "工作情况", career.work, career.work_wanted),
    Section("photo", "确认报名照片", career.photo, names("confirm")),
)
BY_NAME: dict[str, Section] = {section.name: section for section in SECTIONS}
