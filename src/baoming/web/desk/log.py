"""Who looked at what: the center sees every line, a zone those of its own officers."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_plus

from litestar import get

from baoming.accounts.documents import looks_like_document
from baoming.accounts.identity import index_of
from baoming.audit import record as audit
from baoming.catalogue.codes import ID_TYPES, VERIFICATIONS
from baoming.database import rows
from baoming.desk.officer import ROLES
from baoming.errors import NotAllowed
from baoming.fields import Field, bind
from baoming.web.desk.query import given, without
from baoming.web.page import Answer, page
from baoming.web.visit import Visit

FIELDS = (
    Field("q", "报名序号或完整的证件号码", required=False, max=40),
    Field("page", "页码", "integer", required=False, low=1, high=9999),
)

ACTIONS = {
    "application:view": "查看报名",
    "application:scan": "扫描申请表",
    "id_number:search": "按证件号码查询",
    "applications:export": "导出报名列表",
    "education:verify": "登记学历核验结果",
    "history:take": "导入上一年度成绩",
    "military:take": "导入军队人员名单",
    "request:view": "查看考生申请",
    "request:approve": "同意考生申请",
    "request:refuse": "不同意考生申请",
    "account:change": "修改注册信息",
    "account:delete": "删除注册信息",
    "account:search": "查找考生账户",
    "account:reset_password": "重设考生密码",
    "account:reset_too_many": "重设考生密码次数过多，未办理",
    "account:waive_wechat": "临时放行微信绑定",
    "message:list": "查看未送达的消息",
    "message:phone": "记下已电话通知",
    "message:unphone": "撤销电话通知的记录",
    "notice:add": "发布公告",
    "notice:change": "修改公告",
    "notice:withdraw": "撤下公告",
    "notice:restore": "恢复公告",
    "staff:add": "开通工作人员账号",
    "staff:close": "停用工作人员账号",
    "staff:open": "恢复工作人员账号",
}

OF_APPLICATION = (
    "application:view",
    "application:scan",
    "education:verify",
    "message:phone",
    "message:unphone",
)
VERDICTS = {"match": "相符", "mismatch": "不符"}


@get("/desk/log", audience="desk")
async def show(visit: Visit) -> Answer:
    officer = visit.officer
    if officer.role not in ("center", "zone"):
        raise NotAllowed("查看日志由考区和人才中心负责，您的账号没有这项权限。")
    bound = bind(FIELDS, given(visit))
    number = bound.data.get("page") or 1
    found = []
    if bound.ok:
        subject = _subject(bound.data["q"])
        found = await audit.lines(zone=officer.zone, subject=subject, page=number)
    return page(
        visit,
        "desk/log.html",
        status=200 if bound.ok else 422,
        fields=FIELDS,
        bound=bound,
        lines=await _worded(found[: audit.PAGE]),
        number=number,
        more=len(found) > audit.PAGE,
        query=without(visit, "page"),
    )


def _subject(q: str | None) -> str | None:
    if not q:
        return None
    plain = "".join(q.split())
    return index_of(plain) if looks_like_document(plain) else plain


async def _worded(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = {str(row["id"]): row for row in await rows("SELECT id, username, role FROM staff")}
    return [
        {
            "at": line["at"],
            "who": names.get(line["actor"], {}).get("username", "—"),
            "role": ROLES.get(names.get(line["actor"], {}).get("role", ""), ""),
            "action": ACTIONS.get(line["action"], line["action"]),
            "number": line["subject"] if line["action"] in OF_APPLICATION else "",
            "detail": _detail(line),
        }
        for line in found
    ]


def _detail(line: dict[str, Any]) -> str:
    word = _DETAILS.get(line["action"])
    return word(line) if word else ""


def _found(line: dict[str, Any]) -> str:
    numbers = line["detail"].get("found", [])
    return f"找到 {'、'.join(numbers)}" if numbers else "没有找到"


def _verified(line: dict[str, Any]) -> str:
    detail = line["detail"]
    return f"{VERIFICATIONS[detail['from']]} → {VERIFICATIONS[detail['to']]}"


def _exported(line: dict[str, Any]) -> str:
    query = unquote_plus(line["detail"].get("query", ""))
    return f"{line['detail'].get('rows', 0)} 份，条件：{query or '全部'}"


def _staff(line: dict[str, Any]) -> str:
    return str(line["subject"])


def _username(line: dict[str, Any]) -> str:
    return f"用户名 {line['detail']['username']}" if line["detail"] else ""


def _notice(line: dict[str, Any]) -> str:
    title = line["detail"].get("to", {}).get("title", "")
    return f"{line['subject'].partition(':')[2]} 号 {title}".rstrip()


def _renamed(line: dict[str, Any]) -> str:
    before, after = line["detail"]["from"], line["detail"]["to"]
    return "，".join(
        f"{before[name]} → {after[name]}" if name == "name" else _retyped(before, after)
        for name in ("name", "id_type")
        if before[name] != after[name]
    )


def _retyped(before: dict[str, str], after: dict[str, str]) -> str:
    return f"{ID_TYPES[before['id_type']]} → {ID_TYPES[after['id_type']]}"


_DETAILS: dict[str, Callable[[dict[str, Any]], str]] = {
    "application:scan": lambda line: VERDICTS.get(line["detail"].get("verdict", ""), ""),
    "id_number:search": _found,
    "message:list": _found,
    "applications:export": _exported,
    "education:verify": _verified,
    "history:take": lambda line: line["detail"].get("counts", ""),
    "military:take": lambda line: line["detail"].get("counts", ""),
    "account:change": _renamed,
    "account:reset_password": _username,
    "account:reset_too_many": _username,
    "account:waive_wechat": lambda line: line["detail"].get("reason", ""),
    **dict.fromkeys(("notice:add", "notice:change", "notice:withdraw", "notice:restore"), _notice),
    "staff:add": _staff,
    "staff:close": _staff,
    "staff:open": _staff,
}

ROUTES = [show]
