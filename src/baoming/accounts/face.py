"""Forgotten password: face verification, and nobody learns who has an account.

The provider reads a document and compares the face with it; only then its number is compared with
that of the login that was typed. So an unknown login is led the same way, and ends like a face
that is somebody else's.
"""

from datetime import datetime, timedelta
from typing import Any, Literal

from baoming import clock
from baoming.accounts import recovery, throttle
from baoming.accounts.documents import normalise
from baoming.accounts.entering import find, login_key
from baoming.accounts.face_tables import FaceCheck
from baoming.accounts.face_verifier import Begun, FaceUnavailable, FaceVerifier
from baoming.accounts.identity import index_of, number_of
from baoming.accounts.passwords import hash_password
from baoming.accounts.tables import Account
from baoming.database import execute, rows, transaction
from baoming.errors import TooMany
from baoming.security import keys, token_hash

LASTS = timedelta(minutes=30)
"""From leaving for the provider to the new password, in real time like the provider's own."""
BY_FACE = "人脸识别"
MOST = throttle.FACE.failures

Verdict = Literal["passed", "other", "failed", "unfinished", "void"]
"""`other`: the document is not that of the login, or nobody has it. `void`: used, too old, unknown."""


async def begin(verifier: FaceVerifier, login: str, address: str, *, demo: bool) -> Begun:
    """Where to go. TooMany before anything is paid for; FaceUnavailable when nobody answers, and
    then the try does not count."""
    whom, network = login_key(login), throttle.network(address)
    await throttle.check(throttle.FACE, whom)
    await throttle.check(throttle.FACE_FROM, network)
    await throttle.count(throttle.FACE, whom)
    await throttle.count(throttle.FACE_FROM, network)
    hint = await _simulated(login) if demo else ""
    try:
        begun = await verifier.begin(hint)
    except FaceUnavailable:
        await throttle.give_back(throttle.FACE, whom)
        await throttle.give_back(throttle.FACE_FROM, network)
        raise
    await FaceCheck(
        id=token_hash(begun.token), login=_hidden(login), created_at=clock.real()
    ).save()
    return begun


async def look(verifier: FaceVerifier, login: str, token: str) -> Verdict:
    """What came of it, by the browser that began. The provider is asked until there was a pass."""
    verdict, _ = await _looked(verifier, login, token)
    return verdict


async def recover(
    verifier: FaceVerifier, login: str, token: str, address: str, password: str
) -> Verdict:
    """`passed`: the new password is set. A pass serves once."""
    verdict, account = await _looked(verifier, login, token)
    if verdict != "passed" or account is None:
        return verdict
    hashed = await hash_password(password)
    async with transaction():
        spent = (
            await FaceCheck.update({FaceCheck.used_at: clock.real()})
            .where((FaceCheck.id == token_hash(token)) & FaceCheck.used_at.is_null())
            .returning(FaceCheck.id)
        )
        if not spent:
            return "void"
        proven = Account.id_number_index == account["id_number_index"]
        if not await recovery.renew(account["id"], hashed, proven, BY_FACE):
            return "other"
    await throttle.give_back(throttle.FACE_FROM, throttle.network(address))
    await throttle.forget(throttle.FACE, login_key(login))
    return "passed"


async def give_up(token: str) -> None:
    """It came back at a browser that did not begin it: whoever was led to the provider by somebody
    else must not open that one's way. Not after the own browser has seen the pass: what scans
    addresses comes later."""
    await execute(
        "UPDATE face_check SET used_at = {} WHERE id = {} AND number_index IS NULL",
        clock.real(),
        token_hash(token),
    )


async def tries_left(login: str) -> tuple[int, str]:
    """How often this login may still begin; with none, a sentence that says from when."""
    try:
        return throttle.FACE.failures - await throttle.check(throttle.FACE, login_key(login)), ""
    except TooMany as refused:
        return 0, refused.sentence


async def sweep(now: datetime) -> None:
    """`now` is the real time."""
    await execute("DELETE FROM face_check WHERE created_at <= {}", now - LASTS)


async def _looked(
    verifier: FaceVerifier, login: str, token: str
) -> tuple[Verdict, dict[str, Any] | None]:
    check = await _held(login, token)
    if check is None:
        return "void", None
    index = check["number_index"]
    if index is None:
        await throttle.count(throttle.FACE_LOOK, check["id"])
        seen = await verifier.result(token)
        if seen.state == "gone":
            return "void", None
        if seen.state != "passed":
            return seen.state, None
        index = index_of(seen.number)
        await FaceCheck.update({FaceCheck.number_index: index}).where(FaceCheck.id == check["id"])
    account = await find(login)
    if account is None or account["id_number_index"] != index:
        return "other", None
    return "passed", account


async def _held(login: str, token: str) -> dict[str, Any] | None:
    found = await rows(
        "SELECT id, number_index FROM face_check"
        " WHERE id = {} AND login = {} AND used_at IS NULL AND created_at > {}",
        token_hash(token),
        _hidden(login),
        clock.real() - LASTS,
    )
    return found[0] if found else None


async def _simulated(login: str) -> str:
    """Nobody holds a document up to the simulator: it is told whose it would be, of an unknown
    login what was typed. In a demo alone; the true provider is told nothing."""
    found = await find(login)
    if found is None:
        return f"simulator:{normalise(login)}:"
    return f"simulator:{number_of(found['id'], found['id_number'])}:{found['name']}"


def _hidden(login: str) -> str:
    """The table tells no login."""
    return keys().mac("face", login_key(login))
