"""Where a message goes whose account has ended."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0014"
VERSION = "1.38.0"
DESCRIPTION = "The last message of an account"

SQL = """
ALTER TABLE outbox_message ADD COLUMN openid VARCHAR(64);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
