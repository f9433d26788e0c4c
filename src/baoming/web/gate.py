"""Before any handler: body, token, sign-in, in the order of the contract's refusals.

A Litestar guard: routing has answered 404 and 405 already, and what is raised here is shown by the
same handlers as everything else. Each route says for whom it is with `opt`:
`audience` (`public`, `candidate`, `desk`), `limit` in bytes, `machine` for signed calls of machines.
"""

from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from baoming import clock_setting
from baoming.accounts import sign_ins
from baoming.security import same
from baoming.web.body import LIMIT, read_form
from baoming.web.visit import GUEST, Connection, Guest, Visit

PASSWORD_PAGES = ("/me/password", "/logout")
"""All that a sign-in by a counter's code leads to."""


class MustChangePassword(Exception):
    """Signed in with a code from the counter: a new password comes first."""


GUESTS_LIMIT = 2 * 1024 * 1024
"""Bytes that are read of a guest on a page for others: no file of theirs will be taken."""


LARGEST_ID = 2**31 - 1
"""Of a row: what is larger the database cannot even be asked for."""


class BadToken(PermissionDeniedException):
    """The form is not one of ours, or of another sign-in."""


async def gate(connection: Connection, handler: BaseRouteHandler) -> None:
    visit = Visit.of(connection)
    if visit.demo:
        await clock_setting.refresh()
    if handler.opt.get("machine"):
        return
    if visit.cookie and not visit.cookie.startswith(GUEST):
        visit.signed_in = await sign_ins.load(visit.cookie)
    if visit.method == "POST":
        limit = handler.opt.get("limit", LIMIT)
        if visit.signed_in is None and handler.opt.get("audience", "public") != "public":
            limit = min(limit, GUESTS_LIMIT)
        visit.form = await read_form(visit.headers, connection.receive, limit)
        _check_token(visit)
    audience = handler.opt.get("audience", "public")
    found = visit.signed_in
    if audience == "candidate" and (found is None or found.account is None):
        raise Guest
    if audience == "desk" and (found is None or found.officer is None):
        raise Guest
    elsewhere = audience == "candidate" and visit.path not in PASSWORD_PAGES
    if elsewhere and found and found.must_change_password:
        raise MustChangePassword
    ids = [value for value in connection.path_params.values() if isinstance(value, int)]
    if any(abs(id) > LARGEST_ID for id in ids):
        raise NotFoundException


def _check_token(visit: Visit) -> None:
    given = visit.headers.get("x-csrftoken") or visit.text("_csrf_token")
    if not visit.cookie or not same(given, visit.csrf_token):
        raise BadToken
