"""The face provider: Tencent Cloud FaceID, DetectAuth and GetDetectInfoEnhanced.

The provider reads the document itself, so Baoming sends neither name nor number. Here nobody
holds a document up: the number is the one typed on the page or given to /simulator/face,
else the one in `IdCard`, else the one in an `Extra` of the form `simulator:NUMBER:NAME`,
which only this simulator understands and only a demo should send.
"""

import secrets
import sqlite3
import uuid
from typing import Any
from urllib.parse import urlencode

from litestar import Request, post

from baoming import clock
from baoming.simulator import faults, tc3
from baoming.simulator.world import World, read_json, world_of

AnyRequest = Request[Any, Any, Any]
Answer = dict[str, Any]

KEPT_SECONDS = 3 * 24 * 3600
HINT = "simulator:"
NOT_FINISHED = (17, "本次流程未完成")
NOT_THE_SAME = (2016, "无法判断为同一人，请确认身份后重试")
PASSED = (0, "成功")

MESSAGES = {
    "AuthFailure.InvalidAuthorization": "CAM签名/鉴权错误。",
    "AuthFailure.SecretIdNotFound": "密钥不存在。",
    "AuthFailure.SignatureExpire": "签名过期。",
    "AuthFailure.SignatureFailure": "签名错误。",
    "InvalidAction": "接口不存在。",
    "InvalidParameter": "参数错误。",
    "InvalidParameterValue.BizTokenExpired": "BizToken过期。",
    "InvalidParameterValue.BizTokenIllegal": "BizToken不合法。",
    "InvalidParameterValue.RuleIdNotExist": "RuleId不存在，请到人脸核身控制台申请。",
}


@post("/", status_code=200, before_request=faults.of_face)
async def interface(request: AnyRequest) -> Answer:
    world, body = world_of(request), await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    if code := _fault(world, headers, body):
        return refused(code)
    asked = read_json(body)
    if asked is None:
        return refused("InvalidParameter")
    rule = world.settings.face_rule_id
    if rule and asked.get("RuleId") != rule:
        return refused("InvalidParameterValue.RuleIdNotExist")
    action = headers.get("x-tc-action")
    if action == "DetectAuth":
        return await _detect_auth(world, asked)
    if action == "GetDetectInfoEnhanced":
        return await _detect_info(world, str(asked.get("BizToken")))
    return refused("InvalidAction")


def refused(code: str) -> Answer:
    return _answer(Error={"Code": code, "Message": MESSAGES[code]})


def face_of(db: sqlite3.Connection, biz_token: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM face WHERE biz_token = ?", (biz_token,)
    ).fetchone()
    return row


def newest_faces(db: sqlite3.Connection, limit: int) -> list[sqlite3.Row]:
    return db.execute("SELECT * FROM face ORDER BY created_at DESC LIMIT ?", (limit,)).fetchall()


def decide(
    db: sqlite3.Connection, biz_token: str, result: str, id_card: str, name: str
) -> sqlite3.Row | None:
    """A number or name given here is the one on the document; None of an unknown token."""
    row: sqlite3.Row | None = db.execute(
        "UPDATE face SET result = ?, id_card = coalesce(nullif(?, ''), id_card),"
        " name = coalesce(nullif(?, ''), name) WHERE biz_token = ? RETURNING *",
        (result, id_card, name, biz_token),
    ).fetchone()
    return row


def way_back(face: sqlite3.Row) -> str:
    url: str = face["redirect_url"]
    mark = "&" if "?" in url else "?"
    return f"{url}{mark}{urlencode({'BizToken': face['biz_token']})}" if url else ""


def _fault(world: World, headers: dict[str, str], body: bytes) -> str:
    """Without a SecretId in the settings there is nothing to check against."""
    settings = world.settings
    if not settings.face_secret_id:
        return ""
    now = clock.real().timestamp()
    return tc3.fault(headers, body, settings.face_secret_id, settings.face_secret_key, now)


async def _detect_auth(world: World, asked: Answer) -> Answer:
    biz_token = str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)).upper()
    await world.memory.run(_begin, biz_token, asked)
    base = world.settings.face_api_url or world.settings.wechat_api_url
    return _answer(Url=f"{base}/v1/web?{urlencode({'biz_token': biz_token})}", BizToken=biz_token)


def _begin(db: sqlite3.Connection, biz_token: str, asked: Answer) -> None:
    extra = str(asked.get("Extra") or "")
    hint = extra.removeprefix(HINT) if extra.startswith(HINT) else ""
    number, _, name = hint.partition(":")
    db.execute(
        "INSERT INTO face VALUES (?, ?, ?, ?, ?, NULL, ?)",
        (
            biz_token,
            str(asked.get("RedirectUrl") or ""),
            extra,
            str(asked.get("IdCard") or number),
            str(asked.get("Name") or name),
            clock.real().timestamp(),
        ),
    )


async def _detect_info(world: World, biz_token: str) -> Answer:
    face = await world.memory.run(face_of, biz_token)
    if face is None:
        return refused("InvalidParameterValue.BizTokenIllegal")
    if face["created_at"] < clock.real().timestamp() - KEPT_SECONDS:
        return refused("InvalidParameterValue.BizTokenExpired")
    parts = {"IdCardData": None, "BestFrame": None, "VideoData": None, "Encryption": None}
    return _answer(Text=_text(face), **parts, IntentionVerifyData=None)


def _text(face: sqlite3.Row) -> Answer:
    """The number is told also when the face did not fit it, as the true one does."""
    done = {"pass": PASSED, "fail": NOT_THE_SAME}
    errcode, message = done.get(face["result"], NOT_FINISHED)
    seen = face["result"] is not None
    id_card, name = (face["id_card"], face["name"]) if seen else ("", "")
    ocr = ("OcrNation", "OcrAddress", "OcrBirth", "OcrAuthority", "OcrValidDate", "OcrGender")
    return {
        "ErrCode": errcode,
        "ErrMsg": message,
        "IdCard": id_card,
        "Name": name,
        **dict.fromkeys(ocr),
        "OcrIdCard": id_card or None,
        "OcrName": name or None,
        "LiveStatus": 0 if seen else None,
        "LiveMsg": "成功" if seen else None,
        "Comparestatus": errcode if seen else None,
        "Comparemsg": message if seen else None,
        "Sim": {"pass": "98.00", "fail": "31.00"}.get(face["result"]),
        "Extra": face["extra"],
        "LivenessDetail": [],
    }


def _answer(**fields: Any) -> Answer:
    return {"Response": {**fields, "RequestId": str(uuid.uuid4())}}
