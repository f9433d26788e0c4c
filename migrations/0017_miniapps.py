"""Mini programs: who enters without a password, and who stands at the door."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0017"
VERSION = "1.38.0"
DESCRIPTION = "Mini programs"

SQL = """
CREATE TABLE miniapp_link (
    person VARCHAR(64) PRIMARY KEY NOT NULL,
    vendor VARCHAR(10) NOT NULL,
    account UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX miniapp_link_account ON miniapp_link (account, vendor);
CREATE TABLE miniapp_arrival (
    id VARCHAR(64) PRIMARY KEY NOT NULL,
    browser VARCHAR(64) NOT NULL,
    vendor VARCHAR(10) NOT NULL,
    person VARCHAR(64) NOT NULL,
    account UUID,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX wechat_binding_unionid ON wechat_binding (unionid);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
