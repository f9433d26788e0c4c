"""What became of a message, in words."""

from typing import Any

import pytest

from baoming import clock
from baoming.outbox.fate import told, why

AT = clock.at("2023-12-03T09:10:00+08:00")
DAY, NIGHT = clock.at("2023-12-05T12:00:00+08:00"), clock.at("2023-12-05T23:00:00+08:00")
NOTHING = dict.fromkeys(
    ("sent_at", "failed_at", "dropped_at", "answer", "phoned_at", "mailed_at"), None
)


@pytest.mark.parametrize(
    ("row", "now", "words"),
    [
        ({"sent_at": AT}, DAY, "微信已送达"),
        ({"failed_at": AT, "mailed_at": AT, "answer": "没有绑定微信"}, DAY, "邮件已发出"),
        ({"dropped_at": AT}, DAY, "已不需要发送"),
        ({"failed_at": AT, "answer": "已取消关注公众号"}, DAY, "未送达：未关注公众号"),
        ({}, DAY, "等待发送"),
        ({"answer": "down 0: ConnectError"}, DAY, "等待发送（微信暂时没有接收，会自动重试）"),
        ({}, NIGHT, "等待发送（夜间不发送，8:00 后发出）"),
    ],
)
def test_every_fate_has_its_words(row: dict[str, Any], now: Any, words: str) -> None:
    found = told({**NOTHING, "kind": "confirm", "tries": 1, **row}, now)
    assert (found.label, found.words) == ("报名确认", words)
    assert (found.at is not None) == bool(row.keys() - {"answer"})


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("没有绑定微信", "没有绑定微信"),
        ("没有绑定微信或已取消关注", "没有绑定微信"),
        ("unfollowed 43004: require subscribe", "未关注公众号"),
        ("没有设置微信公众号", "考试机构没有设置微信公众号"),
        ("refused 40003: invalid openid", "微信账号无效"),
        ("down 0: HTTP 502, no answer of WeChat's", "微信多次没有接收，已停止发送"),
        (None, "微信多次没有接收，已停止发送"),
    ],
)
def test_why_is_said_to_people(answer: str | None, words: str) -> None:
    assert why(answer) == words
