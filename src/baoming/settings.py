"""Settings: environment variables, read once. A wrong value stops the start by name.

Each field of `Settings` is the variable BAOMING_<NAME>; `table()` lists them for people.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from baoming import setting_keys as keys
from baoming import setting_values as values
from baoming.setting_values import Network

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: the folder that holds templates/, static/ and migrations/."""

PREFIX = "BAOMING_"
DEMO_KEYS = "file:src/baoming/simulator/keys"
"""Of the demo alone: anybody can read them."""
# Read by the tests themselves; the server may be started with them about.
ELSEWHERE = ("BAOMING_TEST_", "BAOMING_CHROMIUM")


class SettingError(Exception):
    """The start stops: which variable, and what is wrong with it."""

    def __init__(self, variable: str, sentence: str) -> None:
        super().__init__(f"{variable}：{sentence}")
        self.variable = variable
        self.sentence = sentence


def _setting(
    about: str,
    read: Callable[[str, Path], Any] = values.text,
    *,
    default: str = "",
    production: str | None = None,
    secret: bool = False,
) -> Any:
    """One variable; `production` is its default there, where that differs from the demo's."""
    standing = {"demo": default, "production": default if production is None else production}
    return field(metadata={"about": about, "read": read, "default": standing}, repr=not secret)


@dataclass(frozen=True)
class Settings:
    mode: Literal["demo", "production"] = _setting(
        "demo or production", values.mode, default="demo"
    )
    database_url: str = _setting(
        "sqlite:///relative, sqlite:////absolute or postgresql://user@host/name",
        values.database_url,
        default="sqlite:///var/baoming.sqlite",
        secret=True,
    )
    storage_url: str = _setting(
        "where uploads lie: file:///absolute or s3://bucket/prefix",
        values.storage_url,
        default="var/files",
    )
    secret_key: str = _setting(
        "at least 32 characters; a demo makes its own in var/secret.key",
        values.secret_key,
        secret=True,
    )
    base_url: str = _setting(
        "the address people type, without a path",
        values.base_url,
        default="http://localhost:8000",
    )
    trusted_proxies: tuple[Network, ...] = _setting(
        "networks whose X-Forwarded-For is believed, separated by commas", values.networks
    )
    clock: datetime | None = _setting(  # noqa: RUF009  # a field() like its neighbours
        "demo only: the time it is, as an ISO time with zone", values.instant
    )
    wechat_api_url: str = _setting(
        "the WeChat interface, or the simulator",
        values.url,
        default="http://localhost:8001",
        production="https://api.weixin.qq.com",
    )
    wechat_app_id: str = _setting(
        "the official account's AppID", default="wx0000demo00000001", production=""
    )
    wechat_app_secret: str = _setting(
        "the official account's AppSecret",
        default="demo-official-account-secret-001",
        production="",
        secret=True,
    )
    wechat_token: str = _setting(
        "signs WeChat's calls to us", default="baomingdemotoken", production="", secret=True
    )
    wechat_aes_key: str = _setting(
        "EncodingAESKey: 43 characters",
        values.aes_key,
        default="YmFvbWluZy1kZW1vLWVuY29kaW5nLWFlcy1rZXktMzI",
        production="",
        secret=True,
    )
    wechat_templates: Mapping[str, str] = _setting(
        "message templates: event=template id, separated by commas; an id alone serves the rest;"
        " its fields after it: id/character_string1:number/thing2:status/thing3:reason/time4:until",
        values.templates,
        default="demo-template",
        production="",
    )
    wechat_miniapp_id: str = _setting(
        "the mini program's AppID", default="wx0000demo00000002", production=""
    )
    wechat_miniapp_secret: str = _setting(
        "the mini program's AppSecret",
        default="demo-mini-program-secret-0000001",
        production="",
        secret=True,
    )
    alipay_api_url: str = _setting(
        "the Alipay gateway's address without its path, or the simulator",
        values.url,
        default="http://localhost:8001",
        production="https://openapi.alipay.com",
    )
    alipay_app_id: str = _setting(
        "the Alipay mini program's AppID", default="2021000000000001", production=""
    )
    alipay_private_key: str = _setting(
        "the application's own RSA2 key (应用私钥): its text, or file:///path",
        keys.rsa_private_key,
        default=f"{DEMO_KEYS}/application.txt",
        production="",
        secret=True,
    )
    alipay_public_key: str = _setting(
        "Alipay's key (支付宝公钥, not 应用公钥): its text, or file:///path",
        keys.rsa_public_key,
        default=f"{DEMO_KEYS}/alipay-public.txt",
        production="",
    )
    baidu_api_url: str = _setting(
        "Baidu's interface without its path, or the simulator",
        values.url,
        default="http://localhost:8001",
        production="https://spapi.baidu.com",
    )
    baidu_app_key: str = _setting(
        "the Baidu mini program's AppKey", default="demo-baidu-app-key", production=""
    )
    baidu_app_secret: str = _setting(
        "its AppSecret", default="demo-baidu-app-secret-0000000001", production="", secret=True
    )
    mail_url: str = _setting(
        "a second channel for messages: smtp://user:password@host:587?from=address, or smtps://…;"
        " empty: no mail",
        values.mail_url,
        secret=True,
    )
    face_api_url: str = _setting("the face provider; empty: face recovery is off", values.url)
    face_secret_id: str = _setting("the face provider's SecretId")
    face_secret_key: str = _setting("the face provider's SecretKey", secret=True)
    face_rule_id: str = _setting("the face provider's RuleId")
    root: Path = ROOT

    @classmethod
    def read(cls, environ: Mapping[str, str], root: Path = ROOT) -> Settings:
        """SettingError at the first wrong, missing or misspelt variable.

        An empty value counts as unset.
        """
        _refuse_misspelt(environ)
        mode = _read(_FIELDS["mode"], environ, "demo", root)
        read = {name: _read(each, environ, mode, root) for name, each in _FIELDS.items()}
        settings = cls(**read, root=root)
        settings._check_together()
        return settings

    @property
    def demo(self) -> bool:
        return self.mode == "demo"

    @property
    def secure(self) -> bool:
        """Served over https: cookies take `__Host-`, answers take HSTS."""
        return self.base_url.startswith("https:")

    @property
    def wechat_ready(self) -> bool:
        return bool(self.wechat_app_id)

    @property
    def face_ready(self) -> bool:
        return bool(self.face_api_url)

    def _check_together(self) -> None:
        if self.clock and not self.demo:
            raise SettingError("BAOMING_CLOCK", "正式环境不能改动时钟，请去掉这个变量。")
        for group, anchor in (
            (("wechat_app_id", "wechat_app_secret", "wechat_token"), "微信公众号"),
            (("wechat_miniapp_id", "wechat_miniapp_secret"), "微信小程序"),
            (("alipay_app_id", "alipay_private_key", "alipay_public_key"), "支付宝小程序"),
            (("baidu_app_key", "baidu_app_secret"), "百度小程序"),
        ):
            missing = [name for name in group if not getattr(self, name)]
            if missing and len(missing) < len(group):
                raise SettingError(variable(missing[0]), f"{anchor}只设置了一部分，还缺这一项。")


