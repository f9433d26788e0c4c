"""Send what is due, by WeChat and, where an address was given, by mail. A message is claimed
before it is sent, so that two workers never send one; killed between the answer and our note of
it, it goes out once more at most, and WeChat knows it by its name for ten minutes.
"""

import json
import logging
import time as running
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from baoming import clock
from baoming.applications import reminder
from baoming.database import execute, rows
from baoming.outbox.mail import Mail, MailError, written
from baoming.outbox.night import is_quiet
from baoming.outbox.template import Template
from baoming.wechat.client import WeChat, WeChatError

log = logging.getLogger("baoming")

BATCH = 20
CLAIMED_FOR = timedelta(minutes=2)
"""Far longer than a round can take; after it a message of a killed worker is anybody's."""
ROUND_SECONDS = 4.0
"""For each channel: the other, and deadlines, do not wait for ten thousand messages."""

BACKOFF = (1, 5, 15, 30, 60)
"""Minutes until the next try; the last one goes on: a retry is due within an hour."""
OTHERS_WAIT = timedelta(minutes=1)
"""The rest of a batch when the channel does not answer: no use trying each of them."""
GIVEN_UP_AFTER = timedelta(days=3)
"""News of three days ago misleads; the office sees it among those that reached nobody."""

UNREACHABLE = (40003, 43004)
"""No such person, or one who does not follow. Every other refusal of WeChat is about our account
or template: the office mends it, and what waited goes out."""
OF_TEMPLATE = (40037, 47003)
"""Another kind of message may have a better one."""

Channel = Literal["wechat", "mail"]
Outcome = Literal["sent", "done", "later"]
"""`done`: nothing to send any more; `later`: the channel is out of order."""

_WAITING = "sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL"
_FREE = f"{_WAITING} AND (claimed_until IS NULL OR claimed_until <= {{}})"
_CLAIM = f"""
UPDATE outbox_message SET claimed_until = {{}}, tries = tries + 1 WHERE id IN (
 SELECT id FROM outbox_message WHERE due_at <= {{}} AND channel = {{}} AND {_FREE}
 ORDER BY due_at LIMIT {{}}) AND {_FREE}
RETURNING id, subject, account, application, kind, data, tries, due_at
"""  # noqa: S608  # conditions of our own
_COPY = """
INSERT INTO outbox_message
 (subject, account, application, kind, data, due_at, tries, channel, created_at)
SELECT 'mail:' || m.subject, m.account, m.application, m.kind, m.data, m.due_at, 0, 'mail',
 m.created_at FROM outbox_message m WHERE m.id IN (IDS) AND EXISTS
 (SELECT 1 FROM application a WHERE a.account = m.account AND a.email <> '')
ON CONFLICT (subject) DO NOTHING
"""
_RELEASE = "UPDATE outbox_message SET claimed_until = {}, tries = tries - 1 WHERE id IN (IDS)"


@dataclass(frozen=True)
class Sender:
    """How messages leave this deployment."""

    wechat: WeChat | None
    templates: Mapping[str, str]
    base_url: str
    mail: Mail | None = None

    def template(self, kind: str) -> Template:
        return Template.read(self.templates.get(kind) or self.templates.get("", ""))


async def deliver(sender: Sender) -> int:
    """Send what is due now, for a while; how many were taken by WeChat or the mail server."""
    channels: tuple[Channel, ...] = ("wechat", "mail") if sender.mail else ("wechat",)
    return sum([await _deliver(sender, channel) for channel in channels])


async def _deliver(sender: Sender, channel: Channel) -> int:
    sent, until = 0, running.monotonic() + ROUND_SECONDS
    while _goes_on(until):
        claimed = await _claim(channel, clock.now())
        if not claimed:
            break
        if sender.mail and channel == "wechat":
            # Whatever the try: a worker may have been killed before its copies were made.
            await execute(*_of_all(_COPY, claimed))
        for place, message in enumerate(claimed):
            if not _goes_on(until):
                await _put_off(claimed[place:], clock.now())
                return sent
            outcome = await _tried(sender, channel, message)
            sent += outcome == "sent"
            if outcome == "later":
                await _put_off(claimed[place + 1 :], clock.now() + OTHERS_WAIT)
                return sent
    return sent


def _goes_on(until: float) -> bool:
    return not is_quiet(clock.now()) and running.monotonic() < until


async def _claim(channel: Channel, now: datetime) -> list[dict[str, Any]]:
    found = await rows(_CLAIM, now + CLAIMED_FOR, now, channel, now, BATCH, now)
    return sorted(found, key=lambda message: (message["due_at"], message["id"]))


