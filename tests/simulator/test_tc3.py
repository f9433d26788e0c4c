"""The example is the one of Tencent Cloud's documentation of its signature, version 3."""

import json

import pytest

from baoming.simulator import tc3

ID, KEY = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
BODY = json.dumps(
    {"Limit": 1, "Filters": [{"Values": ["未命名"], "Name": "instance-name"}]}
).encode()
HEADERS = {
    "content-type": "application/json; charset=utf-8",
    "host": "cvm.tencentcloudapi.com",
    "x-tc-timestamp": "1551113065",
    "authorization": (
        f"TC3-HMAC-SHA256 Credential={ID}/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    ),
}


def test_fault_of_the_example() -> None:
    assert tc3.fault(HEADERS, BODY, ID, KEY, 1551113065.0) == ""


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"authorization": ""}, "AuthFailure.InvalidAuthorization"),
        ({"x-tc-timestamp": "soon"}, "AuthFailure.InvalidAuthorization"),
        ({"x-tc-timestamp": "1551113999"}, "AuthFailure.SignatureExpire"),
        ({"x-tc-timestamp": "1551113066"}, "AuthFailure.SignatureFailure"),
        ({"host": "other.test"}, "AuthFailure.SignatureFailure"),
        (
            {"authorization": HEADERS["authorization"].replace("content-type;host", "host")},
            "AuthFailure.SignatureFailure",
        ),
    ],
)
def test_fault_of_a_changed_request(changed: dict[str, str], code: str) -> None:
    assert tc3.fault({**HEADERS, **changed}, BODY, ID, KEY, 1551113065.0) == code


def test_fault_of_another_body_and_another_secret() -> None:
    assert tc3.fault(HEADERS, BODY + b" ", ID, KEY, 1551113065.0) == "AuthFailure.SignatureFailure"
    assert tc3.fault(HEADERS, BODY, ID, "k", 1551113065.0) == "AuthFailure.SignatureFailure"
    assert tc3.fault(HEADERS, BODY, "i", KEY, 1551113065.0) == "AuthFailure.SecretIdNotFound"
