"""What a refused scan was refused for; and which process fetches the access token."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0016"
VERSION = "1.38.0"
DESCRIPTION = "Refused scans, one refresh of the access token"

SQL = """
ALTER TABLE wechat_ticket ADD COLUMN refused VARCHAR(12);
ALTER TABLE wechat_token ADD COLUMN refreshing_until TIMESTAMPTZ;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
