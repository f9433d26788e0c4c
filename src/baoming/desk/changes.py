"""Values that changed between two prints, in words."""

from typing import Any

from baoming.applications.answered import words
from baoming.catalogue.codes import COMPARABLE
from baoming.catalogue.current import Catalogue

LABELS = {
    **COMPARABLE,
    "id_type": "证件类型",
    "health": "健康状态",
    "id_expires_on": "证件有效截止日期",
    "id_permanent": "证件长期有效",
    "mobile": "手机号码",
    "phone": "固定电话",
    "email": "电子邮箱",
    "address": "通信地址",
    "postcode": "邮政编码",
    "category": "专业类别",
    "subjects": "报考科目",
    "practice_category": "执业类别",
    "first_licensed_in": "首次注册年月",
    "residency_certified_in": "住培合格证书发证年月",
    "current_title": "现有技术资格",
    "title_obtained_in": "取得资格年月",
    "years_in_specialty": "从事本专业年限",
    "study_form": "学习形式",
    "department": "所在科室",
    "started_in": "参加本专业工作年月",
    "archive_keeper": "档案存放单位",
    "photo": "报名照片",
}
"""Of each column that an application or a print holds."""

UNSEEN = ("notice_agreed", "education")
"""The tick says nothing, and a cited record is compared by what it holds."""


def changes(catalogue: Catalogue, changed: dict[str, tuple[Any, Any]]) -> list[dict[str, str]]:
    """Old and new of each value, labelled, in the order of the form."""
    found = []
    for name, (old, new) in changed.items():
        if name in UNSEEN:
            continue
        if name == "photo":
            old, new = "原来的照片", "已更换的照片"
        found.append(
            {
                "field": name,
                "label": LABELS.get(name, name),
                "old": words(catalogue, name, old),
                "new": words(catalogue, name, new),
            }
        )
    return sorted(found, key=lambda each: _order(each["field"]))


def _order(name: str) -> int:
    names = list(LABELS)
    return names.index(name) if name in names else len(names)
