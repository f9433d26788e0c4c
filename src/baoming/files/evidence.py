"""The proof that comes with a request: a picture written anew, or a PDF that was looked through."""

from uuid import UUID

from baoming.catalogue.entries import Requirement
from baoming.fields import Upload
from baoming.files.keeping import keep
from baoming.files.tables import StoredFile
from baoming.materials.intake import take
from baoming.storage import Storage

AT_MOST = 10 * 1024 * 1024

PROOF = Requirement(
    zone="",
    code="evidence",
    name="证明材料",
    note="",
    required=True,
    categories=(),
    levels=(),
    titles=(),
    conditions=(),
    max_files=1,
    max_pages=10,
    max_bytes=AT_MOST,
    evidence="",
)


async def keep_evidence(storage: Storage, upload: Upload, account: UUID | None) -> StoredFile:
    """Its row is not saved yet. Invalid, in words, for what cannot be taken."""
    taken = await take(upload, PROOF)
    return await keep(
        storage,
        taken.data,
        kind="evidence",
        content_type=taken.content_type,
        account=account,
        name=taken.name,
    )
