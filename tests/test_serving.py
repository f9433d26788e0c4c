import os
import subprocess
import sys
from collections.abc import Callable

import pytest

SENTENCE = "个迁移，请先执行：baoming migrate"


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["worker"]])
def test_nothing_starts_on_a_database_that_is_older(
    empty_database: Callable[[], str], command: list[str]
) -> None:
    """After an upgrade: one sentence that says what to do, and no trace."""
    environment = os.environ | {"BAOMING_DATABASE_URL": empty_database()}
    ended = subprocess.run(
        [sys.executable, "-m", "baoming", *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert SENTENCE in ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
