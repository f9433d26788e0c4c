"""The forms of the moves on an application's page."""

from dataclasses import dataclass
from typing import Any

from baoming.applications import states
from baoming.applications.dossier import Dossier
from baoming.applications.sections import SECTIONS
from baoming.applications.states import Move
from baoming.desk.officer import Officer
from baoming.fields import Bound, Field, Option, filled

FORWARD = ("confirm", "approve")
"""The moves that lead on: shown first, one click or one scan away."""

DANGER = ("refuse", "reject")

SENTENCES = {
    "refuse": "考生会看到原因和需修改的内容，修改后可以再次提交。",
    "reopen": "退回后考生可以撤回、修改并重新提交；到期未动的，自动恢复为报名确认完成。",
    "extend": "给这位考生一个单独的截止日期，比其他期限晚的以它为准。",
    "restore": "恢复到放弃之前的状态，并给考生一个新的截止日期。",
    "reject": "考生会看到原因。考区可以撤销不通过。",
    "return": "退回后由考点重新审核，考生会看到状态变化。",
    "revoke": "恢复到审核不通过之前的状态。",
}


@dataclass(frozen=True)
class Asked:
    """One form of the page, as it is to be shown."""

    move: Move
    fields: tuple[Field, ...]
    bound: Bound
    back: str = ""
    """`scan`: afterwards the next paper is scanned."""

    @property
    def prefix(self) -> str:
        return f"{self.move.verb}-"

    @property
    def sentence(self) -> str:
        return SENTENCES.get(self.move.verb, "")

    @property
    def danger(self) -> bool:
        return self.move.verb in DANGER

    @property
    def forward(self) -> bool:
        return self.move.verb in FORWARD


def fields_of(verb: str, dossier: Dossier) -> tuple[Field, ...]:
    ask = _FIELDS.get(verb)
    return ask(dossier) if ask else ()


def of_dossier(
    dossier: Dossier, officer: Officer, failed: Asked | None, prefilled: dict[str, Any]
) -> list[Asked]:
    """One for each move that is open to this officer now, by the clock; first what leads on."""
    found = []
    for move in states.open_to(officer.role, dossier.status, dossier.online):
        if failed is not None and failed.move.verb == move.verb:
            found.append(failed)
            continue
        fields = fields_of(move.verb, dossier)
        found.append(Asked(move, fields, filled(fields, prefilled), prefilled.get("from", "")))
    return sorted(found, key=lambda each: not each.forward)


def _code(dossier: Dossier) -> tuple[Field, ...]:
    """On site the paper has to be there; a scanner may type the address that the QR code holds."""
    if dossier.online:
        return ()
    hint = "扫描或输入考生交来的报名申请表上的验证码。"
    return (Field("code", "申请表验证码", max=200, hint=hint, autocomplete="off"),)


def _reason(dossier: Dossier) -> tuple[Field, ...]:
    return (Field("reason", "原因", "textarea", max=500),)


def _until(dossier: Dossier) -> tuple[Field, ...]:
    return (*_reason(dossier), Field("until", "截止日期", "date", hint="含当日。"))


def _refusal(dossier: Dossier) -> tuple[Field, ...]:
    ends = dossier.terms.reupload
    late = ends is not None and dossier.now >= ends
    return (
        Field("item", "需修改的内容", "choices", options=_items(dossier)),
        *_reason(dossier),
        Field(
            "until",
            "给考生的截止日期",
            "date",
            required=False,
            hint="重新上传的截止时间已过，必须填写；含当日。"
            if late
            else "不填的，按考区的截止时间；含当日。",
        ),
    )


def _items(dossier: Dossier) -> tuple[Option, ...]:
    catalogue, zone = dossier.catalogue, dossier.row.zone
    materials = [
        (f"material:{each.code}", f"材料：{each.name}")
        for each in catalogue.contents.requirements
        if each.zone == zone and not each.withdrawn
    ]
    sections = [(f"section:{each.name}", f"填写：{each.title}") for each in SECTIONS]
    return (*materials, *sections)


_FIELDS = {
    "confirm": _code,
    "refuse": _refusal,
    "reopen": _until,
    "extend": _until,
    "restore": _until,
    "reject": _reason,
    "return": _reason,
    "revoke": _reason,
}
