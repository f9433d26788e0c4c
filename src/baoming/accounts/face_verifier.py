"""The face provider, Tencent Cloud FaceID, through its own client, which is synchronous.

DetectAuth is asked without name and number: the provider reads the document that is held up to it,
and tells afterwards whose face passed. So for an unknown login it is asked the same.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, Literal
from urllib.parse import urlsplit

from baoming.settings import Settings

log = logging.getLogger("baoming")

SECONDS = (1.5, 3.0)
"""To connect, and between two pieces of the answer."""
WHOLE_SECONDS = 4.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PROVIDERS_PAGES = ("https://*.qq.com", "http://*.qq.com")
"""Its address leads over WeChat's page (open.weixin.qq.com) to its own (open.faceid.qq.com)."""

UNFINISHED = (None, 17)
"""`ErrCode` before anybody has held up a face; 0 is a pass, every other number a fault."""
TEXTS_ONLY = "1"
"""`InfoType`: no picture of anybody is fetched."""
UNKNOWN_TOKEN = "InvalidParameterValue.BizToken"  # noqa: S105  # how its errors begin

SDK = (
    "tencentcloud.common.credential",
    "tencentcloud.common.profile.client_profile",
    "tencentcloud.common.profile.http_profile",
    "tencentcloud.faceid.v20180301.faceid_client",
    "tencentcloud.faceid.v20180301.models",
    "tencentcloud.common.exception.tencent_cloud_sdk_exception",
)

_threads = ThreadPoolExecutor(4, thread_name_prefix="face")


class FaceUnavailable(Exception):
    """Down, slow or refusing; the text is for the log."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(f"{code} {text}".strip())
        self.code = code


@dataclass(frozen=True)
class Begun:
    token: str
    """The provider's BizToken: whoever holds it can see the result."""
    url: str
    """Where the person goes now."""


@dataclass(frozen=True)
class Seen:
    """`gone`: the provider does not know the token, or not any more."""

    state: Literal["passed", "failed", "unfinished", "gone"]
    number: str = ""
    """Of the document that was held up and that the face belongs to."""


class FaceVerifier:
    def __init__(
        self, api_url: str, secret_id: str, secret_key: str, rule_id: str, way_back: str
    ) -> None:
        parts = urlsplit(api_url)
        self._scheme, self._endpoint = parts.scheme, parts.netloc
        self._beside_us = parts.hostname in LOOPBACK
        # The client refuses empty ones; the simulator without a SecretId takes any.
        self._secret = (secret_id or "none", secret_key or "none")
        self._rule_id = rule_id
        self._way_back = way_back
        origin = f"{parts.scheme}://{parts.netloc}"
        self.pages = (origin,) if self._beside_us else (origin, *PROVIDERS_PAGES)
        """The origins that a form which answers with the provider's address may lead to."""

    @classmethod
    def of(cls, settings: Settings) -> "FaceVerifier | None":
        """`None`: off."""
        if not settings.face_ready:
            return None
        return cls(
            settings.face_api_url,
            settings.face_secret_id,
            settings.face_secret_key,
            settings.face_rule_id,
            f"{settings.base_url}/recover/face/return",
        )

    async def begin(self, extra: str = "") -> Begun:
        """`extra` is for the simulator of a demo alone. FaceUnavailable when nobody answers."""
        made = await self._ask("DetectAuth", RedirectUrl=self._way_back, Extra=extra or None)
        if not made.BizToken or urlsplit(made.Url or "").scheme not in ("http", "https"):
            raise FaceUnavailable("DetectAuth answers without an address")
        return Begun(str(made.BizToken), str(made.Url))

    async def result(self, token: str) -> Seen:
        try:
            told = await self._ask("GetDetectInfoEnhanced", BizToken=token, InfoType=TEXTS_ONLY)
        except FaceUnavailable as refused:
            if refused.code.startswith(UNKNOWN_TOKEN):
                return Seen("gone")
            raise
        if told.Text is None:
            raise FaceUnavailable("GetDetectInfoEnhanced answers without a result")
        if told.Text.ErrCode in UNFINISHED:
            return Seen("unfinished")
        return Seen("passed" if told.Text.ErrCode == 0 else "failed", str(told.Text.IdCard or ""))

    async def _ask(self, action: str, **values: str | None) -> Any:
        """In one of a few threads, for so long; what waited in vain for one is never sent."""
        call = partial(self._call, action, {"RuleId": self._rule_id, **values})
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return await asyncio.get_running_loop().run_in_executor(_threads, call)
        except TimeoutError:
            fault = FaceUnavailable("no answer in time")
        except FaceUnavailable as refused:
            fault = refused
        log.warning("face provider, %s: %s", action, fault)
        raise fault

    def _call(self, action: str, values: dict[str, str | None]) -> Any:
        """With a client of its own: one is not made for several threads."""
        # Some 100 ms and no types; so it is loaded here, by the first verification alone.
        credential, profile, http, faceid, models, errors = map(import_module, SDK)
        how = http.HttpProfile(self._scheme, self._endpoint, reqTimeout=SECONDS)
        request = getattr(models, f"{action}Request")()
        for name, value in values.items():
            setattr(request, name, value)
        try:
            client = faceid.FaceidClient(
                credential.Credential(*self._secret), "", profile.ClientProfile(httpProfile=how)
            )
            if self._beside_us:
                # An office's proxy leads outside, never to the simulator beside us.
                client.request.conn.proxy = None
                client.request.conn._session.trust_env = False
            return getattr(client, action)(request)
        except errors.TencentCloudSDKException as fault:
            raise FaceUnavailable(str(fault.message), str(fault.code)) from fault
