"""How the RSA2 keys of Alipay's settings are read. ValueError carries the sentence for people."""

import base64
import re
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CHECKOUT = Path(__file__).resolve().parents[2]
SHORTEST = 2048
"""Bits. Alipay, "RSA2"."""
_OPEN = serialization.NoEncryption()


def rsa_private_key(given: str, root: Path) -> str:
    """PEM, from whichever form the key tool wrote: PKCS#1 or PKCS#8, with its frame or bare."""
    if not given:
        return ""
    key = _rsa_key(_key_text(given), private=True)
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SHORTEST:
        raise ValueError(f"应为 RSA2 私钥，至少 {SHORTEST} 位，从支付宝密钥工具复制。")
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, _OPEN).decode()


def rsa_public_key(given: str, root: Path) -> str:
    """PEM, as `rsa_private_key`."""
    if not given:
        return ""
    key = _rsa_key(_key_text(given), private=False)
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SHORTEST:
        raise ValueError(f"应为 RSA2 公钥，至少 {SHORTEST} 位，从支付宝开放平台复制“支付宝公钥”。")
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


def _key_text(given: str) -> str:
    """A key is 1,600 characters: many keep it in a file. The demo's own lie in the checkout."""
    if not given.startswith("file:"):
        return given
    path = CHECKOUT / given.removeprefix("file://").removeprefix("file:")
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        raise ValueError(f"无法读取密钥文件 {path}。") from None


@lru_cache(maxsize=4)  # checking a private key takes 10 ms
def _rsa_key(text: str, *, private: bool) -> object:
    bare = re.sub(r"-----[A-Z ]+-----|\s+|\\n", "", text)
    try:
        der = base64.b64decode(bare, validate=True)
        if private:
            return serialization.load_der_private_key(der, None)
        return serialization.load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
