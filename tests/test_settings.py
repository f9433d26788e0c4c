import subprocess
import sys
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import pytest

from baoming.settings import ROOT, SettingError, Settings, table

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def read(tmp_path: Path):
    def read(**values: str) -> Settings:
        given = {f"BAOMING_{name}": value for name, value in values.items()}
        return Settings.read({"BAOMING_SECRET_KEY": SECRET, "PATH": "/bin"} | given, tmp_path)

    return read


def refused(read, **values: str) -> tuple[str, str]:
    with pytest.raises(SettingError) as stopped:
        read(**values)
    assert str(stopped.value) == f"{stopped.value.variable}：{stopped.value.sentence}"
    return stopped.value.variable, stopped.value.sentence


def test_defaults_serve_a_demo(read, tmp_path):
    settings = read()
    assert (settings.mode, settings.demo) == ("demo", True)
    assert settings.database_url == f"sqlite:///{tmp_path}/var/baoming.sqlite"
    assert settings.storage_url == f"file://{tmp_path}/var/files"
    assert (settings.base_url, settings.secure) == ("http://localhost:8000", False)
    assert settings.trusted_proxies == ()
    assert settings.clock is None
    assert settings.wechat_api_url == "http://localhost:8001"
    assert (settings.wechat_ready, settings.face_ready) == (True, False)
    assert len(settings.wechat_aes_key) == 43
    assert settings.wechat_templates == {"": "demo-template"}


def test_root_is_the_checkout():
    assert (ROOT / "src/baoming/settings.py").is_file()
    assert (ROOT / "templates").is_dir()


def test_production_without_wechat_says_so(read):
    settings = read(MODE="production", BASE_URL="https://bm.example.cn/")
    assert (settings.demo, settings.secure) == (False, True)
    assert settings.base_url == "https://bm.example.cn"
    assert (settings.wechat_ready, settings.wechat_templates) == (False, {})
    assert settings.wechat_api_url == "https://api.weixin.qq.com"


def test_production_with_half_of_wechat_names_the_missing_half(read):
    variable, sentence = refused(read, MODE="production", WECHAT_APP_ID="wx1", WECHAT_TOKEN="t")
    assert variable == "BAOMING_WECHAT_APP_SECRET"
    assert sentence == "微信公众号只设置了一部分，还缺这一项。"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("sqlite:///data/a.sqlite", "sqlite:///{root}/data/a.sqlite"),
        ("sqlite:////srv/报名.sqlite", "sqlite:////srv/报名.sqlite"),
        ("postgresql://u:p@db:5432/baoming", "postgresql://u:p@db:5432/baoming"),
        ("postgresql:///baoming?host=/run/postgresql",) * 2,
    ],
)
def test_database_url_is_kept(read, tmp_path, given, kept):
    assert read(DATABASE_URL=given).database_url == kept.format(root=tmp_path)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("file:///srv/files", "file:///srv/files"),
        ("s3://bucket/some/prefix/", "s3://bucket/some/prefix"),
        ("other/files", "file://{root}/other/files"),
    ],
)
def test_storage_url_is_kept(read, tmp_path, given, kept):
    assert read(STORAGE_URL=given).storage_url == kept.format(root=tmp_path)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("MODE", "prod"),
        ("DATABASE_URL", "mysql://db/baoming"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite://var/baoming.sqlite"),
        ("DATABASE_URL", "postgresql://db"),
        ("DATABASE_URL", "postgresql://db:port/baoming"),
        ("STORAGE_URL", "s3:///prefix"),
        ("STORAGE_URL", "ftp://host/files"),
        ("STORAGE_URL", "file:///"),
        ("SECRET_KEY", "0123456789abcdef0123456789abcde"),
        ("BASE_URL", "localhost:8000"),
        ("BASE_URL", "https://bm.example.cn/exam"),
        ("BASE_URL", "https://u@bm.example.cn"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("TRUSTED_PROXIES", "proxy.local"),
        ("CLOCK", "2023-12-05T09:00:00"),
        ("CLOCK", "tomorrow"),
        ("WECHAT_API_URL", "api.weixin.qq.com"),
        ("WECHAT_AES_KEY", "short"),
        ("WECHAT_AES_KEY", "!" * 43),
        ("WECHAT_TEMPLATES", "submit="),
        ("WECHAT_TEMPLATES", "submit=A/thing1:colour"),
        ("MAIL_URL", "mail.example.cn"),
        ("MAIL_URL", "smtp://mail.example.cn"),
        ("MAIL_URL", "http://mail.example.cn?from=a@example.cn"),
        ("WECHAT_TEMPLATES", '{"submit": 1}'),
        ("FACE_API_URL", "https://"),
    ],
)
def test_a_wrong_value_names_its_variable(read, name, given):
    variable, sentence = refused(read, **{name: given})
    assert variable == f"BAOMING_{name}"
    assert sentence.endswith("。")


