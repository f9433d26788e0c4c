import pytest

from baoming.web.user_agent import inside_wechat, named

ANDROID = "Mozilla/5.0 (Linux; Android 10; HMA-AL00) AppleWebKit/537.36 Version/4.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"


@pytest.mark.parametrize(
    ("agent", "name", "inside"),
    [
        (f"{WINDOWS} Chrome/120.0 Safari/537.36", "Windows 电脑上的 Chrome", False),
        (f"{WINDOWS} Chrome/120.0 Safari/537.36 Edg/120.0", "Windows 电脑上的 Edge", False),
        (f"{WINDOWS} Chrome/98 MicroMessenger/7.0 WindowsWechat", "Windows 电脑上的微信", False),
        (f"{MAC} Version/17.0 Safari/605.1.15", "Mac 电脑上的 Safari", False),
        (f"{MAC} MicroMessenger/6.8 MacWechat/3.8", "Mac 电脑上的微信", False),
        (f"{ANDROID} Chrome/107 Mobile MicroMessenger/8.0.47", "安卓手机上的微信", True),
        (f"{IPHONE} Mobile/15E148 MicroMessenger/8.0.47", "iPhone 上的微信", True),
        (f"{IPHONE} CriOS/120.0 Mobile Safari/604.1", "iPhone 上的 Chrome", False),
        (
            f"{ANDROID} Chrome/100 UCBrowser/15.5 Mobile Safari/537.36",
            "安卓手机上的 UC 浏览器",
            False,
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0",
            "Linux 电脑上的 Firefox",
            False,
        ),
        ("curl/8.5.0 <script>", "未知设备上的未知浏览器", False),
        ("", "未知设备上的未知浏览器", False),
    ],
)
def test_browser_is_named_and_nothing_it_sent_is_repeated(
    agent: str, name: str, inside: bool
) -> None:
    assert (named(agent), inside_wechat(agent)) == (name, inside)
