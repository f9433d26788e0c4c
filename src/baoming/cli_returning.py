"""Commands for lists that offices hand over."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import click

from baoming.cli_run import in_database, read_settings, run
from baoming.errors import Refusal

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def history() -> None:
    """Last year's candidates and results."""


@history.command("import")
@click.argument("file", type=FILE)
@click.option("--exam", required=True, help="the exam that they sat, such as 2023")
def history_import(file: Path, exam: str) -> None:
    """Take last year's candidates and results from FILE: all of it, or nothing."""
    from baoming.returning.importing import take_file  # noqa: PLC0415  # starting costs its import
    from baoming.returning.reading import of_path  # noqa: PLC0415

    counts = _taken(lambda: take_file(of_path(file), exam, file.name))
    click.echo(f"已导入 {exam} 年度的成绩：{counts}")


@click.group()
def military() -> None:
    """Candidates of the military, who do not register online."""


@military.command("import")
@click.argument("file", type=FILE)
@click.option("--exam", required=True, help="the exam that they will sit, such as 2024")
@click.option("--zone", required=True, help="code of the zone that answers for the list")
def military_import(file: Path, exam: str, zone: str) -> None:
    """Make confirmed applications of the list in FILE: all of it, or nothing."""
    from baoming.applications.moving import SYSTEM  # noqa: PLC0415
    from baoming.returning.military import take_list  # noqa: PLC0415
    from baoming.returning.reading import of_path  # noqa: PLC0415

    taken = _taken(lambda: take_list(of_path(file), exam, zone, SYSTEM))
    click.echo(f"已导入 {exam} 年度的军队人员名单：{taken}")


def _taken(work: Callable[[], Awaitable[Any]]) -> Any:
    """What the work answers; a faulty list, or a refusal, ends the command."""
    from baoming.returning.sheet import Faulty  # noqa: PLC0415

    try:
        return run(in_database(read_settings(), work))
    except Faulty as faulty:
        click.echo(f"没有导入任何内容，请先改正下列 {len(faulty.found)} 行：", err=True)
        click.echo(str(faulty), err=True)
    except Refusal as refusal:
        click.echo(refusal.sentence, err=True)
    sys.exit(1)
