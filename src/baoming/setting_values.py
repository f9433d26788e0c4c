"""How the text of each kind of setting is read. ValueError carries the sentence for people.

Relative paths are taken from the root of the checkout.
"""

import base64
import binascii
import ipaddress
import json
import os
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SHORTEST_SECRET = 32
WORDS = ("number", "status", "reason", "until", "at")
"""What a message template can show."""


def text(given: str, root: Path) -> str:
    return given


def mode(given: str, root: Path) -> str:
    if given not in ("demo", "production"):
        raise ValueError(f"只能是 demo 或 production，现在是“{given}”。")
    return given


def database_url(given: str, root: Path) -> str:
    """SQLite comes back with its absolute path: sqlite:////absolute."""
    if given.startswith("sqlite:///"):
        path = given.removeprefix("sqlite:///")
        if not path or path.endswith("/") or path.startswith(":") or "?" in path:
            raise ValueError("SQLite 地址要写到文件名，例如 sqlite:///var/baoming.sqlite。")
        return f"sqlite:///{root / path}"
    parts = _split(given)
    if parts.scheme != "postgresql" or not parts.path.strip("/"):
        raise ValueError(
            "应为 sqlite:///相对路径、sqlite:////绝对路径，或 postgresql://用户@主机/库名。"
        )
    return given


def storage_url(given: str, root: Path) -> str:
    """A folder comes back with its absolute path: file:///absolute."""
    if given.startswith("file:///") and given.strip("/") != "file:":
        return given
    if "://" not in given:
        return f"file://{root / given}"
    parts = _split(given)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError("应为 file:///绝对路径，或 s3://存储桶/前缀。")
    return given.rstrip("/")


def url(given: str, root: Path) -> str:
    if not given:
        return ""
    parts = _split(given)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"应为 http:// 或 https:// 开头的地址，现在是“{given}”。")
    return given.rstrip("/")


def mail_url(given: str, root: Path) -> str:
    if not given:
        return ""
    parts = _split(given)
    sender = parse_qs(parts.query).get("from", [""])[-1]
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "@" not in sender:
        raise ValueError(
            "应为 smtp://用户:密码@主机:端口?from=发件地址；一开始就加密的写 smtps://。"
        )
    return given


def base_url(given: str, root: Path) -> str:
    address = url(given, root)
    parts = _split(address)
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"应只有协议、主机和端口，不带路径，现在是“{given}”。")
    return address


def networks(given: str, root: Path) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(each) for each in given.replace(",", " ").split())
    except ValueError:
        raise ValueError("应为 IP 地址或网段，用逗号分开，例如 127.0.0.1,10.0.0.0/8。") from None


def instant(given: str, root: Path) -> datetime | None:
    if not given:
        return None
    try:
        value = datetime.fromisoformat(given)
    except ValueError:
        value = None
    if value is None or value.tzinfo is None:
        raise ValueError(f"应为带时区的时间，例如 2023-12-05T09:00:00+08:00，现在是“{given}”。")
    return value


def aes_key(given: str, root: Path) -> str:
    if given and len(_bytes_of(given)) != 32:
        raise ValueError("应为 43 位的 EncodingAESKey，从微信公众平台复制。")
    return given


def templates(given: str, root: Path) -> Mapping[str, str]:
    """By event; the key "" is the template of every event that is not named."""
    if given.startswith("{"):
        return _json_object(given)
    pairs = [each.strip().rpartition("=") for each in given.split(",") if each.strip()]
    if any(not _is_template(template.strip()) for _, _, template in pairs):
        raise ValueError(
            "应为 事件=模板编号，用逗号分开；编号后可以写字段，例如"
            " remind=编号/thing2:status，内容有 number、status、reason、until、at。"
        )
    return {event.strip(): template.strip() for event, _, template in pairs}


def secret_key(given: str, root: Path) -> str:
    if len(given) < SHORTEST_SECRET:
        raise ValueError(f"至少 {SHORTEST_SECRET} 个字符。")
    return given


def standing_secret(mode: str, root: Path) -> str:
    """The demo's own key, made once. Two processes that start together read the same one:
    the finished file is linked to its name, which only one of them can do.
    """
    if mode == "production":
        raise ValueError("正式环境必须设置，例如用 openssl rand -hex 32 生成并妥善保存。")
    path = root / "var" / "secret.key"
    try:
        if not path.exists():
            _make_secret(path)
        return secret_key(path.read_text("utf-8").strip(), root)
    except OSError as failed:
        raise ValueError(f"无法读写 {path}（{failed.strerror}）。") from None


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            # Without this key what is encrypted is lost, so it must outlive a power cut.
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _split(given: str) -> SplitResult:
    try:
        parts = urlsplit(given)
        parts.port  # noqa: B018  # a port that is no number is only found when asked for
    except ValueError:
        raise ValueError(f"地址写法有误：“{given}”。") from None
    return parts


def _bytes_of(given: str) -> bytes:
    try:
        return base64.b64decode(f"{given}=", validate=True) if len(given) == 43 else b""
    except (binascii.Error, ValueError):
        return b""


def _is_template(text: str) -> bool:
    number, *fields = text.split("/")
    pairs = [field.partition(":") for field in fields]
    return bool(number) and all(field and word in WORDS for field, _, word in pairs)


def _json_object(given: str) -> Mapping[str, str]:
    try:
        read = json.loads(given)
    except ValueError:
        read = None
    if not isinstance(read, dict) or not all(isinstance(each, str) for each in read.values()):
        raise ValueError("应为 JSON 对象：事件到模板编号。")
    return read
