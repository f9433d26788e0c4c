"""The official account's books: access tokens, codes, followers, messages."""

import base64
import hashlib
import json
import secrets
import sqlite3
from typing import Any

from baoming import clock

TOKEN_SECONDS = 7200
RENEWED_EARLY = 300
JS_CODE_SECONDS = 300
ONCE_SECONDS = 600
Db = sqlite3.Connection


def seconds() -> float:
    return clock.real().timestamp()


def stable_token(db: Db, force: bool) -> tuple[str, int]:
    """The same until five minutes before its end; the old one then lives on beside the new."""
    now = seconds()
    if force:
        db.execute("DELETE FROM token")
    held = db.execute(
        "SELECT value, expires_at FROM token WHERE expires_at > ? ORDER BY expires_at DESC",
        (now + RENEWED_EARLY,),
    ).fetchone()
    if held:
        return held["value"], int(held["expires_at"] - now)
    value = f"1_{secrets.token_urlsafe(96)}"
    db.execute("DELETE FROM token WHERE expires_at < ?", (now - TOKEN_SECONDS,))
    db.execute("INSERT INTO token VALUES (?, ?)", (value, now + TOKEN_SECONDS))
    return value, TOKEN_SECONDS


def token_fault(db: Db, value: str) -> int:
    """0, or the errcode: 40001 never issued or replaced, 42001 expired."""
    held = db.execute("SELECT expires_at FROM token WHERE value = ?", (value,)).fetchone()
    if held is None:
        return 40001
    return 0 if held["expires_at"] > seconds() else 42001


def expire_tokens(db: Db) -> None:
    db.execute("UPDATE token SET expires_at = ?", (seconds() - 1,))


def new_ticket(db: Db, scene: str, lasts: int | None) -> sqlite3.Row:
    now = seconds()
    values = (f"gQ{secrets.token_urlsafe(66)}", f"02{secrets.token_urlsafe(15)}", scene, now)
    row: sqlite3.Row = db.execute(
        "INSERT INTO ticket (ticket, short, scene, created_at, expires_at) "
        "VALUES (?, ?, ?, ?, ?) RETURNING *",
        (*values, None if lasts is None else now + lasts),
    ).fetchone()
    return row


def ticket_of(db: Db, ticket: str) -> sqlite3.Row | None:
    """By the ticket, or by the end of the address in its code."""
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM ticket WHERE ticket = ? OR short = ?", (ticket, ticket)
    ).fetchone()
    return row


def newest_tickets(db: Db, limit: int) -> list[sqlite3.Row]:
    return db.execute("SELECT * FROM ticket ORDER BY id DESC LIMIT ?", (limit,)).fetchall()


def scan(db: Db, openid: str, ticket: sqlite3.Row) -> tuple[str, int]:
    """Which event it is, `subscribe` of somebody new and else `SCAN`, and when.

    A person's events never share a second, as a finger's would not.
    """
    held = _follower(db, openid)
    known = held is not None and held["following"]
    at = _moment(held)
    db.execute("UPDATE ticket SET scans = scans + 1 WHERE id = ?", (ticket["id"],))
    db.execute(
        "INSERT INTO follower (openid, following, since, scene, last_event) VALUES (?, 1, ?, ?, ?)"
        " ON CONFLICT (openid) DO UPDATE SET following = 1, last_event = excluded.last_event,"
        " since = CASE following WHEN 1 THEN since ELSE excluded.since END",
        (openid, seconds(), ticket["scene"], at),
    )
    return ("SCAN" if known else "subscribe"), at


def unfollow(db: Db, openid: str) -> int | None:
    """When; None of somebody who does not follow."""
    held = _follower(db, openid)
    if held is None or not held["following"]:
        return None
    at = _moment(held)
    db.execute("UPDATE follower SET following = 0, last_event = ? WHERE openid = ?", (at, openid))
    return at


def newest_followers(db: Db, limit: int) -> list[sqlite3.Row]:
    return db.execute(
        "SELECT *, (SELECT count(*) FROM message WHERE message.openid = follower.openid) AS sent"
        " FROM follower ORDER BY following DESC, since DESC LIMIT ?",
        (limit,),
    ).fetchall()


