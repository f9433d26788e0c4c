"""Send what is due by WeChat. A message is claimed before it is sent, so that two workers never
send one; killed between WeChat's answer and our note of it, it goes out once more at most.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from baoming import clock
from baoming.database import execute, rows
from baoming.wechat.client import WeChat, WeChatError

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
"""No message at night (contract, section 5)."""

BATCH = 20
CLAIMED_FOR = timedelta(minutes=2)
"""Longer than a batch can take; after it a message of a killed worker is anybody's."""

BACKOFF = (1, 5, 15, 30, 60)
"""Minutes until the next try; the last one goes on: a retry is due within an hour."""
GIVEN_UP_AFTER = timedelta(days=3)
"""News of three days ago misleads; the office sees it among those that reached nobody."""

_CLAIM = """
UPDATE outbox_message SET claimed_until = {}, tries = tries + 1 WHERE id IN (
 SELECT id FROM outbox_message WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= {}
 AND (claimed_until IS NULL OR claimed_until <= {}) ORDER BY due_at LIMIT {})
AND sent_at IS NULL AND failed_at IS NULL AND (claimed_until IS NULL OR claimed_until <= {})
RETURNING id, subject, account, application, kind, data, tries, due_at
"""


@dataclass(frozen=True)
class Sender:
    """How messages leave this deployment."""

    wechat: WeChat
    templates: Mapping[str, str]
    base_url: str

    def template(self, kind: str) -> str:
        return self.templates.get(kind) or self.templates.get("", "")


def is_quiet(now: datetime) -> bool:
    return now.time() >= QUIET_FROM or now.time() < QUIET_UNTIL


async def deliver(sender: Sender) -> int:
    """Send everything that is due now; how many WeChat has taken."""
    sent = 0
    while not is_quiet(clock.now()):
        claimed = await _claim(clock.now())
        if not claimed:
            break
        for message in claimed:
            sent += await _send(sender, message)
    return sent


async def _claim(now: datetime) -> list[dict[str, Any]]:
    return await rows(_CLAIM, now + CLAIMED_FOR, now, now, BATCH, now)


async def _send(sender: Sender, message: dict[str, Any]) -> bool:
    found = await rows(
        "SELECT b.openid, b.following, a.number FROM wechat_binding b"
        " LEFT JOIN application a ON a.id = {} WHERE b.account = {}",
        message["application"],
        message["account"],
    )
    if not found or not found[0]["following"]:
        await _failed(message, "没有绑定微信或已取消关注")
        return False
    try:
        answer = await sender.wechat.send_template(
            found[0]["openid"],
            sender.template(message["kind"]),
            json.loads(message["data"]),
            _address(sender.base_url, found[0]["number"]),
            once=message["subject"],
        )
    except WeChatError as error:
        await _not_sent(message, error)
        return False
    await execute(
        "UPDATE outbox_message SET sent_at = {}, answer = {} WHERE id = {}",
        clock.now(),
        answer,
        message["id"],
    )
    return True


def _address(base_url: str, number: str | None) -> str:
    return f"{base_url}/applications/{number}" if number else f"{base_url}/me"


async def _not_sent(message: dict[str, Any], error: WeChatError) -> None:
    """What may pass is tried again; what WeChat refuses for good reached nobody."""
    now = clock.now()
    passing = error.kind in ("down", "limit", "token")
    if not passing or now - message["due_at"] > GIVEN_UP_AFTER:
        await _failed(message, str(error))
        return
    wait = timedelta(minutes=BACKOFF[min(message["tries"], len(BACKOFF)) - 1])
    await execute(
        "UPDATE outbox_message SET claimed_until = {}, answer = {} WHERE id = {}",
        now + wait,
        str(error),
        message["id"],
    )


async def _failed(message: dict[str, Any], why: str) -> None:
    await execute(
        "UPDATE outbox_message SET failed_at = {}, answer = {} WHERE id = {}",
        clock.now(),
        why,
        message["id"],
    )
