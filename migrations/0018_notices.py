"""Notices that offices publish; messages told by telephone in their order."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0018"
VERSION = "1.38.0"
DESCRIPTION = "Notices of offices"

SQL = """
CREATE TABLE office_notice (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    zone VARCHAR(20) NOT NULL,
    title VARCHAR(120) NOT NULL,
    body TEXT NOT NULL,
    published_on DATE NOT NULL,
    version INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ
);
CREATE INDEX office_notice_zone ON office_notice (exam, zone);
CREATE INDEX outbox_message_phoned ON outbox_message (phoned_at) WHERE phoned_at IS NOT NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
