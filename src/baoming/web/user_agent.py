"""Which browser asks, as far as it tells: for advice and for recognising it, never for a rule."""

SYSTEMS = {
    "OpenHarmony": "鸿蒙手机",
    "HarmonyOS": "鸿蒙手机",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "安卓手机",
    "Windows": "Windows 电脑",
    "Macintosh": "Mac 电脑",
    "CrOS": "Chrome 电脑",
    "Linux": "Linux 电脑",
}
"""In this order: an Android phone says Linux too."""
BROWSERS = {
    "MicroMessenger": "微信",
    "AliApp(AP": "支付宝",
    "baiduboxapp": "百度",
    "QQBrowser": "QQ 浏览器",
    "UCBrowser": "UC 浏览器",
    "UBrowser": "UC 浏览器",
    "QihooBrowser": "360 浏览器",
    "360SE": "360 浏览器",
    "MetaSr": "搜狗浏览器",
    "HuaweiBrowser": "华为浏览器",
    "MiuiBrowser": "小米浏览器",
    "VivoBrowser": "vivo 浏览器",
    "HeyTapBrowser": "OPPO 浏览器",
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
    "Trident": "IE",
    "MSIE": "IE",
}
"""In this order: nearly all say Chrome and Safari too."""


def named(agent: str) -> str:
    """Such as “Windows 电脑上的 Chrome”; nothing of what was sent stands in it."""
    system = _first(SYSTEMS, agent) or "未知设备"
    browser = _first(BROWSERS, agent) or "未知浏览器"
    # A space between Chinese and Latin letters.
    return f"{system}{' ' * system[-1].isascii()}上的{' ' * browser[0].isascii()}{browser}"


def inside_wechat(agent: str) -> bool:
    """On a phone, where pressing a picture long finds the code in it."""
    return "MicroMessenger" in agent and not any(
        desktop in agent for desktop in ("Windows", "Macintosh", "MacWechat", "X11")
    )


def _first(names: dict[str, str], agent: str) -> str:
    return next((name for mark, name in names.items() if mark in agent), "")
