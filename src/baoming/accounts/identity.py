"""The document number of an account: encrypted at rest, found by a keyed index."""

from uuid import UUID

from baoming.accounts.documents import normalise
from baoming.accounts.tables import Account
from baoming.security import keys


def id_number_of(account: Account) -> str:
    return number_of(account.id, account.id_number)


def number_of(account: UUID, sealed: bytes) -> str:
    """Of a row that was read without its Account."""
    return keys().decrypt(sealed, _where(account))


def sealed(number: str, account: UUID) -> bytes:
    return keys().encrypt(normalise(number), _where(account))


def index_of(number: str) -> str:
    """Equal for equal numbers whatever their type; tells nothing without the key."""
    return keys().blind_index(normalise(number), "id_number")


def _where(account: UUID) -> str:
    return f"account.id_number:{account}"
