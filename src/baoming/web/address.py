"""Who calls: the address behind the proxies that the office trusts."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from baoming.setting_values import Network


def caller(client: Any, headers: Mapping[str, str], trusted: tuple[Network, ...]) -> str:
    """The last hop of X-Forwarded-For that is not a trusted proxy itself."""
    address = client.host if client else "unknown"
    hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    while hops and _among(address, trusted):
        address = hops.pop()
    return address if _is_address(address) or not client else client.host


def _among(address: str, networks: tuple[Network, ...]) -> bool:
    return _is_address(address) and any(ip_address(address) in network for network in networks)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
