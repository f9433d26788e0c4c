"""Tencent Cloud's signature TC3-HMAC-SHA256, checked as its servers do."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime

ALGORITHM = "TC3-HMAC-SHA256"
AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<id>[^/]+)/(?P<date>[\d-]+)/(?P<service>\w+)/tc3_request, ?"
    r"SignedHeaders=(?P<headers>[\w;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)
TOLERANCE = 300


def fault(
    headers: Mapping[str, str], body: bytes, secret_id: str, secret_key: str, now: float
) -> str:
    """Empty, or the error code. `headers` by their names in small letters."""
    read = AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    timestamp = headers.get("x-tc-timestamp", "")
    if read is None or not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return "AuthFailure.InvalidAuthorization"
    if abs(now - int(timestamp)) > TOLERANCE:
        return "AuthFailure.SignatureExpire"
    if read["id"] != secret_id:
        return "AuthFailure.SecretIdNotFound"
    names = read["headers"].split(";")
    if not {"content-type", "host"} <= set(names):
        return "AuthFailure.SignatureFailure"
    signed = {name: headers.get(name, "") for name in names}
    wanted = signature(secret_key, signed, body, int(timestamp), read["service"])
    if not hmac.compare_digest(wanted, read["signature"]):
        return "AuthFailure.SignatureFailure"
    return ""


def signature(
    secret_key: str, signed: Mapping[str, str], body: bytes, timestamp: int, service: str
) -> str:
    """Of a POST to `/`; `signed` in the order of its names."""
    written = "".join(f"{name}:{value.strip().lower()}\n" for name, value in signed.items())
    request = f"POST\n/\n\n{written}\n{';'.join(signed)}\n{hashlib.sha256(body).hexdigest()}"
    date = datetime.fromtimestamp(timestamp, UTC).strftime("%Y-%m-%d")
    scope = f"{date}/{service}/tc3_request"
    digest = hashlib.sha256(request.encode()).hexdigest()
    key = f"TC3{secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, f"{ALGORITHM}\n{timestamp}\n{scope}\n{digest}".encode(), "sha256").hex()