def user_info(db: Db, openid: str) -> dict[str, Any]:
    held = _follower(db, openid)
    if held is None or not held["following"]:
        return {"subscribe": 0, "openid": openid, "unionid": unionid(openid)}
    return {
        "subscribe": 1,
        "openid": openid,
        "unionid": unionid(openid),
        "subscribe_time": int(held["since"]),
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_QR_CODE",
        "qr_scene": 0,
        "qr_scene_str": held["scene"],
    }


def accept_message(db: Db, body: dict[str, Any]) -> int | None:
    """Its number, None when the person does not follow. The same `client_msg_id` to the same
    person counts once in ten minutes."""
    openid, once = body["touser"], body.get("client_msg_id")
    held = _follower(db, openid)
    if held is None or not held["following"]:
        return None
    sent = db.execute(
        "SELECT id FROM message WHERE openid = ? AND client_msg_id = ? AND sent_at > ?",
        (openid, once, seconds() - ONCE_SECONDS),
    ).fetchone()
    if sent:
        return int(sent["id"])
    text = json.dumps(body, ensure_ascii=False)
    return db.execute(
        "INSERT INTO message (openid, body, client_msg_id, sent_at) VALUES (?, ?, ?, ?)",
        (openid, text, once, seconds()),
    ).lastrowid


def messages(db: Db, openid: str | None) -> list[dict[str, Any]]:
    """The bodies as they came, in order."""
    rows = db.execute(
        "SELECT body FROM message WHERE openid = coalesce(?, openid) ORDER BY id", (openid,)
    )
    return [json.loads(row["body"]) for row in rows]


def newest_messages(db: Db, limit: int) -> list[dict[str, Any]]:
    rows = db.execute("SELECT * FROM message ORDER BY id DESC LIMIT ?", (limit,))
    return [{**json.loads(row["body"]), "sent_at": row["sent_at"]} for row in rows]


def keep_reply(db: Db, openid: str, text: str) -> None:
    """What the account answered to an event: the person sees it in the chat, no template does it."""
    db.execute("INSERT INTO reply (openid, text, at) VALUES (?, ?, ?)", (openid, text, seconds()))


def replies(db: Db, openid: str | None) -> list[str]:
    rows = db.execute(
        "SELECT text FROM reply WHERE openid = coalesce(?, openid) ORDER BY id", (openid,)
    )
    return [row["text"] for row in rows]


def newest_replies(db: Db, limit: int) -> list[sqlite3.Row]:
    return db.execute("SELECT * FROM reply ORDER BY id DESC LIMIT ?", (limit,)).fetchall()


def new_js_code(db: Db, openid: str) -> str:
    code = f"0{secrets.token_urlsafe(23)}"
    db.execute("INSERT INTO code VALUES (?, ?, ?, 0)", (code, openid, seconds() + JS_CODE_SECONDS))
    return code


def use_js_code(db: Db, code: str) -> tuple[int, str]:
    """0 and the person's openid in the account, or the errcode: 40029 unknown or too old,
    40163 used before."""
    row = db.execute("SELECT * FROM code WHERE code = ?", (code,)).fetchone()
    if row is None or row["expires_at"] < seconds():
        return 40029, ""
    if row["used"]:
        return 40163, ""
    db.execute("UPDATE code SET used = 1 WHERE code = ?", (code,))
    return 0, row["openid"]


def unionid(openid: str) -> str:
    return f"oU{_mark('union', openid)}"


def miniapp_openid(openid: str) -> str:
    return f"oM{_mark('miniapp', openid)}"


def _follower(db: Db, openid: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM follower WHERE openid = ?", (openid,)
    ).fetchone()
    return row


def _moment(held: sqlite3.Row | None) -> int:
    return max(int(seconds()), (held["last_event"] if held else 0) + 1)


def _mark(purpose: str, openid: str) -> str:
    """26 characters, with which an openid is as long as a real one: 28."""
    digest = hashlib.sha256(f"{purpose}:{openid}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:26]
