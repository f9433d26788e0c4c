import sqlite3
from pathlib import Path

import pytest
from tests.simulator.stage import open_stage, settings_in

from baoming.simulator.memory import Memory, follow_beforehand, path_of


def test_path_of_lies_beside_the_apps_database(tmp_path: Path) -> None:
    assert path_of(settings_in(tmp_path)) == tmp_path / "wechat-simulator.sqlite"
    on_postgresql = settings_in(tmp_path, database_url="postgresql://u@localhost/baoming")
    assert path_of(on_postgresql) == tmp_path / "var" / "wechat-simulator.sqlite"


async def test_run_undoes_work_that_failed(tmp_path: Path) -> None:
    def half(db: sqlite3.Connection) -> None:
        db.execute("INSERT INTO token VALUES ('t', 1)")
        raise ValueError

    memory = Memory(tmp_path / "m.sqlite")
    with pytest.raises(ValueError):
        await memory.run(half)
    count = await memory.run(lambda db: db.execute("SELECT count(*) FROM token").fetchone()[0])
    assert count == 0
    memory.close()


async def test_follow_beforehand_while_the_simulator_runs(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    follow_beforehand(path_of(settings), ["oEarly"])
    async with open_stage(settings) as stage:
        follow_beforehand(path_of(settings), ["oEarly", "oLater"])
        for openid in ("oEarly", "oLater"):
            sent = await stage.wechat.send_template(openid, "demo-template", {"a": "b"}, "")
            assert sent.isdigit()
        gone = await stage.http.post("/simulator/unfollow", data={"openid": "oEarly"})
        assert gone.json()["event"] == "unsubscribe"
        follow_beforehand(path_of(settings), ["oEarly"])
        assert (await stage.wechat.follower("oEarly")).following is False
