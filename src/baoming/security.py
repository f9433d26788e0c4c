"""Secrets: encrypted values, the keyed index that finds them, tokens and signatures.

Everything hangs on one secret. Each use gets a key of its own (HKDF-SHA256), so that what one
use gives away says nothing about another. A new secret may stand beside former ones: they still
decrypt, while everything new is written with the first.
"""

import hashlib
import hmac
import secrets
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FORMAT = b"\x01"
_ID = 4
_NONCE = 12
_TAG = 16


class Undecipherable(Exception):
    """A value of an unknown key, a damaged one, or one moved from another row."""


class Keys:
    """The keys of one deployment. Former secrets only decrypt."""

    def __init__(self, secret: str, *former: str) -> None:
        self._secrets = tuple(_bytes(each) for each in (secret, *former))
        if not all(self._secrets):
            raise ValueError("the secret key is empty")
        self._ciphers = {_key_id(each): AESGCM(_derive(each, "encrypt")) for each in self._secrets}
        self._current = _key_id(self._secrets[0])

    def __repr__(self) -> str:
        return f"Keys({self._current.hex()})"

    def encrypt(self, plain: str, where: str) -> bytes:
        """Bound to its place, "table.column:id": a value moved to another row does not open.

        Format byte, key id (4), nonce (12), AES-256-GCM text and tag (16).
        """
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._ciphers[self._current].encrypt(nonce, _bytes(plain), _bytes(where))
        return _FORMAT + self._current + nonce + sealed

    def decrypt(self, blob: bytes, where: str) -> str:
        blob = bytes(blob)
        cipher = self._ciphers.get(blob[1 : 1 + _ID])
        if blob[:1] != _FORMAT or cipher is None or len(blob) < 1 + _ID + _NONCE + _TAG:
            raise Undecipherable(f"{where}: unknown key or format")
        nonce, sealed = blob[1 + _ID : 1 + _ID + _NONCE], blob[1 + _ID + _NONCE :]
        try:
            return cipher.decrypt(nonce, sealed, _bytes(where)).decode("utf-8", "surrogatepass")
        except InvalidTag:
            raise Undecipherable(f"{where}: damaged, or of another place") from None

    def is_current(self, blob: bytes) -> bool:
        """Whether a value was written with the first secret; the others wait for re-encryption."""
        return bytes(blob[: 1 + _ID]) == _FORMAT + self._current

    def blind_index(self, text: str, purpose: str) -> str:
        """Finds an encrypted value without telling it. The caller normalises."""
        return self.mac(f"index {purpose}", text)

    def mac(self, purpose: str, *parts: str) -> str:
        """HMAC-SHA256 in hex. Each part goes in with its length: ("ab", "c") is not ("a", "bc")."""
        signed = hmac.new(_derive(self._secrets[0], f"mac {purpose}"), digestmod="sha256")
        for part in map(_bytes, parts):
            signed.update(len(part).to_bytes(8, "big") + part)
        return signed.hexdigest()


_in_use: Keys | None = None


def use(secret: str, *former: str) -> Keys:
    """Called once, when the process starts."""
    global _in_use  # one process has one set of keys
    _in_use = Keys(secret, *former)
    return _in_use


def keys() -> Keys:
    if _in_use is None:
        raise RuntimeError("security.use() comes first, when the process starts")
    return _in_use


def token() -> str:
    """256 random bits, 43 characters that stand in addresses and cookies."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the database keeps of a token. Enough entropy for a plain hash."""
    return hashlib.sha256(_bytes(token)).hexdigest()


def same(a: str, b: str) -> bool:
    """In constant time, for whatever a stranger sent."""
    return hmac.compare_digest(_bytes(a), _bytes(b))


@cache
def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"baoming " + purpose.encode()).derive(secret)


def _key_id(secret: bytes) -> bytes:
    return _derive(secret, "key id")[:_ID]


def _bytes(text: str) -> bytes:
    # A lone surrogate from outside is a value like any other here, never an error.
    return text.encode("utf-8", "surrogatepass")
