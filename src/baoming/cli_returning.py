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


@click.group()
def exam() -> None:
    """The seasons."""


@exam.command()
@click.argument("source")
@click.argument("target")
@click.option("--into", type=click.Path(path_type=Path), help="default: catalogue-TARGET")
def clone(source: str, target: str, into: Path | None) -> None:
    """Write the catalogue of exam TARGET, made from SOURCE, into a folder for review."""
    from baoming.catalogue import cloning, current  # noqa: PLC0415

    directory = into or Path(f"catalogue-{target}")

    async def work() -> None:
        contents = (await current.get(source)).contents
        cloning.write(cloning.following(contents, target), directory)

    try:
        run(in_database(read_settings(), work))
    except Refusal as refusal:
        click.echo(refusal.sentence, err=True)
        sys.exit(1)
    except FileExistsError:
        click.echo(f"{directory} 已经存在，没有改动。请换一个文件夹（--into）。", err=True)
        sys.exit(1)
    click.echo(
        f"已写入 {directory}：日期顺延，均标为未核实。请逐项核对，再运行\n"
        f"baoming load --dry-run {directory}\n"
        f"baoming load {directory}\n"
        f"之后用 baoming history import 文件 --exam {source} 导入 {source} 年度的成绩。"
    )


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
