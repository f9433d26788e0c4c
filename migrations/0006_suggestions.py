"""Suggestions for free text."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0006"
VERSION = "1.38.0"
DESCRIPTION = "Suggestions for free text"

SQL = """
CREATE TABLE suggestion (
    id $SERIAL,
    kind VARCHAR(10) NOT NULL,
    zone VARCHAR(10) NOT NULL,
    text VARCHAR(100) NOT NULL,
    uses INTEGER NOT NULL
);
CREATE UNIQUE INDEX suggestion_text ON suggestion (kind, zone, text);
CREATE INDEX suggestion_uses ON suggestion (kind, zone, uses);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