async def _put_off(messages: list[dict[str, Any]], until: datetime) -> None:
    """They were not tried."""
    if messages:
        sql, *ids = _of_all(_RELEASE, messages)
        await execute(sql, until, *ids)


def _of_all(sql: str, messages: list[dict[str, Any]]) -> tuple[Any, ...]:
    return sql.replace("IDS", ", ".join(["{}"] * len(messages))), *[m["id"] for m in messages]


async def _tried(sender: Sender, channel: Channel, message: dict[str, Any]) -> Outcome:
    """One that cannot be worded, for whatever fault of ours, does not keep the others back."""
    try:
        words = await _words(message)
        if words is None:
            await _note(message, "dropped_at", "已不需要发送")
            return "done"
        return await _send(sender, channel, message, words)
    except (WeChatError, MailError) as error:
        return await _not_sent(message, error)
    except Exception as fault:
        log.exception("message %s could not be sent", message["subject"])
        await _not_sent(message, fault)
        return "done"


async def _words(message: dict[str, Any]) -> dict[str, str] | None:
    """Of a reminder only now: what is missing today, which is kept with it. `None`: it concerns
    nobody any more."""
    known: dict[str, Any] = json.loads(message["data"])
    if message["kind"] == "remind":
        words = await reminder.words(message["application"], known)
        message["data"] = json.dumps({**known, **(words or {})}, ensure_ascii=False)
        return words
    return known


async def _send(
    sender: Sender, channel: Channel, message: dict[str, Any], words: dict[str, str]
) -> Outcome:
    found = await rows(_WHOM, message["id"])
    to, number = found[0], found[0]["number"]
    address = f"{sender.base_url}/applications/{number}" if number else f"{sender.base_url}/me"
    if channel == "mail" and sender.mail:
        title, text = written(words, address)
        answer = await sender.mail.send(to["email"] or "", title, text, message["subject"])
    elif sender.wechat is None:
        await _note(message, "failed_at", "没有设置微信公众号")
        return "done"
    elif not to["following"]:
        await _note(
            message, "failed_at", "没有绑定微信" if not to["openid"] else "已取消关注公众号"
        )
        return "done"
    else:
        template = sender.template(message["kind"])
        answer = await sender.wechat.send_template(
            to["openid"],
            template.number,
            template.filled(words, message["due_at"].astimezone(clock.ZONE)),
            address,
            once=message["subject"],
        )
    await _note(message, "sent_at", answer)
    return "sent"


_WHOM = """
SELECT a.number AS number, COALESCE(b.openid, x.openid) AS openid,
 CASE WHEN b.openid IS NULL THEN x.openid IS NOT NULL ELSE b.following END AS following,
 COALESCE(NULLIF(a.email, ''), (SELECT l.email FROM application l WHERE l.account = x.account
  AND l.email <> '' ORDER BY l.id DESC LIMIT 1)) AS email
FROM (SELECT m.account AS account, m.application AS application, m.openid AS openid
 FROM outbox_message m WHERE m.id = {}) x
LEFT JOIN application a ON a.id = x.application
LEFT JOIN wechat_binding b ON b.account = x.account
"""


async def _not_sent(message: dict[str, Any], error: Exception) -> Outcome:
    """What may pass is tried again; what is refused for good reached nobody this way."""
    now = clock.now()
    if _is_final(error) or now - message["due_at"] > GIVEN_UP_AFTER:
        await _note(message, "failed_at", str(error))
        return "done"
    wait = timedelta(minutes=BACKOFF[min(message["tries"], len(BACKOFF)) - 1])
    await execute(
        "UPDATE outbox_message SET claimed_until = {}, answer = {} WHERE id = {}",
        now + wait,
        str(error),
        message["id"],
    )
    of_this_one = isinstance(error, WeChatError) and error.errcode in OF_TEMPLATE
    return "done" if of_this_one else "later"


def _is_final(error: Exception) -> bool:
    if isinstance(error, MailError):
        return not error.passing
    return isinstance(error, WeChatError) and error.errcode in UNREACHABLE


async def _note(message: dict[str, Any], column: str, answer: str) -> None:
    await execute(
        f"UPDATE outbox_message SET {column} = {{}}, answer = {{}}, data = {{}} WHERE id = {{}}",  # noqa: S608  # a name of ours
        clock.now(),
        answer,
        message["data"],
        message["id"],
    )