def test_lists_and_templates_are_read(read):
    settings = read(
        TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8,fd00::/8", WECHAT_TEMPLATES="submit=A, confirm=B,C"
    )
    assert settings.trusted_proxies == tuple(
        ip_network(each) for each in ("127.0.0.1/32", "10.0.0.0/8", "fd00::/8")
    )
    assert settings.wechat_templates == {"submit": "A", "confirm": "B", "": "C"}
    assert read(WECHAT_TEMPLATES='{"submit": "A"}').wechat_templates == {"submit": "A"}


def test_the_clock_moves_in_a_demo_only(read):
    settings = read(CLOCK="2023-12-05T09:00:00+08:00")
    assert settings.clock == datetime(2023, 12, 5, 1, tzinfo=UTC)
    assert refused(read, CLOCK="2023-12-05T09:00:00+08:00", MODE="production") == (
        "BAOMING_CLOCK",
        "正式环境不能改动时钟，请去掉这个变量。",
    )


def test_a_misspelt_variable_stops_the_start(read):
    assert refused(read, DATABASE_ULR="x") == (
        "BAOMING_DATABASE_ULR",
        "没有这个设置，是不是 BAOMING_DATABASE_URL？",
    )


def test_a_variable_of_somebody_elses_script_is_left_alone(read):
    assert read(PORT="8000", HOME="/srv") == read()


def test_the_variables_of_the_tests_are_left_alone(read):
    assert read(TEST_ENGINE="sqlite", CHROMIUM="/usr/bin/chromium") == read()


def test_secrets_are_not_printed(read):
    shown = repr(read(DATABASE_URL="postgresql://u:hunter2@db/baoming"))
    assert "hunter2" not in shown
    assert SECRET not in shown


def test_production_wants_a_key(read):
    assert refused(read, SECRET_KEY="", MODE="production")[0] == "BAOMING_SECRET_KEY"


def test_the_demo_key_is_made_once(read, tmp_path):
    first = read(SECRET_KEY="").secret_key
    assert len(first) == 64
    assert read(SECRET_KEY="").secret_key == first
    assert (tmp_path / "var/secret.key").stat().st_mode & 0o777 == 0o600
    assert [each.name for each in (tmp_path / "var").iterdir()] == ["secret.key"]


def test_a_broken_key_file_is_named(read, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/secret.key").write_text("short")
    assert refused(read, SECRET_KEY="")[0] == "BAOMING_SECRET_KEY"


def test_two_processes_starting_together_share_the_demo_key(tmp_path):
    script = (
        "import sys; from pathlib import Path; from baoming.settings import Settings; "
        "sys.stdin.read(1); print(Settings.read({}, Path(sys.argv[1])).secret_key)"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in started:
        process.stdin.write("x")
        process.stdin.flush()
    keys = {process.communicate(timeout=30)[0] for process in started}
    assert len(keys) == 1
    assert len(keys.pop().strip()) == 64


def test_every_variable_is_listed_once():
    names = [name for name, _, about in table() if about]
    assert len(names) == len(set(names)) == 27
    assert names[0] == "BAOMING_MODE"
