"""The forms of the moves on an application's page."""

from dataclasses import dataclass
from typing import Any

from baoming.applications import states
from baoming.applications.dossier import Dossier
from baoming.applications.sections import SECTIONS
from baoming.applications.states import Move
from baoming.desk.officer import Officer
from baoming.fields import Bound, Field, Option, filled
from baoming.web.wording import spoken_end

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
    """One for each move that is open to this officer now, by the clock; first what leads on.
    Nothing restores the application of an account that was deleted."""
    found = []
    for move in states.open_to(officer.role, dossier.status, dossier.online):
        if move.verb == "restore" and dossier.account.deleted_at:
            continue
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
    return (
        Field("item", "需修改的内容", "choices", options=_items(dossier)),
        *_reason(dossier),
        Field(
            "until",
            "给考生的截止日期",
            "date",
            required=False,
            hint=_until_when(dossier),
        ),
    )


def _until_when(dossier: Dossier) -> str:
    ends, own = dossier.terms.reupload, dossier.row.personal_until
    if own is not None and ends is not None and own > ends:
        ends = own
    if ends is None:
        return "可以不填；含当日。"
    if dossier.now >= ends:
        return "重新上传的截止时间已过，必须填写；含当日。"
    return f"不填的，考生须在 {spoken_end(ends)} 前修改并提交；含当日。"


def _items(dossier: Dossier) -> tuple[Option, ...]:
    """What this candidate was asked for, the sections, and at the end what else the zone knows."""
    known = {
        each.code: each.name
        for each in dossier.catalogue.contents.requirements
        if each.zone == dossier.row.zone and not each.withdrawn
    }
    owed = [each.code for each in dossier.slots if each.code in known]
    return (
        *((f"material:{code}", f"材料：{known[code]}") for code in owed),
        *((f"section:{each.name}", f"填写：{each.title}") for each in SECTIONS),
        *(
            (f"material:{code}", f"另交：{name}")
            for code, name in known.items()
            if code not in owed
        ),
    )


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
