"""The commands that take lists, as an office runs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.returning.lists import SOLDIER, resident_id, row, sheet

from baoming.settings import ROOT

FIRST = "已导入 2023 年度的成绩：新增 2 行，变更 0 行，相同 0 行。\n"
AGAIN = "已导入 2023 年度的成绩：新增 0 行，变更 0 行，相同 2 行。\n"


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    environment = {
        **os.environ,
        "BAOMING_DATABASE_URL": database_url,
        "BAOMING_STORAGE_URL": f"file://{tmp_path / 'files'}",
        "BAOMING_SECRET_KEY": "a secret of the tests, long enough",
    }
    baoming(environment, "load", str(ROOT / "src/baoming/catalogue/data/2024"))
    return environment


def baoming(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "baoming", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_history_import_takes_a_file_and_the_same_again_changes_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "2023.csv"
    file.write_bytes(sheet([row(), row(id_number=resident_id(1))]))
    for said in (FIRST, AGAIN):
        done = baoming(environment, "history", "import", str(file), "--exam", "2023")
        assert (done.returncode, done.stdout, done.stderr) == (0, said, "")


def test_history_import_names_faults_by_line_and_takes_nothing(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "2023.csv"
    good = row(id_number=resident_id(1))
    file.write_bytes(sheet([row(score_basic="x"), good]))
    done = baoming(environment, "history", "import", str(file), "--exam", "2023")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "没有导入任何内容，请先改正下列 1 行：\n第 2 行：score_basic：“x”应为 0 到 100 的整数\n"
    )
    file.write_bytes(sheet([row(), good]))
    done = baoming(environment, "history", "import", str(file), "--exam", "2023")
    assert done.stdout == FIRST


def test_history_import_refuses_an_exam_that_no_other_follows(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "2019.csv"
    file.write_bytes(sheet([row()]))
    done = baoming(environment, "history", "import", str(file), "--exam", "2019")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "没有以 2019 为上一年度的考试，不能导入它的成绩。\n"


def test_military_import_makes_applications_of_a_list(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    command = ("military", "import", str(file), "--exam", "2024", "--zone", "11")
    file.write_bytes(sheet([SOLDIER], list(SOLDIER)))
    done = baoming(environment, *command)
    said = "已导入 2024 年度的军队人员名单：新增报名 1 份，已有 0 份。\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, said, "")
    file.write_bytes(
        sheet([{**SOLDIER, "id_number": "军字第7654321号", "zone": "22"}], list(SOLDIER))
    )
    done = baoming(environment, *command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "没有导入任何内容，请先改正下列 1 行：\n第 2 行：zone：应为 11\n"


def test_exam_clone_writes_a_folder_that_loads(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "2025"
    command = ("exam", "clone", "2024", "2025", "--into", str(folder))
    done = baoming(environment, *command)
    assert (done.returncode, done.stderr) == (0, "")
    assert baoming(environment, "load", str(folder)).returncode == 0
    again = baoming(environment, *command)
    assert (again.returncode, again.stdout) == (1, "")
    unknown = baoming(environment, "exam", "clone", "2019", "2020", "--into", str(tmp_path / "x"))
    assert (unknown.returncode, unknown.stderr) == (1, "没有这个考试。\n")
