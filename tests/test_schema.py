"""The migrations and the tables tell the same story, on both engines."""

import re

from piccolo.columns import Serial

from baoming.database import Engine, rows
from baoming.piccolo_app import APP_CONFIG

TABLES = {table._meta.tablename: table for table in APP_CONFIG.table_classes}


async def test_every_column_is_migrated_as_declared(engine: Engine) -> None:
    declared = {
        (name, column._meta.name): (_plain(column.column_type), not column._meta.null)
        for name, table in TABLES.items()
        for column in table._meta.columns
        if not isinstance(column, Serial)
    }
    assert await _migrated(engine) == declared


async def test_no_two_accounts_share_a_username_or_a_number(engine: Engine) -> None:
    indexes = await _indexes(engine)
    for table, columns in (
        ("account", "username_key"),
        ("account", "id_number_index"),
        ("application", "number"),
        ("application", "account, exam"),
        ("snapshot", "code"),
        ("wechat_binding", "openid"),
        ("outbox_message", "subject"),
        ("staff", "username_key"),
    ):
        assert any(
            "UNIQUE" in sql
            and f"{table} " in f"{sql.replace('(', ' (')} "
            and f"({columns})" in sql
            for sql in indexes
        ), (table, columns)


async def _migrated(engine: Engine) -> dict[tuple[str, str], tuple[str, bool]]:
    found = {}
    for table in TABLES:
        for name, kind, obliged, key in await _columns(engine, table):
            if not (key and kind in ("INTEGER", "SERIAL")):
                found[table, name] = (_plain(kind), obliged)
    return found


async def _columns(engine: Engine, table: str) -> list[tuple[str, str, bool, bool]]:
    if engine.engine_type == "sqlite":
        found = await rows(f"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{table}')")
        return [(r["name"], r["type"], bool(r["notnull"]), bool(r["pk"])) for r in found]
    found = await rows(
        "SELECT column_name, data_type, character_maximum_length AS size, is_nullable,"
        " column_default FROM information_schema.columns WHERE table_name = {}"
        " AND table_schema = 'public'",
        table,
    )
    return [
        (
            r["column_name"],
            "SERIAL" if _counts(r) else _written(r["data_type"], r["size"]),
            r["is_nullable"] == "NO",
            _counts(r),
        )
        for r in found
    ]


def _counts(column: dict[str, str | None]) -> bool:
    """A default of another kind is the value of the rows that were there before the column."""
    return (column["column_default"] or "").startswith("nextval")


def _written(data_type: str, size: int | None) -> str:
    words = {
        "character varying": f"VARCHAR({size})",
        "timestamp with time zone": "TIMESTAMPTZ",
        "bytea": "BYTEA",
    }
    return words.get(data_type, data_type.upper())


def _plain(kind: str) -> str:
    """BLOB and BYTEA are one; so is an INTEGER that refers to another row."""
    return re.sub(r"^(BLOB|BYTEA)$", "BYTES", kind.upper())


async def _indexes(engine: Engine) -> list[str]:
    if engine.engine_type == "sqlite":
        found = await rows("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql NOTNULL")
        return [r["sql"] for r in found]
    found = await rows("SELECT indexdef AS sql FROM pg_indexes WHERE schemaname = 'public'")
    return [r["sql"].replace("USING btree ", "").replace("public.", "") for r in found]
