"""The face provider over its wire format, signed as the provider's SDK signs."""

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from tests.simulator.stage import Stage

from baoming.simulator import tc3

SECRET_ID, SECRET_KEY, RULE = "AKIDtest", "secret-of-the-test", "1"
BACK = "http://baoming.test/recover/face/return"
NUMBER = "11010119900307889X"


@pytest.fixture
async def provider(
    staged: Callable[..., AbstractAsyncContextManager[Stage]],
) -> AsyncIterator[Stage]:
    async with staged(
        face_api_url="http://simulator.test:8001",
        face_secret_id=SECRET_ID,
        face_secret_key=SECRET_KEY,
        face_rule_id=RULE,
    ) as stage:
        yield stage


async def call(
    stage: Stage, action: str, asked: dict[str, Any], secret_key: str = SECRET_KEY
) -> dict[str, Any]:
    body, now = json.dumps(asked).encode(), int(time.time())
    signed = {"content-type": "application/json", "host": "simulator.test:8001"}
    signature = tc3.signature(secret_key, signed, body, now, "faceid")
    date = time.strftime("%Y-%m-%d", time.gmtime(now))
    headers = {
        "Content-Type": "application/json",
        "X-TC-Action": action,
        "X-TC-Version": "2018-03-01",
        "X-TC-Timestamp": str(now),
        "Authorization": f"TC3-HMAC-SHA256 Credential={SECRET_ID}/{date}/faceid/tc3_request, "
        f"SignedHeaders=content-type;host, Signature={signature}",
    }
    answer = await stage.http.post("/", content=body, headers=headers)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()["Response"]
    assert told.pop("RequestId")
    return told


async def begin(stage: Stage, **more: str) -> str:
    told = await call(stage, "DetectAuth", {"RuleId": RULE, "RedirectUrl": BACK, **more})
    token: str = told["BizToken"]
    assert told["Url"] == f"http://simulator.test:8001/v1/web?biz_token={token}"
    return token


async def result(stage: Stage, token: str) -> dict[str, Any]:
    asked = {"BizToken": token, "RuleId": RULE, "InfoType": "1"}
    told = await call(stage, "GetDetectInfoEnhanced", asked)
    text: dict[str, Any] = told["Text"]
    return text


async def decide(stage: Stage, token: str, **more: str) -> dict[str, Any]:
    answer = await stage.http.post("/simulator/face", data={"biz_token": token, **more})
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


async def test_pass_tells_the_document_that_was_shown(provider: Stage) -> None:
    token = await begin(provider)
    told = await decide(provider, token, result="pass", id_card=NUMBER, name="张㛃")
    assert told == {"biz_token": token, "result": "pass", "redirect": f"{BACK}?BizToken={token}"}
    text = await result(provider, token)
    assert (text["ErrCode"], text["IdCard"], text["Name"]) == (0, NUMBER, "张㛃")
    assert (text["LiveStatus"], text["Comparestatus"]) == (0, 0)


async def test_pass_without_a_number_takes_the_one_of_the_request(provider: Stage) -> None:
    hinted = await begin(provider, Extra=f"simulator:{NUMBER}:李䶮")
    named = await begin(provider, IdCard=NUMBER, Name="李䶮")
    nobody = await begin(provider, Extra="order=1")
    for token in (hinted, named, nobody):
        await decide(provider, token, result="pass")
    texts = [await result(provider, token) for token in (hinted, named, nobody)]
    assert [text["IdCard"] for text in texts] == [NUMBER, NUMBER, ""]
    assert [text["Name"] for text in texts] == ["李䶮", "李䶮", ""]
    assert texts[2]["Extra"] == "order=1"


async def test_fail(provider: Stage) -> None:
    token = await begin(provider, IdCard=NUMBER)
    await decide(provider, token, result="fail")
    assert (await result(provider, token))["ErrCode"] == 2016


async def test_before_the_end_nothing_is_told(provider: Stage) -> None:
    text = await result(provider, await begin(provider, IdCard=NUMBER))
    assert (text["ErrCode"], text["IdCard"], text["LiveStatus"]) == (17, "", None)


async def test_page_leads_back(provider: Stage) -> None:
    token = await begin(provider, RedirectUrl=f"{BACK}?a=1")
    browser = {"accept": "text/html"}
    shown = await provider.http.get(f"/v1/web?biz_token={token}", headers=browser)
    assert f'name="biz_token" value="{token}"' in shown.text
    assert "http://baoming.test;" in shown.headers["content-security-policy"]
    asked = {"biz_token": token, "result": "pass", "id_card": NUMBER}
    answer = await provider.http.post("/simulator/face", data=asked, headers=browser)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{BACK}?a=1&BizToken={token}"


@pytest.mark.parametrize(
    ("action", "asked", "code"),
    [
        ("DetectAuth", {"RuleId": "2"}, "InvalidParameterValue.RuleIdNotExist"),
        ("Another", {"RuleId": RULE}, "InvalidAction"),
        (
            "GetDetectInfoEnhanced",
            {"RuleId": RULE, "BizToken": "x"},
            "InvalidParameterValue.BizTokenIllegal",
        ),
    ],
)
async def test_refused(provider: Stage, action: str, asked: dict[str, str], code: str) -> None:
    assert (await call(provider, action, asked))["Error"]["Code"] == code


async def test_wrong_secret(provider: Stage) -> None:
    told = await call(provider, "DetectAuth", {"RuleId": RULE}, secret_key="wrong")
    assert told == {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "签名错误。"}}


@pytest.mark.parametrize(
    "asked", [{"biz_token": "x", "result": "pass"}, {"biz_token": "x", "result": "maybe"}, {}]
)
async def test_face_unknown(provider: Stage, asked: dict[str, str]) -> None:
    answer = await provider.http.post("/simulator/face", data=asked)
    assert answer.status_code == (404 if asked.get("result") == "pass" else 422)


async def test_limit(provider: Stage) -> None:
    await provider.http.post("/simulator/faults", data={"fault": "limit"})
    told = await call(provider, "DetectAuth", {"RuleId": RULE})
    assert told["Error"]["Code"] == "RequestLimitExceeded"
