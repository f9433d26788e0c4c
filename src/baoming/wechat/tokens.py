"""Where the access token is kept between calls, and between processes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Token:
    value: str
    expires_at: datetime
    """In real time: a demo's clock may be moved, WeChat's not."""


class TokenStore(Protocol):
    async def read(self) -> Token | None: ...
    async def claim(self, until: datetime) -> bool:
        """Whether the caller is to fetch the next one; until then nobody else is, so that what
        was claimed by a process that died is claimed again. `write` or `release` ends it."""
        ...

    async def write(self, token: Token) -> None: ...
    async def release(self) -> None: ...


class ProcessTokens:
    """Keeps the token in this process alone."""

    def __init__(self) -> None:
        self._token: Token | None = None

    async def read(self) -> Token | None:
        return self._token

    async def claim(self, until: datetime) -> bool:
        return True

    async def write(self, token: Token) -> None:
        self._token = token

    async def release(self) -> None:
        pass
