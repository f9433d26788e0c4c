"""Whose mini program shows this page: it has a title bar of its own, and other limits."""

import re

# The kernel's mark and the host's, such as "swan/2.4.0 swan-baiduboxapp/11.9".
_BAIDU = re.compile(r"\bswan/[\d.]+ swan-\w")


def vendor_of(user_agent: str) -> str:
    """Empty in an ordinary browser, and in one of these apps outside of a mini program. Asked
    several times a page, of headers as long as a stranger likes: it takes one look along them."""
    agent = user_agent.lower()
    if "miniprogram" in agent.partition("micromessenger")[2]:
        return "wechat"
    if "miniprogram" in agent and "alipayclient" in agent:
        return "alipay"
    return "baidu" if _BAIDU.search(agent) else ""
