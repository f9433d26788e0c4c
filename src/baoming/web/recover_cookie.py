"""What a browser keeps between the pages of a recovery, sealed: a login may be a document number,
which belongs in no address and no log."""

import base64
import binascii
import json
from datetime import timedelta
from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from baoming import clock
from baoming.security import Undecipherable, keys
from baoming.web.page import Answer
from baoming.web.visit import Visit


def keep(
    answer: Answer, visit: Visit, name: str, path: str, lasts: timedelta, texts: list[str]
) -> None:
    until = int((clock.real() + lasts).timestamp())
    sealed = keys().encrypt(json.dumps([until, *texts]), _where(name))
    answer.set_cookie(
        Cookie(
            name,
            value=base64.urlsafe_b64encode(sealed).decode(),
            path=path,
            httponly=True,
            samesite="lax",
            secure=visit.settings.secure,
            max_age=int(lasts.total_seconds()),
        )
    )


def kept(request: Request[Any, Any, Any], name: str) -> list[str] | None:
    """What was kept, as long as it lasts."""
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(name, ""))
        until, *texts = json.loads(keys().decrypt(sealed, _where(name)))
    except (Undecipherable, binascii.Error, ValueError):
        return None
    return texts if until > clock.real().timestamp() else None


def _where(name: str) -> str:
    return f"cookie.{name}:"
