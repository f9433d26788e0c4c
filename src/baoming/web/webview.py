"""Whose mini program shows this page: it has a title bar of its own, and other limits."""

import re

_MARKS = {
    "wechat": re.compile(r"micromessenger.*miniprogram", re.I),
    "alipay": re.compile(r"alipayclient.*miniprogram|miniprogram.*alipayclient", re.I),
    # The kernel's mark and the host's, such as "swan/2.4.0 swan-baiduboxapp/11.9".
    "baidu": re.compile(r"\bswan/[\d.]+ swan-\w", re.I),
}


def vendor_of(user_agent: str) -> str:
    """Empty in an ordinary browser, and in one of these apps outside of a mini program."""
    return next((vendor for vendor, mark in _MARKS.items() if mark.search(user_agent)), "")
