from baoming.simulator.miniapps import USER_AGENTS


async def test_opening_gives_a_code_and_the_link(stage) -> None:
    codes = set()
    for vendor, agent in USER_AGENTS.items():
        form = {"vendor": vendor, "openid": "oWang"}
        opened = (await stage.http.post("/simulator/open", data=form)).json()
        code = opened["code"]
        codes.add(code)
        link = f"http://baoming.test/miniapp/{vendor}/enter?code={code}&demo=1"
        assert opened == {"vendor": vendor, "code": code, "link": link, "user_agent": agent}
        page = await stage.http.post("/simulator/open", data=form, headers={"accept": "text/html"})
        assert page.status_code == 200 and f"/miniapp/{vendor}/enter?code=" in page.text
    assert len(codes) == 3
    assert "/simulator/open" in (await stage.http.get("/")).text


async def test_opening_wants_a_vendor_and_a_person(stage) -> None:
    for form in (
        {"vendor": "qq", "openid": "oWang"},
        {"vendor": "wechat", "openid": " "},
        {"vendor": "alipay", "openid": "x" * 65},
        {"vendor": "baidu", "openid": "a\x00b"},
    ):
        assert (await stage.http.post("/simulator/open", data=form)).status_code == 422


async def test_alipays_gateway_believes_nothing_unsigned(stage) -> None:
    asked = {
        "app_id": stage.settings.alipay_app_id,
        "method": "alipay.system.oauth.token",
        "sign_type": "RSA2",
        "timestamp": "2023-12-05 09:00:00",
        "version": "1.0",
        "grant_type": "authorization_code",
        "code": "x",
    }
    for sign in ("", "x", "aGVsbG8="):
        told = (await stage.http.post("/gateway.do", data={**asked, "sign": sign})).json()
        assert told["error_response"]["sub_code"] == "isv.invalid-signature"
    other = await stage.http.post("/gateway.do", data={**asked, "app_id": "1"})
    assert other.json()["error_response"]["sub_code"] == "isv.invalid-app-id"
    assert (await stage.http.get("/gateway.do")).status_code == 405


async def test_baidus_interface_names_what_is_wrong(stage) -> None:
    path = "/oauth/jscode2sessionkey"
    assert (await stage.http.post(path, data={"code": "x"})).json()["errno"] == 10010100
    owner = {"client_id": stage.settings.baidu_app_key, "sk": stage.settings.baidu_app_secret}
    assert (await stage.http.post(path, data={**owner, "code": "x"})).json()["error"] == (
        "invalid_grant"
    )
    wrong = await stage.http.post(path, data={**owner, "sk": "y", "code": "x"})
    assert wrong.json()["error"] == "invalid_client"
