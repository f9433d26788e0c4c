"""What a request asks for: each kind its own, and all of it while no kind is chosen."""

from baoming.accounts import cases, documents, names
from baoming.accounts.identity import id_number_of
from baoming.accounts.tables import Account
from baoming.catalogue import codes, current
from baoming.fields import Bound, Field

ID_TYPES = tuple(codes.ID_TYPES.items())
KIND = Field("kind", "申请事项", "choice", options=tuple(cases.ASKED.items()))
REASON = Field("reason", "原因", "textarea", max=500)
PROOFS = "JPEG、PNG 图片或 PDF，最大 10 MB；有几页的，合成一个 PDF。"

CHANGE = (
    Field(
        "name",
        "改成的姓名",
        required=False,
        max=60,
        check=names.check_name,
        hint="与证件完全一致。姓名不改的不填。",
        autocomplete="off",
    ),
    Field(
        "id_type", "改成的证件类型", "choice", False, options=ID_TYPES, hint="证件类型不改的不选。"
    ),
    REASON,
    Field("evidence", "证明材料", "file", hint=f"证件，或公安机关出具的证明。{PROOFS}"),
)
DELETE = (
    REASON,
    Field("evidence", "证明材料", "file", False, hint=f"本人证件。{PROOFS}"),
)
MERGE = (
    Field("name", "上一年度报名时的姓名", max=60, check=names.check_name),
    Field("id_type", "上一年度的证件类型", "choice", options=ID_TYPES),
    Field("id_number", "上一年度的证件号码", max=30, autocomplete="off", private=True),
    Field("reason", "原因", "textarea", max=500, hint="例如：换领了新的证件。"),
    Field("evidence", "证明材料", "file", hint=f"两个证件是同一人的证明：{PROOFS}"),
)
ANY = (
    Field(
        "name",
        "姓名",
        required=False,
        max=60,
        check=names.check_name,
        hint="修改的，填改成的姓名；合并成绩的，填上一年度报名时的姓名；删除的不填。",
        autocomplete="off",
    ),
    Field(
        "id_type",
        "证件类型",
        "choice",
        False,
        options=ID_TYPES,
        hint="修改的，选改成的类型；合并成绩的，选上一年度的类型；删除的不选。",
    ),
    Field(
        "id_number",
        "上一年度的证件号码",
        required=False,
        max=30,
        hint="只有合并成绩时填写。",
        autocomplete="off",
        private=True,
    ),
    REASON,
    Field(
        "evidence",
        "证明材料",
        "file",
        False,
        hint=f"修改姓名或证件类型、合并成绩时必须上传。{PROOFS}",
    ),
)
_FIELDS = {"change": CHANGE, "delete": DELETE, "merge_scores": MERGE}


async def fields(kind: str) -> tuple[Field, ...]:
    zones = tuple((each.code, each.name) for each in (await current.newest()).zones)
    zone = Field(
        "zone",
        "由哪个考区处理",
        "choice",
        False,
        options=zones,
        hint="已经报名的，由报名的考点、考区处理；还没有报名的请选择，不选的由人才中心处理。",
    )
    return (KIND, zone, *_FIELDS.get(kind, ANY))


def judge(kind: str, bound: Bound, account: Account) -> None:
    """What no field can tell alone."""
    if kind == "change":
        _judge_change(bound, account)
    if kind == "merge_scores":
        _judge_former_number(bound, account)


def _judge_change(bound: Bound, account: Account) -> None:
    """Only what differs is kept of what is asked for."""
    if bound.errors.keys() & {"name", "id_type"}:
        return
    name, id_type = bound.data["name"], bound.data["id_type"]
    if not name and not id_type:
        bound.errors["name"] = "请填写改成的姓名，或选择改成的证件类型。"
        return
    if name and names.clean_name(name) == account.name:
        bound.data["name"] = None
    if id_type == account.id_type:
        bound.data["id_type"] = None
    if not bound.data["name"] and not bound.data["id_type"]:
        bound.errors["name"] = "与现在的注册信息相同，不用申请修改。"
    elif bound.data["id_type"] and documents.check(id_type, id_number_of(account)):
        bound.errors["id_type"] = (
            f"您的证件号码不是{codes.ID_TYPES[id_type]}的号码。"
            "证件号码填错的，请申请删除注册信息，再用正确的号码重新注册。"
        )


def _judge_former_number(bound: Bound, account: Account) -> None:
    kind, number = bound.data.get("id_type"), bound.data.get("id_number")
    if not kind or not number:
        return
    if fault := documents.check(kind, number):
        bound.errors["id_number"] = fault
    elif (kind, documents.normalise(number)) == (account.id_type, id_number_of(account)):
        bound.errors["id_number"] = "这是您现在的证件。请填写上一年度报名时所用的证件类型和号码。"
