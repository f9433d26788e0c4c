"""Migrations as the SQL that people read; the words in which the engines differ filled in."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.database import current, execute

WORDS = {
    "sqlite": {
        "SERIAL": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "BYTES": "BLOB",
        "BINARY": "COLLATE BINARY",
    },
    "postgres": {"SERIAL": "SERIAL PRIMARY KEY", "BYTES": "BYTEA", "BINARY": 'COLLATE "C"'},
}


def migration(number: str, about: str, sql: str) -> MigrationManager:
    """`$SERIAL`, `$BYTES`, `$BINARY` stand for the engine's own; statements end with a semicolon."""
    manager = MigrationManager(migration_id=number, app_name="baoming", description=about)

    async def run() -> None:
        words = WORDS[current().engine_type]
        for statement in sql.split(";"):
            if statement.strip():
                for word, meaning in words.items():
                    statement = statement.replace(f"${word}", meaning)
                await execute(statement)

    manager.add_raw(run)
    return manager
