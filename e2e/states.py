"""Every page in every state that a person can meet, for the pictures and for the look at access.

Needs a demo of its own: it makes people, moves applications and, in the end, the clock.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx
from e2e.page import Page as Read
from e2e.road import EXAM, SECTIONS, WORK, Candidate, Officer, Visitor, resident_number
from e2e.server import Server
from PIL import Image
from playwright.sync_api import BrowserContext, Page

PASSWORD = "baoming-2024"  # printed for every visitor of a demo
AFTER_THE_WINDOW = "2023-12-18T09:00:00+08:00"
CANDIDATES = ("zhang", "li", "wang", "zhao", "qian", "sun", "chen")
OFFICERS = ("center", "hunan", "changsha", "tianjin", "heping-point")
SEND = """([action, values]) => {
  const form = [...document.forms].find(each => each.getAttribute('action') === action);
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  form.submit();
}"""


@dataclass(frozen=True)
class State:
    """A page, or the answer to a form of it: `action` is sent with `values` and what stands there."""

    name: str
    who: str
    address: str
    action: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    def show(self, page: Page) -> None:
        page.goto(self.address)
        if self.action:
            with page.expect_navigation():
                page.evaluate(SEND, [self.action, dict(self.values)])


class World:
    """Who stands around a demo; every name of `State.who` is a key of `visitors`."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.visitors: dict[str, Visitor] = {"guest": Visitor(server.url)}
        for name in CANDIDATES:
            self.visitors[name] = self._signed_in(Visitor(server.url), "/login", login=name)
        for name in OFFICERS:
            self.visitors[name] = self._signed_in(Officer(server.url), "/desk/login", username=name)
        self.numbers = {name: self._number(name) for name in ("li", "wang", "zhao", "qian", "sun")}
        self._people()

    def sign_in(self, who: str, context: BrowserContext) -> None:
        """With the cookies that were given over plain HTTP."""
        jar = self.visitors[who].client.cookies.jar
        context.add_cookies(
            [{"name": e.name, "value": e.value or "", "url": self.server.url} for e in jar]
        )

    def close(self) -> None:
        for visitor in self.visitors.values():
            visitor.client.close()

    def own(self, name: str) -> str:
        return f"/applications/{self.numbers[name]}"

    def record(self, name: str) -> str:
        return f"/desk/applications/{self.numbers[name]}"

    def states(self) -> Iterator[State]:
        """In an order in which they can be met: the clock goes forward in the midst."""
        yield from self._guest()
        yield from self._candidates()
        yield from self._desk()
        self._late()
        yield from self._after_the_window()

    def _guest(self) -> Iterator[State]:
        for name, address in (
            ("home", "/"), ("notices", "/notices"), ("notice-on-site", "/notices/43"),
            ("notice-online", "/notices/12"), ("register", "/register"), ("login", "/login"),
            ("recover", "/recover"), ("recover-face", "/recover/face"),
            ("recover-face-void", "/recover/face/return?BizToken=x"),
            ("not-found", "/nothing"), ("styleguide", "/styleguide"),
            ("taken", self._taken), ("desk-login", "/desk/login"), ("help", "/help"),
            ("language", "/language"), ("login-scan", "/login/scan"),
        ):  # fmt: skip
            yield State(name, "guest", address)
        yield State("recover-answer", "guest", "/recover", "/recover", {"login": "nobody"})
        for address in ("/register", "/login", "/recover", "/desk/login"):
            yield State(f"{_named(address)}-faults", "guest", address, address)
        yield State("expired", "guest", "/login", "/login", {"_csrf_token": "x"})

    def _candidates(self) -> Iterator[State]:
        for who, addresses in {
            "fresh": ("/me", "/me/photo", "/me/education", "/me/wechat", "/apply", "/me/close"),
            "zhang": ("/me", "/me/education", "/apply", "/apply/2024"),
            "li": ("/me", "/me/photo", "/me/wechat", "/me/password", "/me/security", "/me/requests",
                   "/me/requests?kind=change", "/me/requests?kind=delete",
                   "/me/requests?kind=merge_scores", "/me/calendar", "/me/miniapps",
                   "/me/wechat/unbind", *self._education()),
            "asker": ("/me/requests",),
            "returning": ("/me",),
        }.items():  # fmt: skip
            for address in addresses:
                yield State(f"{who}-{_named(address)}", who, address)
        for address in ("/me/photo", "/me/education", "/me/password", "/me/security",
                        "/me/requests"):  # fmt: skip
            yield State(f"{_named(address)}-faults", "fresh", address, address)
        yield State("apply-faults", "zhang", "/apply/2024", "/apply/2024", {"zone": ""})
        yield from self._applications()
        yield from self._english()

    def _english(self) -> Iterator[State]:
        """Longer words: the pages where they could be too long."""
        own = self.own("li")
        for who, addresses in {
            "english-guest": ("/", "/register", "/login"),
            "english-li": ("/me", "/me/photo", "/apply", own, f"{own}/notice", f"{own}/exam",
                        f"{own}/work", f"{own}/check"),
            "english-sun": (f"{self.own('sun')}/materials",),
        }.items():  # fmt: skip
            for address in addresses:
                name = address.replace(own, "flow").replace(self.own("sun"), "online")
                yield State(f"{who}-{_named(name)}", who, address)

    def _applications(self) -> Iterator[State]:
        own = self.own("li")
        for part in (*SECTIONS, "check", "zone"):
            yield State(f"filled-{part}", "li", f"{own}/{part}")
        for part in ("site", "exam", "education", "check"):
            yield State(f"empty-{part}", "empty", f"{self.own('empty')}/{part}")
        for part, values in {"contact": {"mobile": "1380000", "email": "x"}, "work": {
            "started_in": "x"}, "exam": {"first_licensed_in": "2044"}}.items():  # fmt: skip
            yield State(f"{part}-faults", "li", f"{own}/{part}", f"{own}/{part}", values)
        empty = self.own("empty")
        yield State("submit-faults", "empty", f"{empty}/check", f"{empty}/submit")
        for who in ("li", "wang", "zhao", "qian", "empty", "sun", "refused", "rejected", "reopened",
                    "changed", "sent"):  # fmt: skip
            yield State(f"{who}-flow", who, self.own(who))
        for part in ("form", "check", "contact"):
            yield State(f"wang-{part}", "wang", f"{self.own('wang')}/{part}")
        yield State("returning-check", "returning", f"{self.own('returning')}/check")
        for part in ("form", "check", "materials", "materials/identity", "materials/form"):
            yield State(f"sun-{_named(part)}", "sun", f"{self.own('sun')}/{part}")
        for part in ("materials", "materials/identity", "contact"):
            yield State(f"refused-{_named(part)}", "refused", f"{self.own('refused')}/{part}")
        slot = f"{self.own('sun')}/materials/identity"
        yield State("material-faults", "sun", slot, slot)

    def _desk(self) -> Iterator[State]:
        for who, addresses in {
            "center": ("/desk", "/desk/requests", "/desk/staff", "/desk/log", "/desk/history",
                       "/desk/accounts?q=wang", "/desk/messages", "/desk/notices"),
            "hunan": ("/desk", "/desk/applications", "/desk/import", "/desk/staff",
                      "/desk/requests"),
            "changsha": ("/desk", "/desk/applications?q=nobody", "/desk/scan", "/desk/accounts",
                         "/desk/scan?code=nothing", f"/desk/scan?code={self.codes['wang']}",
                         f"/desk/scan?code={self.codes['changed']}", self.record("wang"),
                         self.record("zhao"), self.record("li"), self.record("rejected"),
                         "/desk/staff"),
            "tianjin": ("/desk", self.record("sent"), self.record("refused")),
            "heping-point": ("/desk", "/desk/applications"),
        }.items():  # fmt: skip
            for address in addresses:
                yield State(f"{who}-{_named(address)}", who, address)
        yield State("desk-notice", "hunan", self._notice())
        cases = self.visitors["center"].page("/desk/requests").links()
        case = next(each for each in cases if each.startswith("/desk/requests/"))
        yield State("center-case", "center", case)
        yield State("center-case-faults", "center", case, case)
        refusal = f"{self.record('sent')}/refuse"
        yield State("refuse-faults", "tianjin", self.record("sent"), refusal)
        for address in ("/desk/staff", "/desk/import"):
            yield State(f"{_named(address)}-faults", "hunan", address, address)
        accounts = self.visitors["center"].page("/desk/accounts?q=wang")
        reset = next(each for each in accounts.values("action") if each.endswith("reset-password"))
        yield State("reset-code", "center", "/desk/accounts?q=wang", reset)

    def _education(self) -> Iterator[str]:
        """The first record of it, and its deletion."""
        links = self.visitors["li"].page("/me/education").links()
        record = next(each for each in links if each.startswith("/me/education/"))
        yield from (record, f"{record}/delete")

    def _notice(self) -> str:
        """Of an office, written beforehand."""
        hunan = self.visitors["hunan"]
        text = {"title": "现场确认时间", "body": "12月16日起。", "published_on": "2024-01-05"}
        page = hunan.follow(hunan.fill("/desk/notices", **text))
        notices = hunan.page("/desk/notices").links() + page.links()
        return next(each for each in notices if each.startswith("/desk/notices/"))

    def _after_the_window(self) -> Iterator[State]:
        yield State("late-home", "guest", "/")
        for who in ("zhang", "li"):
            yield State(f"late-{who}-me", who, "/me")
        for who in ("li", "refused", "reopened"):
            yield State(f"late-{who}-flow", who, self.own(who))
        yield State("late-desk", "hunan", "/desk")
        yield State("late-record", "hunan", self.record("li"))

    def _late(self) -> None:
        answer = self.visitors["guest"].post("/demo/clock", {"to": AFTER_THE_WINDOW})
        assert answer.status_code == 303, answer.text

    def _people(self) -> None:
        """Those whom the demo does not have."""
        self._candidate("fresh").register()
        empty = self._candidate("empty")
        empty.register()
        empty.prepare()
        self.numbers["empty"] = empty.apply()
        asker = self._candidate("asker")
        asker.register()
        answer = asker.fill("/me/requests?kind=delete", "/me/requests", reason="证件号码填写错误")
        assert answer.status_code == 303, answer.text
        for who in ("guest", "li", "sun"):
            speaker = self.visitors[f"english-{who}"] = Visitor(self.server.url)
            speaker.client.cookies.update(self.visitors[who].client.cookies)
            speaker.client.cookies.set("language", "en", domain="127.0.0.1")
        self._on_site()
        self._online()
        self._returning()

    def _on_site(self) -> None:
        changsha, hunan = self._officer("changsha"), self._officer("hunan")
        self.codes = {"wang": self.visitors["wang"].page(f"{self.own('wang')}/form").one(
            "data-code")["data-code"]}  # fmt: skip
        for name in ("rejected", "reopened", "changed"):
            candidate = self._candidate(name).submitted()
            self.numbers[name], self.codes[name] = candidate.number, candidate.code()
            if name == "changed":
                candidate.withdraw()
                candidate.save("work", employer="长沙市第三医院")
                candidate.submit()
                continue
            changsha.act(candidate.number, "confirm", code=candidate.code())
            if name == "rejected":
                changsha.act(candidate.number, "reject", reason="学历证书编号核验未通过。")
            else:
                given = {"reason": "单位名称与公章不一致，请修改。", "until": "2023-12-20"}
                hunan.act(candidate.number, "reopen", **given)

    def _online(self) -> None:
        tianjin = self._officer("tianjin")
        for name in ("sent", "refused"):
            candidate = self._candidate(name)
            candidate.register()
            candidate.prepare()
            self.numbers[name] = candidate.apply("12")
            _fill_in_tianjin(candidate)
            overview = candidate.page(f"{candidate.address}/materials")
            for code, state in overview.states("data-material"):
                if state == "todo":
                    _upload(candidate, code)
            assert candidate.submit().status_code == 303
        items = ["material:identity", "section:contact"]
        reason = "身份证照片反光，看不清号码；手机号码请填本人的。"
        answer = tianjin.demand(self.numbers["refused"], "refuse", reason=reason, item=items)
        assert answer.status_code == 303, answer.text

    def _returning(self) -> None:
        """Everything as last year but the employer, so that there is a difference to show."""
        chen = self._candidate("returning", "陈静")
        chen.client.cookies = self.visitors["chen"].client.cookies
        self.numbers["returning"] = chen.apply("11")
        for name, values in (
            ("notice", {"agree": "1"}), ("site", {}),
            ("basic", {"health": "healthy", "id_permanent": "1"}),
            ("contact", {"mobile": "13600001111"}),
            ("work", {"started_in": "2016-08", "employer": "北京市朝阳医院"}),
            ("photo", {"confirm": "1"}),
        ):  # fmt: skip
            assert chen.save(name, **values).status_code == 303

    @cached_property
    def _taken(self) -> str:
        """Where somebody is led whose number is registered already."""
        visitor = self._candidate("taken")
        values = visitor.registration(visitor.page("/register"))
        values |= dict.fromkeys(("id_number", "id_number_again"), "430102199405063325")
        answer = visitor.fill("/register", **values)
        links = [each.partition("?")[0] for each in _links(answer)]
        return next((each for each in links if each.startswith("/register/taken")), "/register")

    def _candidate(self, who: str, name: str = "周晓梅") -> Candidate:
        number = resident_number("430103", "19930610", 2 * len(self.visitors))
        candidate = Candidate(self.server.url, self.server.simulator, name, number)
        self.visitors[who] = candidate
        return candidate

    def _officer(self, name: str) -> Officer:
        officer = self.visitors[name]
        assert isinstance(officer, Officer)
        return officer

    def _number(self, name: str) -> str:
        links = self.visitors[name].page("/me").links()
        return next(each for each in links if each.startswith("/applications/")).split("/")[2]

    def _signed_in(self, visitor: Any, address: str, **login: str) -> Any:
        answer = visitor.fill(address, password=PASSWORD, **login)
        assert answer.status_code == 303, answer.text
        return visitor


