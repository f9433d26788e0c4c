"""Files of candidates: how they are kept, and who may see them.

The bytes come first and the row after them: whatever a crash leaves behind is bytes without a
row, which nobody can reach and `sweeping` takes away; never a row without bytes.
"""

from hashlib import sha256
from typing import Literal
from uuid import UUID

from baoming import clock
from baoming.accounts.tables import Account
from baoming.applications.tables import Application
from baoming.desk.case_scope import sees_proof
from baoming.desk.officer import Officer
from baoming.files.tables import StoredFile
from baoming.security import token
from baoming.storage import Storage

Kind = Literal["photo", "material", "evidence"]


async def keep(
    storage: Storage,
    data: bytes,
    *,
    kind: Kind,
    content_type: str,
    account: UUID | None,
    application: int | None = None,
    name: str = "",
) -> StoredFile:
    """The bytes made safe, and their row not yet: save it, in the transaction that cites it."""
    file = StoredFile(
        id=token(),
        account=account,
        application=application,
        kind=kind,
        content_type=content_type,
        size=len(data),
        sha256=sha256(data).hexdigest(),
        name=name,
        created_at=clock.now(),
    )
    await storage.put(file.id, data)
    return file


async def read(storage: Storage, file: StoredFile) -> bytes:
    return await storage.get(file.id)


async def find(id: str) -> StoredFile | None:
    """By an id as it stands in an address: anything at all."""
    if not id.isascii() or not id.isprintable():
        return None
    return await StoredFile.objects().get(StoredFile.id == id)


async def may_see(file: StoredFile, account: Account | None, officer: Officer | None) -> bool:
    """The owner; and the officers in whose scope an application is that the file belongs to.

    A material belongs to its application, a photo to every application of its owner, drafts too:
    the desk sees those. Evidence belongs to its request.
    """
    if account is not None and file.account == account.id:
        return True
    if officer is None:
        return False
    if file.kind == "evidence":
        return await sees_proof(officer, file.id)
    return any(officer.sees(row) for row in await _applications(file))


async def _applications(file: StoredFile) -> list[Application]:
    if file.application is not None:
        return await Application.objects().where(Application.id == file.application)
    return await Application.objects().where(Application.account == file.account)
