"""Our clients against the simulator, and against answers that are not the vendor's."""

import base64
import json
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from tests.simulator.stage import settings_in, stage

from baoming import security
from baoming.errors import NotFound
from baoming.miniapp.alipay import answer_text
from baoming.miniapp.sessions import Sessions
from baoming.miniapp.vendors import CodeError
from baoming.simulator.miniapps import number_of

__all__ = ["stage"]
VENDORS = ["wechat", "alipay", "baidu"]


@pytest.fixture(autouse=True)
def keyed() -> None:
    security.use("s" * 32)


def sessions_of(stage, **changed: str) -> Sessions:
    settings = settings_in(Path(stage.settings.database_url).parent, **changed)
    return Sessions(settings, stage.http._transport)


def answering(body: bytes | str, status: int = 200, asked: list[httpx.Request] | None = None):
    def answer(request: httpx.Request) -> httpx.Response:
        if asked is not None:
            asked.append(request)
        return httpx.Response(status, content=body)

    return httpx.MockTransport(answer)


@cache
def others_key(name: str) -> str:
    """The application's own is asked for as a private key, Alipay's as a public one."""
    key, pem = rsa.generate_private_key(65537, 2048), serialization.Encoding.PEM
    if name == "alipay_public_key":
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        return key.public_key().public_bytes(pem, spki).decode()
    form, open = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(pem, form, open).decode()


async def code_of(stage, vendor: str) -> str:
    form = {"vendor": vendor, "openid": "oWang"}
    return (await stage.http.post("/simulator/open", data=form)).json()["code"]


async def refused(sessions: Sessions, vendor: str, code: str) -> str:
    with pytest.raises(CodeError) as fault:
        await sessions.whose(vendor, code)
    return fault.value.kind


@pytest.mark.parametrize("vendor", VENDORS)
async def test_code_is_good_once_at_its_own_vendor(stage, vendor: str) -> None:
    code = await code_of(stage, vendor)
    async with sessions_of(stage) as sessions:
        assert sessions.ready(vendor)
        for other in VENDORS:
            if other != vendor:
                assert await refused(sessions, other, code) == "refused"
        visitor = await sessions.whose(vendor, code)
        assert visitor.vendor == vendor and "oWang" not in visitor.number
        assert bool(visitor.unionid) is (vendor == "wechat")
        assert len(visitor.person) == 64 and visitor.number not in visitor.person
        assert await refused(sessions, vendor, code) == "refused"
        for bad in ("", "x" * 513, "中", "a\nb"):
            assert await refused(sessions, vendor, bad) == "refused"
    with pytest.raises(NotFound):
        sessions.ready("qq")


async def test_stale_code(stage) -> None:
    for vendor in VENDORS:
        code = await code_of(stage, vendor)
        memory = stage.http._transport.app.state.world.memory
        await memory.run(lambda db: db.execute("UPDATE vendor_code SET expires_at = 1"))
        await memory.run(lambda db: db.execute("UPDATE code SET expires_at = 1"))
        async with sessions_of(stage) as sessions:
            assert await refused(sessions, vendor, code) == "refused"


@pytest.mark.parametrize(
    ("vendor", "changed", "kind"),
    [
        ("wechat", {"wechat_miniapp_secret": "x"}, "down"),
        ("alipay", {"alipay_app_id": "2021000000000002"}, "down"),
        ("alipay", {"alipay_private_key": "OTHER"}, "down"),
        ("alipay", {"alipay_public_key": "OTHER"}, "down"),
        # Baidu does not say which: its words stand in the log.
        ("baidu", {"baidu_app_secret": "x"}, "refused"),
        ("baidu", {"baidu_app_key": "x"}, "refused"),
    ],
)
async def test_our_own_faults_are_not_the_visitors(stage, caplog, vendor, changed, kind) -> None:
    given = {
        name: others_key(name) if value == "OTHER" else value for name, value in changed.items()
    }
    code = await code_of(stage, vendor)
    async with sessions_of(stage, **given) as sessions:
        assert await refused(sessions, vendor, code) == kind
    assert code not in caplog.text and len(caplog.records) == 1


