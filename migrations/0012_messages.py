"""Messages by mail, by telephone and no longer needed; sign-ins by scan; face verification."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0012"
VERSION = "1.38.0"
DESCRIPTION = "Channels of messages, sign-ins by scan, face verification"

# What waits is few, what was sent many: the worker and the desk each walk an index of their own.
SQL = """
ALTER TABLE outbox_message ADD COLUMN channel VARCHAR(10) NOT NULL DEFAULT 'wechat';
ALTER TABLE outbox_message ADD COLUMN dropped_at TIMESTAMPTZ;
ALTER TABLE outbox_message ADD COLUMN phoned_at TIMESTAMPTZ;
ALTER TABLE outbox_message ADD COLUMN phoned_by INTEGER;
DROP INDEX outbox_message_due;
CREATE INDEX outbox_message_waiting ON outbox_message (due_at)
    WHERE sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL;
CREATE INDEX outbox_message_unreached ON outbox_message (failed_at)
    WHERE failed_at IS NOT NULL AND phoned_at IS NULL AND channel = 'wechat';
CREATE INDEX outbox_message_application ON outbox_message (application, id);
CREATE INDEX application_reminded ON application (personal_until)
    WHERE personal_until IS NOT NULL;
CREATE TABLE scan_sign_in (
    scene VARCHAR(64) PRIMARY KEY NOT NULL,
    url TEXT NOT NULL,
    ticket VARCHAR(200) NOT NULL,
    browser VARCHAR(64) NOT NULL,
    address VARCHAR(45) NOT NULL,
    agent VARCHAR(200) NOT NULL,
    account UUID,
    secret VARCHAR(64),
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    allowed_at TIMESTAMPTZ,
    used_at TIMESTAMPTZ
);
CREATE INDEX scan_sign_in_browser ON scan_sign_in (browser);
CREATE UNIQUE INDEX scan_sign_in_secret ON scan_sign_in (secret);
CREATE TABLE face_check (
    id VARCHAR(64) PRIMARY KEY NOT NULL,
    login VARCHAR(64) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    number_index VARCHAR(64),
    used_at TIMESTAMPTZ
);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