def _fill_in_tianjin(candidate: Candidate) -> None:
    for name, values in (
        ("notice", {"agree": "1"}),
        ("site", {"site": "120101", "registration_point": "12010101"}),
        ("contact", {"mobile": "13600001111"}),
        ("exam", {"category": "nursing", "level": "practitioner", **EXAM}),
        ("work", WORK),
        ("photo", {"confirm": "1"}),
    ):
        answer = candidate.post(f"{candidate.address}/{name}", values)
        assert answer.status_code == 303, answer.text
    candidate.save("basic", ethnicity="01", health="healthy", id_permanent="1")
    form = candidate.page(f"{candidate.address}/education").form(f"{candidate.address}/education")
    candidate.save("education", education=form.options("education")[0])


def _upload(candidate: Candidate, code: str) -> None:
    made = io.BytesIO()
    Image.linear_gradient("L").resize((900, 1200)).convert("RGB").save(made, "JPEG")
    files = {"file": ("材料.jpg", made.getvalue(), "image/jpeg")}
    answer = candidate.post(f"{candidate.address}/materials/{code}", files=files)
    assert answer.status_code == 303, answer.text


def _links(answer: httpx.Response) -> list[str]:
    return Read(answer.text).links()


def _named(address: str) -> str:
    """For a file's name."""
    return "".join(each if each.isalnum() else "-" for each in address).strip("-")
