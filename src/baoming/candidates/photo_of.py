"""The photo that a candidate has now, and its replacement.

An application keeps the photo that was confirmed in it, so a new one changes nothing that was
submitted; in a draft it asks to be confirmed again.
"""

from baoming.accounts.tables import Account
from baoming.candidates.photo import accept_photo
from baoming.database import transaction
from baoming.files.keeping import keep
from baoming.files.tables import StoredFile
from baoming.storage import Storage


async def replace(storage: Storage, account: Account, data: bytes) -> StoredFile:
    """Invalid, with the reason, for a picture that breaks a rule; then the old photo stays."""
    picture = await accept_photo(data)
    file = await keep(storage, picture, kind="photo", content_type="image/jpeg", account=account.id)
    async with transaction():
        await file.save()
        await Account.update({Account.photo: file.id}).where(Account.id == account.id)
    account.photo = file.id
    return file
