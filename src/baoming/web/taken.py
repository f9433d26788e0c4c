"""/register/taken: somebody else registered my number. Asked without signing in.

The account that holds the number is not looked up here: known or not, the same is answered.
"""

from litestar import get, post
from litestar.datastructures import State

from baoming.accounts import cases, documents, names, throttle
from baoming.applications.sections.person import check_mobile
from baoming.catalogue import codes, current
from baoming.errors import Invalid, TooMany
from baoming.fields import Bound, Field, bind
from baoming.files.evidence import keep_evidence
from baoming.web.page import Answer, page, redirect
from baoming.web.visit import Visit

LIMIT = 6 * 1024 * 1024
"""A photo from a phone; less than of those who are signed in."""


@get("/register/taken")
async def show(visit: Visit) -> Answer:
    return await _page(visit, Bound())


@post("/register/taken", limit=LIMIT)
async def ask(visit: Visit, state: State) -> Answer:
    bound = bind(await _fields(), visit.form)
    id_type, number = bound.data.get("id_type"), bound.data.get("id_number")
    if id_type and number and (fault := documents.check(id_type, number)):
        bound.errors["id_number"] = fault
    if not bound.ok:
        return await _page(visit, bound, 422)
    try:
        await throttle.count(throttle.TAKEN, throttle.network(visit.address))
        evidence = await keep_evidence(state.storage, bound.data["evidence"], None)
    except TooMany as refused:
        bound.errors["evidence"] = refused.sentence
        return await _page(visit, bound, 429, refused.retry_after)
    except Invalid as refused:
        bound.errors["evidence"] = "".join(refused.errors.values())
        return await _page(visit, bound, 422)
    ticket = await cases.open_from_outside(bound.data, evidence)
    return redirect(f"/register/taken/{ticket}")


@get("/register/taken/{ticket:str}")
async def follow(visit: Visit, ticket: str) -> Answer:
    case = await cases.of_ticket(ticket)
    zone = (await current.newest()).label("zone", case["zone"])
    head = {"Cache-Control": "no-store"}
    return page(
        visit,
        "accounts/taken_case.html",
        headers=head,
        case=case,
        zone=zone,
        label=cases.STATUSES[case["status"]],
    )


ROUTES = [show, ask, follow]


async def _fields() -> tuple[Field, ...]:
    zones = tuple((each.code, each.name) for each in (await current.newest()).zones)
    return (
        Field("name", "您的姓名", max=60, check=names.check_name, autocomplete="name"),
        Field("id_type", "证件类型", "choice", options=tuple(codes.ID_TYPES.items())),
        Field("id_number", "证件号码", max=30, autocomplete="off", private=True),
        Field(
            "zone",
            "由哪个考区处理",
            "choice",
            options=zones,
            hint="您准备报考的考区。",
        ),
        Field(
            "mobile",
            "手机号码",
            max=20,
            check=check_mobile,
            hint="办理机构用它联系您。",
            autocomplete="tel",
            inputmode="tel",
        ),
        Field(
            "reason",
            "情况说明",
            "textarea",
            max=500,
            hint="例如：本人从未注册过，注册时提示证件号码已经注册。",
        ),
        Field(
            "evidence",
            "证件照片",
            "file",
            hint="能看清姓名、号码和照片。JPEG、PNG 图片或 PDF，最大 5 MB。",
        ),
    )


async def _page(visit: Visit, bound: Bound, status: int = 200, retry_after: int = 0) -> Answer:
    head = {"Retry-After": str(retry_after)} if retry_after else None
    return page(
        visit,
        "accounts/taken.html",
        status=status,
        headers=head,
        fields=await _fields(),
        bound=bound,
    )