@pytest.mark.parametrize("vendor", VENDORS)
async def test_slow_broken_and_foreign_answers(tmp_path: Path, vendor: str) -> None:
    settings = settings_in(tmp_path)
    for body, status in (("<html>", 200), ("[]", 200), ("null", 200), ("{}", 502)):
        async with Sessions(settings, answering(body, status)) as sessions:
            assert await refused(sessions, vendor, "code") == "down"

    def late(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("late")

    async with Sessions(settings, httpx.MockTransport(late)) as sessions:
        assert await refused(sessions, vendor, "code") == "down"


async def test_request_to_alipay_is_signed_as_its_notes_want_it(tmp_path: Path) -> None:
    asked: list[httpx.Request] = []
    settings = settings_in(tmp_path)
    fault = {"error_response": {"code": "40002", "sub_code": "isv.code-invalid"}}
    async with Sessions(settings, answering(json.dumps(fault), asked=asked)) as sessions:
        assert await refused(sessions, "alipay", "4b203fe6c11548bcabd8da5bb087a83b") == "refused"
    query = dict(httpx.QueryParams(asked[0].url.query.decode()))
    form = dict(parse_qsl(asked[0].content.decode()))
    assert asked[0].url.path == "/gateway.do"
    assert form == {"grant_type": "authorization_code", "code": "4b203fe6c11548bcabd8da5bb087a83b"}
    sign = base64.b64decode(query.pop("sign"))
    text = (
        f"app_id={settings.alipay_app_id}&charset=utf-8&code=4b203fe6c11548bcabd8da5bb087a83b"
        "&format=JSON&grant_type=authorization_code&method=alipay.system.oauth.token"
        f"&sign_type=RSA2&timestamp={query['timestamp']}&version=1.0"
    )
    own = serialization.load_pem_private_key(settings.alipay_private_key.encode(), None)
    own.public_key().verify(sign, text.encode(), padding.PKCS1v15(), hashes.SHA256())


async def test_answer_that_alipay_did_not_sign(tmp_path: Path, stage) -> None:
    """A good one, changed in one character, without its signature, or beside a second one."""
    code = await code_of(stage, "alipay")
    heard: list[str] = []

    async def hear(response: httpx.Response) -> None:
        heard.append((await response.aread()).decode())

    async with sessions_of(stage) as sessions:
        sessions.client("alipay")._gate._http.event_hooks = {"response": [hear]}
        visitor = await sessions.whose("alipay", code)
    good, told = heard[0], json.loads(heard[0])
    number = f"0{number_of('alipay', 'oWang')}"
    assert visitor.number == number == told["alipay_system_oauth_token_response"]["open_id"]
    forged = [
        good.replace(number, number[:-1] + ("0" if number[-1] != "0" else "1")),
        good.replace(told["sign"], ""),
        good.replace(told["sign"], "中"),
        '{"alipay_system_oauth_token_response":{"open_id":"evil"},' + good[1:],
        json.dumps({"alipay_system_oauth_token_response": {"open_id": "evil"}}),
    ]
    for body in forged:
        async with Sessions(settings_in(tmp_path), answering(body)) as sessions:
            assert await refused(sessions, "alipay", "code") == "down", body
    async with Sessions(settings_in(tmp_path), answering(good)) as sessions:
        assert (await sessions.whose("alipay", "code")).number == number


def test_signed_text_is_taken_as_it_was_written() -> None:
    written = '{ "alipay_system_oauth_token_response" : {"a":"}\\"{", "b":{}} ,"sign":"x"}'
    assert answer_text(written) == '{"a":"}\\"{", "b":{}}'


async def test_vendor_that_is_not_set_up_is_not_ready(tmp_path: Path) -> None:
    production = {"mode": "production", "baidu_app_key": "k", "baidu_app_secret": "s"}
    async with Sessions(settings_in(tmp_path, **production)) as sessions:
        assert [sessions.ready(vendor) for vendor in VENDORS] == [False, False, True]