def table() -> list[tuple[str, str, str]]:
    """(variable, default, what it is) of every setting, for doctor, help and documents."""
    return [
        (variable(name), each.metadata["default"]["demo"], each.metadata["about"])
        for name, each in _FIELDS.items()
    ]


def variable(name: str) -> str:
    return PREFIX + name.upper()


_FIELDS: dict[str, Field[Any]] = {each.name: each for each in fields(Settings) if each.metadata}


def _read(each: Field[Any], environ: Mapping[str, str], mode: str, root: Path) -> Any:
    name = variable(each.name)
    given = environ.get(name, "").strip()
    try:
        if each.name == "secret_key" and not given:
            return values.standing_secret(mode, root)
        return each.metadata["read"](given or each.metadata["default"][mode], root)
    except ValueError as wrong:
        raise SettingError(name, str(wrong)) from None


def _refuse_misspelt(environ: Mapping[str, str]) -> None:
    """A slip in a name would be a setting that silently does nothing. Names that resemble none
    of ours belong to somebody else's script."""
    known = {name.upper(): variable(name) for name in _FIELDS}
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name.startswith(ELSEWHERE):
            continue
        rest = name.removeprefix(PREFIX)
        near = difflib.get_close_matches(rest, known, 1, cutoff=0.75)
        if near and near[0] != rest:
            raise SettingError(name, f"没有这个设置，是不是 {known[near[0]]}？")
