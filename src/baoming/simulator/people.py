"""For people and tests: who scans, who stops following, what arrived, what goes wrong."""

import secrets
import sqlite3
from typing import Any, get_args
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Response

from baoming.simulator import account, delivery, face, faults
from baoming.simulator.pages import page
from baoming.simulator.world import World, asks_for_page, given, refusal, world_of

AnyRequest = Request[Any, Any, Any]
TICKETS, PEOPLE, MESSAGES, REPLIES, FACES = 6, 8, 8, 3, 4


@get("/", media_type="text/html")
async def overview(request: AnyRequest) -> Response[str]:
    world = world_of(request)
    run = world.memory.run
    people = await run(account.newest_followers, PEOPLE)
    return page(
        request,
        "overview.html",
        said=request.query_params.get("said", ""),
        tickets=await run(account.newest_tickets, TICKETS),
        **_persons(people),
        messages=await run(account.newest_messages, MESSAGES),
        replies=await run(account.newest_replies, REPLIES),
        faces=await run(face.newest_faces, FACES),
        fault=(await run(faults.standing))[0],
        faults=faults.FAULTS,
        now=account.seconds(),
    )


@get("/q/{short:str}", media_type="text/html")
async def scanned(request: AnyRequest, short: FromPath[str]) -> Response[Any]:
    """Where the address in the code leads: what WeChat does with it is a button here."""
    world = world_of(request)
    ticket = await world.memory.run(account.ticket_of, short)
    if ticket is None:
        return refusal(404, "没有这个二维码。")
    people = await world.memory.run(account.newest_followers, PEOPLE)
    return page(request, "scan.html", ticket=ticket, **_persons(people))


@post("/simulator/scan", status_code=200)
async def scan(request: AnyRequest) -> Response[Any]:
    world, asked = world_of(request), await given(request)
    openid, mode = asked.get("openid", ""), asked.get("mode", "compatible")
    ticket = await world.memory.run(account.ticket_of, asked.get("ticket", ""))
    if ticket is None:
        return refusal(404, "没有这个 ticket。")
    if ticket["expires_at"] is not None and ticket["expires_at"] < account.seconds():
        return refusal(410, "二维码已过期。")
    if not _is_openid(openid) or mode not in get_args(delivery.Mode):
        return refusal(422, "openid 应为 1 到 64 个可见字符；mode 为 plain、compatible 或 safe。")
    kind, at = await world.memory.run(account.scan, openid, ticket)
    scene = ticket["scene"]
    event: dict[str, str | int] = {
        "EventKey": scene if kind == "SCAN" else f"qrscene_{scene}",
        "Ticket": ticket["ticket"],
    }
    return await _told(request, world, asked, {"CreateTime": at, "Event": kind, **event})


@post("/simulator/unfollow", status_code=200)
async def unfollow(request: AnyRequest) -> Response[Any]:
    world, asked = world_of(request), await given(request)
    at = await world.memory.run(account.unfollow, asked.get("openid", ""))
    if at is None:
        return refusal(404, "这个微信用户没有关注公众号。")
    event: dict[str, str | int] = {"CreateTime": at, "Event": "unsubscribe", "EventKey": ""}
    return await _told(request, world, asked, event)


@get("/simulator/messages")
async def messages(request: AnyRequest) -> list[dict[str, Any]]:
    openid = request.query_params.get("openid")
    return await world_of(request).memory.run(account.messages, openid)


@get("/simulator/replies")
async def replies(request: AnyRequest) -> list[str]:
    """What the account answered to a person's events, in order."""
    openid = request.query_params.get("openid")
    return await world_of(request).memory.run(account.replies, openid)


@post("/simulator/code", status_code=200)
async def js_code(request: AnyRequest) -> Response[Any]:
    """What wx.login() gives the mini program of the person who is `openid` in the account."""
    openid = (await given(request)).get("openid", "")
    if not _is_openid(openid):
        return refusal(422, "openid 应为 1 到 64 个可见字符。")
    code = await world_of(request).memory.run(account.new_js_code, openid)
    return Response({"js_code": code})


