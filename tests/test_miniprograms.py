"""The mini programs: what the linter finds, and what the shells do in a real engine."""

import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

from baoming.settings import ROOT
from baoming.web.routes import ROUTES

FOLDER = ROOT / "miniprograms"
VENDORS = {
    # its object, the call that gives a code, where the answer has the code
    "wechat": ("wx", "login", "code"),
    "alipay": ("my", "getAuthCode", "authCode"),
    "baidu": ("swan", "getLoginCode", "code"),
}
SITE = "https://bm.example.cn"

lint = runpy.run_path(str(ROOT / "scripts/miniprograms"))["main"]


def test_they_are_as_the_tools_want_them() -> None:
    assert lint(FOLDER) == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("wechat/app.json", "{", "{,", "no JSON"),
        ("wechat/app.json", '"style"', '"pages": [], "style"', "a name twice"),
        ("baidu/app.json", "site/site", "site/other", "page pages/site/other has no .js"),
        ("baidu/app.json", "site/site", "site/other", "page pages/site/site is not listed"),
        ("alipay/app.json", "defaultTitle", "title", "no title"),
        ("wechat/app.json", "sitemap.json", "map.json", "map.json is missing"),
        ("wechat/project.config.json", "touristappid", "2021000000000001", "appid is none"),
        ("alipay/pages/site/site.js", "var page", "const page", "5: const, let"),
        ("alipay/pages/site/site.js", "function (result)", "(result) =>", "5: arrow function"),
        ("baidu/pages/site/site.js", "event && ", "event?.a && ", "5: optional chaining"),
        ("wechat/pages/site/site.js", "});\n", "}\n", "brackets do not match"),
        ("wechat/pages/site/site.js", "wx.login", "my.login", "speaks to another vendor (my)"),
        ("wechat/pages/site/site.js", "config.js", "other.js", "../../other.js is missing"),
        ("wechat/pages/site/site.js", "config.title", "'http://a.cn'", "names a host"),
        ("wechat/pages/site/site.js", "config.title", "'//a.cn'", "names a host"),
        ("wechat/config.js", "https://bm", "http://bm", "names no site"),
        ("wechat/config.js", "example.cn'", "example.cn/x'", "names no site"),
        ("wechat/config.js", "title:", "appSecret: 'x', title:", "looks like a secret"),
        ("wechat/config.js", "title:", f"x: '{'a1' * 16}', title:", "looks like a secret"),
        ("wechat/pages/site/site.wxml", 'bindtap="enter"', 'bindtap="go"', "has no go"),
        ("alipay/pages/site/site.axml", 'onTap="enter"', 'onTap="go"', "has no go"),
        ("baidu/pages/site/site.swan", "{{failed}}", "{{lost}}", "has no data lost"),
        ("baidu/pages/site/site.swan", "</button>", "", "an element is not closed"),
        ("baidu/address.js", "'/'", "'/me'", "not the same as wechat/address.js"),
    ],
)
def test_linter_names_what_is_wrong(
    tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    text = (tmp_path / file).read_text("utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), "utf-8")
    said = lint(tmp_path)
    assert complaint in said and file.rpartition(".")[0].split("/")[0] in said


def test_linter_misses_a_file_and_weighs_the_card(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    (tmp_path / "alipay/mini.project.json").unlink()
    for vendor in VENDORS:
        (tmp_path / vendor / "images/share.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200_000))
    said = lint(tmp_path)
    assert "alipay/mini.project.json: missing" in said
    assert said.count("no PNG of at most 128 KB") == 3


# What the vendor's tool gives a page: App, Page, setData and the one call that gives a code.
PHONE = """
const path = require('path');
const [folder, object, call, name, openings] = JSON.parse(process.argv[1]);
let page, settle, code;
global.App = function () {};
global.Page = function (made) { page = made; };
global[object] = { [call]: function (asked) {
  settle = function () {
    if (code === null) { asked.fail({}); } else { asked.success({ [name]: code }); }
  };
} };
require(path.join(folder, 'app.js'));
require(path.join(folder, 'pages/site/site.js'));
page.setData = function (data) { Object.assign(this.data, data); };
console.log(JSON.stringify(openings.map(function (opening) {
  code = opening[1];
  page.onLoad(opening[0]);
  settle();
  const opened = page.data.address;
  page.fail();
  const lost = [page.data.address, page.data.failed];
  page.enter();
  settle();
  const cards = [undefined, '', '%(site)s/', '%(site)s/notices/22?a=1', '%(site)s/help',
    '%(site)s/me', '%(site)s/applications/1/form', 'https://evil.example/notices']
    .map(function (shown) { return page.onShareAppMessage({ webViewUrl: shown }); });
  return { opened, lost, again: Object.assign({}, page.data), cards };
})));
"""
CODE = "a/b+c"


def phone(vendor: str, *openings: tuple[dict[str, str], str | None]) -> list[dict]:
    """What each opening, with a query and a code or none, came to."""
    node, _ = compute_driver_executable()
    asked = json.dumps([str(FOLDER / vendor), *VENDORS[vendor], openings])
    command = [node, "-e", PHONE % {"site": SITE}, asked]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("vendor", VENDORS)
def test_opening_hands_the_code_over_and_can_be_tried_again(vendor: str) -> None:
    told, without, empty = phone(vendor, ({}, CODE), ({}, None), ({"path": "%2Fnotices"}, ""))
    opened = f"{SITE}/miniapp/{vendor}/enter?code=a%2Fb%2Bc&next="
    assert told["opened"] == opened
    assert told["lost"] == ["", True]
    assert told["again"] == {"address": opened, "failed": False}
    # Baidu calls it a success when nobody is signed in there.
    assert (without["opened"], empty["opened"]) == (f"{SITE}/", f"{SITE}/notices")
    assert {card["title"] for card in told["cards"]} == {"卫生专业技术资格考试网上报名"}
    assert {card["imageUrl"] for card in told["cards"]} == {"/images/share.png"}
    page = "/pages/site/site"
    notices, help = f"{page}?path=%2Fnotices%2F22", f"{page}?path=%2Fhelp"
    assert [card["path"] for card in told["cards"]] == [
        page, page, page, notices, help, page, page, page,
    ]  # fmt: skip


def test_card_leads_to_a_page_of_the_site_alone() -> None:
    wanted = [
        ({"path": "%2Fnotices%2F22"}, "%2Fnotices%2F22"),
        ({"q": "https%3A%2F%2Fbm.example.cn%2Fapplications%2F1"}, "%2Fapplications%2F1"),
        ({"path": "//evil.example"}, ""),
        ({"path": "/\\evil.example"}, ""),
        ({"path": "https://evil.example/"}, ""),
        ({"path": "https://bm.example.cn.evil.example/"}, ""),
        ({"path": "/miniapp/wechat/enter?code=of-a-stranger"}, ""),
        ({"path": "/./miniapp/wechat/enter?code=of-a-stranger"}, ""),
        ({"path": "/help//../../miniapp/wechat/enter?code=of-a-stranger"}, ""),
        ({"path": "/%256diniapp/wechat/enter?code=of-a-stranger"}, ""),
        ({"path": "%E4%B8%AD%"}, ""),
        ({"path": "/a b"}, ""),
    ]
    told = phone("wechat", *((query, "c") for query, _ in wanted))
    entering = f"{SITE}/miniapp/wechat/enter?code=c&next="
    assert [each["opened"] for each in told] == [f"{entering}{onward}" for _, onward in wanted]


def test_addresses_of_shells_and_site_agree() -> None:
    """What a shell opens is a route, and what it may share needs no sign-in."""
    routes = {path: route for route in ROUTES for path in route.paths}
    assert "/miniapp/{vendor:str}/enter" in routes
    public = re.findall(r"notices|help", (FOLDER / "wechat/address.js").read_text("utf-8"))
    assert set(public) == {"notices", "help"}
    for path in ("/notices", "/notices/{zone:str}", "/help"):
        assert routes[path].opt.get("audience", "public") == "public"
