"""The access token in the database: one for every process, through every restart."""

from datetime import datetime

from baoming import clock
from baoming.database import execute, rows
from baoming.wechat.tables import AccessToken
from baoming.wechat.tokens import Token


class SharedTokens:
    """A `TokenStore`."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id

    async def read(self) -> Token | None:
        found = await AccessToken.objects().get(AccessToken.id == self._app_id)
        return Token(found.token, found.expires_at) if found and found.token else None

    async def claim(self, until: datetime) -> bool:
        """One statement: of two processes the second finds the first one's claim."""
        now = clock.real()
        return bool(
            await rows(
                "INSERT INTO wechat_token (id, token, expires_at, refreshing_until)"
                " VALUES ({}, '', {}, {}) ON CONFLICT (id) DO UPDATE SET"
                " refreshing_until = excluded.refreshing_until"
                " WHERE wechat_token.refreshing_until IS NULL"
                " OR wechat_token.refreshing_until <= {} RETURNING id",
                self._app_id,
                now,
                until,
                now,
            )
        )

    async def write(self, token: Token) -> None:
        await execute(
            "INSERT INTO wechat_token (id, token, expires_at) VALUES ({}, {}, {})"
            " ON CONFLICT (id) DO UPDATE SET token = excluded.token,"
            " expires_at = excluded.expires_at, refreshing_until = NULL",
            self._app_id,
            token.value,
            token.expires_at,
        )

    async def release(self) -> None:
        await execute("UPDATE wechat_token SET refreshing_until = NULL WHERE id = {}", self._app_id)