@get("/v1/web", media_type="text/html")
async def face_page(request: AnyRequest) -> Response[Any]:
    biz_token = request.query_params.get("biz_token", "")
    held = await world_of(request).memory.run(face.face_of, biz_token)
    if held is None:
        return refusal(404, "没有这个 biz_token。")
    return page(request, "face.html", leads_to=held["redirect_url"], face=held)


@post("/simulator/face", status_code=200)
async def decide_face(request: AnyRequest) -> Response[Any]:
    asked = await given(request)
    result = asked.get("result", "")
    if result not in ("pass", "fail"):
        return refusal(422, "result 应为 pass 或 fail。")
    about = (asked.get("biz_token", ""), result, asked.get("id_card", ""), asked.get("name", ""))
    held = await world_of(request).memory.run(face.decide, *about)
    if held is None:
        return refusal(404, "没有这个 biz_token。")
    back = face.way_back(held)
    if asks_for_page(request):
        return Redirect(back or "/", status_code=303)
    return Response({"biz_token": held["biz_token"], "result": result, "redirect": back})


@post("/simulator/faults", status_code=200)
async def set_fault(request: AnyRequest) -> Response[Any]:
    asked = await given(request)
    name = asked.get("fault", "")
    try:
        lasts = float(asked.get("seconds", faults.SLOW_SECONDS))
    except ValueError:
        lasts = -1.0
    if name not in faults.FAULTS or not 0 <= lasts <= 60:
        return refusal(422, f"fault 应为 {'、'.join(faults.FAULTS)}；seconds 为 0 到 60。")
    await world_of(request).memory.run(faults.set_fault, name, lasts)
    if asks_for_page(request):
        return _back(f"接口状态：{faults.FAULTS[name]}。")
    return Response({"fault": name})


HANDLERS = [
    overview,
    scanned,
    scan,
    unfollow,
    messages,
    replies,
    js_code,
    face_page,
    decide_face,
    set_fault,
]


async def _told(
    request: AnyRequest, world: World, asked: dict[str, str], event: dict[str, str | int]
) -> Response[Any]:
    """After Baoming has handled it: what it answered, to each delivery."""
    times = 2 if asked.get("repeat") else 1
    mode: Any = asked.get("mode", "compatible")
    written = {"MsgType": "event", **event}
    answers = await delivery.deliver(world, asked["openid"], written, mode=mode, times=times)
    first = answers[0]
    for each in answers:
        if each.reply:
            await world.memory.run(account.keep_reply, asked["openid"], each.reply)
    if asks_for_page(request):
        word = "公众号的回复见下" if first.reply else first.answer[:80]
        said = f"回答 {first.status}，{word}" if first.status else "没有回答。"
        return _back(f"{event['Event']}：报名网站{said}")
    told = {
        "event": event["Event"],
        "openid": asked["openid"],
        "event_key": event["EventKey"],
        "status": first.status,
        "answer": first.answer,
        "deliveries": [{"status": each.status, "answer": each.answer} for each in answers],
    }
    return Response(told, status_code=200 if first.status else 502)


def _back(said: str) -> Redirect:
    return Redirect(f"/?{urlencode({'said': said})}", status_code=303)


def _persons(people: list[sqlite3.Row]) -> dict[str, Any]:
    """Whom a form offers: the last one who follows, or somebody new."""
    newcomer = f"oDemo{secrets.token_hex(6)}"
    following = [person["openid"] for person in people if person["following"]]
    suggested = following[0] if following else newcomer
    return {"people": people, "newcomer": newcomer, "suggested": suggested}


def _is_openid(openid: str) -> bool:
    return 1 <= len(openid) <= 64 and openid.isprintable() and openid == openid.strip()
