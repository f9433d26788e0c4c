"""/styleguide: every component in every state, on one page; in a demo only."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import SkipValidation

from baoming.errors import NotFound
from baoming.fields import Bound, Field, bind
from baoming.web.page import Answer, page
from baoming.web.visit import Visit

FIELDS = [
    Field(
        "name",
        "姓名",
        max=60,
        hint="与证件上的姓名一致，生僻字可直接输入。",
        autocomplete="name",
    ),
    Field("password", "密码", "password", max=128, hint="至少 8 个字符。"),
    Field("gender", "性别", "choice", options=[("male", "男"), ("female", "女")]),
    Field(
        "qualification",
        "学历",
        "choice",
        options=[
            ("secondary", "中专"),
            ("college", "大专"),
            ("bachelor", "本科"),
            ("master", "硕士研究生"),
            ("doctorate", "博士研究生"),
        ],
    ),
    Field(
        "subjects",
        "报考科目",
        "choices",
        options=[
            ("basic", "基础知识"),
            ("related", "相关专业知识"),
            ("professional", "专业知识"),
            ("practice", "专业实践能力"),
        ],
        hint="去年已通过的科目不必再考。",
    ),
    Field("birth_date", "出生日期", "date"),
    Field("started_in", "参加本专业工作时间", "month", example="2019-07"),
    Field("years_in_specialty", "从事本专业年限", "integer", low=0, high=60),
    Field(
        "employer",
        "单位名称",
        max=100,
        required=False,
        hint="请填写全称",
        example="某县人民医院",
        suggestions=["长春市第一医院", "长春市中心医院"],
    ),
    Field("evidence", "证明材料", "file", hint="JPG、PNG 或 PDF，不超过 5 MB。"),
    Field("reason", "申请原因", "textarea", max=500),
    Field("agree", "我已阅读并同意《考生诚信考试承诺书》", "tick"),
]

STATUSES = [
    ("draft", "未提交报名信息"),
    ("submitted", "已提交，待报名确认"),
    ("confirmed", "报名确认完成"),
    ("site_approved", "考点审核通过"),
    ("qualified", "资格审核通过"),
    ("refused", "确认失败"),
    ("rejected", "资格审核不通过"),
    ("abandoned", "视为自动放弃"),
]


@get("/styleguide")
async def styleguide(visit: NamedDependency[SkipValidation[Visit]]) -> Answer:
    if not visit.demo:
        raise NotFound
    return page(visit, "styleguide.html", **sample(visit.now))


ROUTES = [styleguide]


def sample(now: datetime) -> dict[str, Any]:
    """The context of templates/styleguide.html beside `visit`, `fragment` and `desk`."""
    given = {
        "name": ["王𬀩"],
        "gender": ["female"],
        "subjects": ["basic", "practice"],
        "birth_date": ["1992-02-30"],
        "years_in_specialty": ["七年"],
        "qualification": ["college"],
    }
    return {
        "fields": FIELDS,
        "empty": Bound(),
        "faulty": bind(FIELDS, given),
        "statuses": STATUSES,
        "roads": [
            _road("current", "todo", "todo", "todo", "todo"),
            _road("done", "done", "done", "todo", "todo"),
            _road("done", "done", "done", "done", "done", online=True),
            _road("done", "done", "done", "failed", "todo", online=True),
        ],
        "sections": _sections(),
        "deadlines": [
            ("window", now + timedelta(days=2, hours=5)),
            ("confirmation", now + timedelta(minutes=35)),
            ("reupload", now - timedelta(hours=1)),
            ("personal", datetime.fromisoformat("2023-12-20T00:00+08:00")),
        ],
        "answers": [
            {"label": "姓名", "value": "王𬀩"},
            {"label": "证件号码", "value": "220102199203041234", "href": "#"},
            {"label": "毕业学校", "value": "长春医学高等专科学校（成人高等教育）", "href": "#"},
            {"label": "联系地址", "value": "", "href": "#"},
        ],
        "differences": [
            {"field": "employer", "label": "单位名称", "old": "市第一医院", "new": "市中心医院"},
            {"field": "school_note", "label": "学校备注", "old": "", "new": "原卫生学校"},
        ],
        "events": _events(now),
    }


def _road(*states: str, online: bool = False) -> list[dict[str, str]]:
    names = ["fill", "photo", "submit", "confirmation", "review"]
    road = [{"name": name, "state": state} for name, state in zip(names, states, strict=True)]
    if online:
        road.insert(2, {"name": "materials", "state": states[1]})
    return road


def _sections() -> Sequence[dict[str, str]]:
    labels = ["报考须知", "考点信息", "基本信息", "联系方式", "专业与科目", "教育情况"]
    names = ["notice", "site", "basic", "contact", "exam", "education"]
    states = ["done", "done", "failed", "todo", "todo", "todo"]
    rows = zip(names, labels, states, strict=True)
    sections = [{"name": n, "label": label, "state": s, "href": "#"} for n, label, s in rows]
    sections[2]["note"] = "证件有效期截止日期已过"
    sections[5].update(href="", note="先添加学历信息", words="暂不能填写")
    return sections


def _events(now: datetime) -> list[dict[str, Any]]:
    def event(name: str, label: str, hours: int, who: str, note: str = "") -> dict[str, Any]:
        return {
            "name": name,
            "label": label,
            "at": now - timedelta(hours=hours),
            "who": who,
            "note": note,
        }

    return [
        event("refuse", "确认失败", 3, "网上确认机构", "毕业证书照片看不清编号，请重新拍摄。"),
        event("submit", "提交报名信息", 27, "考生本人"),
        event("withdraw", "撤回信息提交", 30, "考生本人"),
        event("submit", "提交报名信息", 52, "考生本人"),
    ]
