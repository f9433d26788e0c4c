"""Passwords and security answers, kept as argon2id hashes.

Parameters of the OWASP password storage cheat sheet: 19 MiB, 2 passes, 1 lane, some 15 to 35 ms each.
Two threads of our own do the work, so that a rush of sign-ins takes neither the event loop nor
more than 38 MiB.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

Result = TypeVar("Result")

SHORTEST = 8
LONGEST = 128

_argon2id = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_threads = ThreadPoolExecutor(2, thread_name_prefix="argon2")

DUMMY_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$RBnqgJTMTsRjhDNbS0Ptow"
    "$rjwl/JgInANzFhFBfomynSuznaT9gIrXjsIDtGVg0io"
)
"""Of a password that nobody has, to be verified for an unknown login."""


def check_password(text: str) -> str | None:
    """What is wrong with a new password, as a sentence; None if nothing. Any characters will do."""
    if len(text) < SHORTEST:
        return f"密码至少 {SHORTEST} 个字符，现在是 {len(text)} 个。"
    if len(text) > LONGEST:
        return f"密码最多 {LONGEST} 个字符，现在是 {len(text)} 个。"
    return None


async def hash_password(text: str) -> str:
    return await _in_thread(_argon2id.hash, _password(text))


async def verify(hash: str | None, text: str) -> bool:
    """Takes equally long for an unknown login (None): time tells nobody whether one exists."""
    right = await _in_thread(_matches, hash or DUMMY_HASH, _password(text))
    return right and hash is not None


async def hash_answer(text: str) -> str:
    return await _in_thread(_argon2id.hash, _answer(text))


async def verify_answer(hash: str | None, text: str) -> bool:
    """Answers are compared trimmed, after NFKC. Otherwise as `verify`."""
    right = await _in_thread(_matches, hash or DUMMY_HASH, _answer(text))
    return right and hash is not None


def needs_rehash(hash: str) -> bool:
    """Made with other parameters than today's: hash again while the password is at hand."""
    return _argon2id.check_needs_rehash(hash)


def _matches(hash: str, secret: bytes) -> bool:
    try:
        return _argon2id.verify(hash, secret)
    except (VerificationError, InvalidHashError):
        return False


def _password(text: str) -> bytes:
    """NFC (RFC 8265, OpaqueString): the same password from a phone and from a Mac."""
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


def _answer(text: str) -> bytes:
    return unicodedata.normalize("NFKC", text).strip().encode("utf-8", "surrogatepass")


async def _in_thread(work: Callable[..., Result], *given: str | bytes) -> Result:
    return await asyncio.get_running_loop().run_in_executor(_threads, work, *given)
