"""The access token in the database: one for every process, through every restart."""

from baoming.database import execute
from baoming.wechat.tables import AccessToken
from baoming.wechat.tokens import Token


class SharedTokens:
    """A `TokenStore`. Of two that write at once either is right: WeChat gave both the same."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id

    async def read(self) -> Token | None:
        found = await AccessToken.objects().get(AccessToken.id == self._app_id)
        return Token(found.token, found.expires_at) if found else None

    async def write(self, token: Token) -> None:
        await execute(
            "INSERT INTO wechat_token (id, token, expires_at) VALUES ({}, {}, {})"
            " ON CONFLICT (id) DO UPDATE SET token = excluded.token,"
            " expires_at = excluded.expires_at",
            self._app_id,
            token.value,
            token.expires_at,
        )
