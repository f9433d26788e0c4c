"""The provider's own client against the simulator, over a real socket and with real signatures."""

import asyncio
import threading

import pytest
from tests.face_provider import Provider, free_port, provider

from baoming.accounts import face_verifier
from baoming.accounts.face_verifier import Begun, FaceUnavailable, FaceVerifier, Seen
from baoming.settings import Settings

__all__ = ["provider"]

NUMBER = "11010119900307889X"


async def test_the_document_that_was_held_up_is_told_after_a_pass(provider: Provider) -> None:
    verifier = provider.verifier()
    begun = await verifier.begin()
    assert begun == Begun(begun.token, f"{provider.url}/v1/web?biz_token={begun.token}")
    assert provider.told(begun.token) == ("", "", ""), (
        "neither number nor name, nothing to guess by"
    )
    assert await verifier.result(begun.token) == Seen("unfinished")
    provider.decide(begun.token, "fail", id_card=NUMBER)
    assert (await verifier.result(begun.token)).state == "failed"
    provider.decide(begun.token, id_card=NUMBER, name="张㛃")
    assert await verifier.result(begun.token) == Seen("passed", NUMBER)
    assert await verifier.result(begun.token[::-1]) == Seen("gone")


async def test_a_hint_is_sent_as_it_is(provider: Provider) -> None:
    begun = await provider.verifier().begin(f"simulator:{NUMBER}:李䶮")
    assert provider.told(begun.token) == (NUMBER, "李䶮", f"simulator:{NUMBER}:李䶮")
    provider.decide(begun.token)
    assert await provider.verifier().result(begun.token) == Seen("passed", NUMBER)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"secret_key": "another"}, "AuthFailure.SignatureFailure"),
        ({"secret_id": ""}, "AuthFailure.SecretIdNotFound"),
        ({"rule_id": "2"}, "InvalidParameterValue.RuleIdNotExist"),
    ],
)
async def test_what_the_provider_refuses_is_unavailable(
    provider: Provider, changed: dict[str, str], code: str
) -> None:
    with pytest.raises(FaceUnavailable) as refused:
        await provider.verifier(**changed).begin()
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("fault", "code"), [("down", "ServerNetworkError"), ("limit", "RequestLimitExceeded")]
)
async def test_a_provider_out_of_order_is_unavailable(
    provider: Provider, fault: str, code: str
) -> None:
    begun = await provider.verifier().begin()
    provider.fails(fault)
    for asked in (provider.verifier().begin(), provider.verifier().result(begun.token)):
        with pytest.raises(FaceUnavailable) as refused:
            await asked
        assert refused.value.code == code


async def test_nobody_there_is_unavailable_whatever_proxy_the_office_has(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert (await provider.verifier().begin()).token
    with pytest.raises(FaceUnavailable) as refused:
        await provider.verifier(api_url=f"http://127.0.0.1:{free_port()}").begin()
    assert refused.value.code == "ClientNetworkError"


async def test_a_slow_provider_is_not_waited_for_and_what_stood_in_line_is_never_sent(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await provider.verifier().begin()
    monkeypatch.setattr(face_verifier, "WHOLE_SECONDS", 0.3)
    provider.fails("slow", 0.5)
    before, loop = provider.begun(), asyncio.get_running_loop()
    told = await asyncio.gather(
        *(provider.verifier().begin() for _ in range(9)), return_exceptions=True
    )
    assert [str(each) for each in told] == ["no answer in time"] * 9
    # Once all four threads meet, none works on a call and none waits in their queue.
    meeting = threading.Barrier(4)
    waiting = (loop.run_in_executor(face_verifier._threads, meeting.wait) for _ in range(4))
    await asyncio.gather(*waiting)
    assert 1 <= provider.begun() - before <= 4, "one a thread at most"


def test_an_empty_address_is_off() -> None:
    environ = {"BAOMING_SECRET_KEY": "a secret of the tests, long enough"}
    assert FaceVerifier.of(Settings.read(environ)) is None


def test_pages_of_the_provider_lie_elsewhere_than_its_interface() -> None:
    verifier = FaceVerifier("https://faceid.tencentcloudapi.com", "a", "b", "c", "https://x/back")
    assert verifier.pages == (
        "https://faceid.tencentcloudapi.com",
        "https://*.qq.com",
        "http://*.qq.com",
    )
    assert FaceVerifier("http://localhost:8001/", "", "", "", "").pages == (
        "http://localhost:8001",
    )
