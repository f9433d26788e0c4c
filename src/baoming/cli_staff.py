"""Commands for the officers' accounts."""

import sys

import click

from baoming.cli_run import in_database, read_settings, run
from baoming.errors import Invalid

ROLES = click.Choice(["center", "zone", "site", "point"])


@click.group()
def staff() -> None:
    """The officers' accounts."""


@staff.command()
@click.argument("username")
@click.option("--role", type=ROLES, required=True)
@click.option("--zone", help="code of the zone")
@click.option("--site", help="code of the test site; its zone is known by it")
@click.option("--point", help="code of the registration point; its site is known by it")
@click.option("--password-stdin", is_flag=True, required=True, help="read it from standard input")
def add(
    username: str,
    role: str,
    zone: str | None,
    site: str | None,
    point: str | None,
    password_stdin: bool,
) -> None:
    """Add an officer; the password is the first line of standard input."""
    password = sys.stdin.readline().rstrip("\r\n")

    async def work() -> None:
        from baoming.catalogue import current  # noqa: PLC0415  # starting costs its import
        from baoming.desk.staff import add as add_officer  # noqa: PLC0415

        catalogue = await current.newest()
        await add_officer(catalogue, username, password, role, zone=zone, site=site, point=point)

    try:
        run(in_database(read_settings(), work))
    except Invalid as invalid:
        for name, sentence in invalid.errors.items():
            click.echo(f"{name}：{sentence}", err=True)
        sys.exit(1)
    click.echo(f"已添加 {username}。")
