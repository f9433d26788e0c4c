"""Write down that a message is to be sent. Called inside the verb's transaction."""

import json
from datetime import datetime
from uuid import UUID

from baoming.database import execute


async def post(
    subject: str,
    account: UUID,
    kind: str,
    words: dict[str, str],
    *,
    at: datetime,
    application: int | None = None,
    openid: str | None = None,
) -> None:
    """`subject` is unique: a second message about the same thing is not written.

    Without an application it is about the account, and names the latest application that there is.
    `words` fill the template; `at` is the first moment it may be sent; `openid` is given where
    the binding ends in the same transaction.
    """
    await execute(
        "INSERT INTO outbox_message"
        " (subject, account, application, kind, data, due_at, tries, channel, created_at, openid)"
        " VALUES ({}, {}, COALESCE({}, (SELECT MAX(a.id) FROM application a WHERE a.account = {})),"
        " {}, {}, {}, 0, 'wechat', {}, {}) ON CONFLICT (subject) DO NOTHING",
        subject,
        account,
        application,
        account,
        kind,
        json.dumps(words, ensure_ascii=False),
        at,
        at,
        openid,
    )
