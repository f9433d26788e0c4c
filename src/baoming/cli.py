"""The command line. Each command says what it did; a wrong setting stops it by name."""

import sys
import time
from pathlib import Path
from typing import Any

import click

from baoming import database, security, up
from baoming.cli_returning import exam, history, military
from baoming.cli_run import in_database, read_settings, run
from baoming.cli_staff import staff
from baoming.settings import ROOT, SettingError, Settings

CATALOGUE = ROOT / "src/baoming/catalogue/data/2024"


class Group(click.Group):
    """Turns a wrong setting into one line instead of a trace."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (SettingError, database.SchemaBehind) as error:
            click.echo(str(error), err=True)
            sys.exit(2)


@click.group(cls=Group)
def main() -> None:
    """报名: the registration portal of a public examination."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="processes")
def serve(host: str, port: int, workers: int) -> None:
    """The web process."""
    from baoming.serving import serve as serve_target  # noqa: PLC0415  # starting costs its import

    read_settings()
    serve_target("application", host, port, workers)


@main.command()
def worker() -> None:
    """Reminders, deadline settling, clean-up."""
    from baoming.worker import run as work  # noqa: PLC0415  # starting costs its import

    run(work(read_settings()))


@main.command()
def migrate() -> None:
    """Database to the newest schema; safe to repeat."""
    done = run(_migrate(read_settings()))
    click.echo(f"已执行迁移：{'、'.join(done)}" if done else "数据库已是最新。")


@main.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="say what would change, and change nothing")
def load(directory: Path, dry_run: bool) -> None:
    """Load or update an exam catalogue from DIRECTORY."""
    from baoming.catalogue.entries import CatalogueFaults  # noqa: PLC0415
    from baoming.catalogue.loader import load as load_folder  # noqa: PLC0415

    try:
        report = run(in_database(read_settings(), lambda: load_folder(directory, dry_run=dry_run)))
    except CatalogueFaults as faults:
        click.echo(f"没有载入任何内容，请先改正下列 {len(faults.faults)} 处：", err=True)
        click.echo(str(faults), err=True)
        sys.exit(1)
    click.echo("\n".join(report.lines()))


@main.command()
def settle() -> None:
    """Apply passed deadlines now; the worker does so by itself."""
    from baoming.applications.settling import settle_all  # noqa: PLC0415

    moved = run(in_database(read_settings(), settle_all))
    click.echo(f"已按期限处理 {moved} 份报名。")


@main.command(name="demo")
def demo_() -> None:
    """Demo candidates and officers, into a database without people."""
    from baoming.demo.command import demo, told  # noqa: PLC0415

    settings = read_settings()
    if not settings.demo:
        click.echo("BAOMING_MODE 是 production，演示数据只能放进演示系统。", err=True)
        sys.exit(1)
    made = run(in_database(settings, lambda: demo(settings)))
    click.echo(told(settings) if made else "数据库里已有账号，没有添加演示数据。")


@main.command(name="up")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, help="the simulator takes the next one")
@click.option("--workers", default=1, show_default=True, help="web processes")
def up_(host: str, port: int, workers: int) -> None:
    """The whole demo: database, catalogue, demo data, site, worker and simulator."""
    from baoming.demo.command import prepare  # noqa: PLC0415

    settings = Settings.read(up.environment(port))
    click.echo(run(prepare(settings, CATALOGUE)))
    sys.exit(up.run(host, port, workers))


@main.command("wechat-simulator")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
def wechat_simulator(host: str, port: int) -> None:
    """A process that speaks WeChat's and the face provider's wire formats."""
    from baoming.serving import serve as serve_target  # noqa: PLC0415

    read_settings()
    serve_target("simulator", host, port, 1)


@main.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
def backup(directory: Path) -> None:
    """Database, uploads and a manifest with checksums into DIRECTORY, while serving."""
    from baoming import backup as backups  # noqa: PLC0415

    settings = read_settings()
    try:
        made = run(in_database(settings, lambda: backups.backup(settings, directory)))
    except backups.BackupFault as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
    click.echo(
        f"已备份到 {made.folder}：账户 {made.accounts} 个，报名 {made.applications} 份，"
        f"文件 {made.files} 个（{made.bytes / 1024**2:.1f} MB）。"
    )


@main.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(directory: Path) -> None:
    """Bring back a backup, or the newest one in DIRECTORY, into an empty place."""
    from baoming import backup as backups  # noqa: PLC0415

    settings = read_settings()
    security.use(settings.secret_key)
    started = time.monotonic()
    try:
        found = run(backups.restore(settings, directory))
    except backups.BackupFault as fault:
        click.echo(str(fault), err=True)
        sys.exit(1)
    click.echo(
        f"已从 {found.folder} 恢复：账户 {found.accounts} 个，报名 {found.applications} 份，"
        f"文件 {found.files} 个，校验值全部一致，用时 {time.monotonic() - started:.0f} 秒。"
    )


@main.command()
def doctor() -> None:
    """Check settings, schema, storage, fonts, clock and backups; exit 1 with what is wrong."""
    from baoming.doctor import Finding, examine  # noqa: PLC0415

    async def findings() -> list[Finding]:
        return [each async for each in examine(read_settings())]

    found = run(findings())
    for each in found:
        click.echo(f"{'正常' if each.good else '需处理'}  {each.name}：{each.sentence}")
    sys.exit(0 if all(each.good for each in found) else 1)


main.add_command(exam)
main.add_command(history)
main.add_command(military)
main.add_command(staff)


async def _migrate(settings: Settings) -> list[str]:
    from baoming import migrate as migrations  # noqa: PLC0415

    engine = database.open_engine(settings.database_url)
    try:
        return await migrations.migrate(engine)
    finally:
        await engine.close()
