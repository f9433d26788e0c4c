import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from baoming.settings import SettingError, Settings

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS1 = serialization.PrivateFormat.TraditionalOpenSSL
PKCS8 = serialization.PrivateFormat.PKCS8
PUBLIC = serialization.PublicFormat.SubjectPublicKeyInfo
OPEN = serialization.NoEncryption()


def read(tmp_path: Path, **values: str) -> Settings:
    given = {f"BAOMING_{name}": value for name, value in values.items()}
    return Settings.read({"BAOMING_SECRET_KEY": "s" * 32} | given, tmp_path)


def refused(tmp_path: Path, **values: str) -> tuple[str, str]:
    with pytest.raises(SettingError) as stopped:
        read(tmp_path, **values)
    return stopped.value.variable, stopped.value.sentence


def test_every_form_of_the_key_tools_is_read(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    wanted = key.private_bytes(PEM, PKCS8, OPEN).decode()
    bare = [
        base64.b64encode(key.private_bytes(DER, form, OPEN)).decode() for form in (PKCS1, PKCS8)
    ]
    file = tmp_path / "key.pem"
    file.write_text(key.private_bytes(PEM, PKCS1, OPEN).decode())
    forms = [wanted, *bare, wanted.replace("\n", "\\n"), f"file://{file}"]
    assert [read(tmp_path, ALIPAY_PRIVATE_KEY=form).alipay_private_key for form in forms] == [
        wanted
    ] * 5
    public = key.public_key().public_bytes(PEM, PUBLIC).decode()
    bare_public = base64.b64encode(key.public_key().public_bytes(DER, PUBLIC)).decode()
    for form in (public, bare_public):
        assert read(tmp_path, ALIPAY_PUBLIC_KEY=form).alipay_public_key == public


def test_what_is_no_such_key_stops_the_start_by_name(tmp_path: Path) -> None:
    short = rsa.generate_private_key(65537, 1024).private_bytes(PEM, PKCS8, OPEN).decode()
    curve = ec.generate_private_key(ec.SECP256R1()).private_bytes(PEM, PKCS8, OPEN).decode()
    public = read(tmp_path).alipay_public_key
    for wrong in ("x", short, curve, public, "中"):
        said = refused(tmp_path, ALIPAY_PRIVATE_KEY=wrong)
        assert said == (
            "BAOMING_ALIPAY_PRIVATE_KEY",
            "应为 RSA2 私钥，至少 2048 位，从支付宝密钥工具复制。",
        )
    variable, sentence = refused(tmp_path, ALIPAY_PUBLIC_KEY=read(tmp_path).alipay_private_key)
    assert variable == "BAOMING_ALIPAY_PUBLIC_KEY" and "支付宝公钥" in sentence
    variable, sentence = refused(tmp_path, ALIPAY_PRIVATE_KEY="file:///nowhere/key.pem")
    assert (variable, "/nowhere/key.pem" in sentence) == ("BAOMING_ALIPAY_PRIVATE_KEY", True)


def test_half_of_a_vendor_names_the_missing_half(tmp_path: Path) -> None:
    given = {"MODE": "production", "BAIDU_APP_KEY": "k"}
    said = refused(tmp_path, **given)
    assert said == ("BAOMING_BAIDU_APP_SECRET", "百度小程序只设置了一部分，还缺这一项。")
    settings = read(tmp_path, MODE="production")
    assert settings.alipay_private_key == settings.alipay_public_key == ""
    assert settings.alipay_api_url == "https://openapi.alipay.com"
    assert settings.baidu_api_url == "https://spapi.baidu.com"


def test_the_private_key_is_not_printed(tmp_path: Path) -> None:
    settings = read(tmp_path, BAIDU_APP_SECRET="of-baidu")
    assert "PRIVATE KEY" not in repr(settings) and "of-baidu" not in repr(settings)
