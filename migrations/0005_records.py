"""Messages, the log, process settings."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0005"
VERSION = "1.38.0"
DESCRIPTION = "Messages, the log, process settings"

SQL = """
CREATE TABLE outbox_message (
    id $SERIAL,
    subject VARCHAR(100) NOT NULL,
    account UUID NOT NULL,
    application INTEGER,
    kind VARCHAR(20) NOT NULL,
    data TEXT NOT NULL,
    due_at TIMESTAMPTZ NOT NULL,
    claimed_until TIMESTAMPTZ,
    tries INTEGER NOT NULL,
    sent_at TIMESTAMPTZ,
    failed_at TIMESTAMPTZ,
    answer TEXT,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE audit (
    id $SERIAL,
    at TIMESTAMPTZ NOT NULL,
    actor_kind VARCHAR(10) NOT NULL,
    actor VARCHAR(36),
    action VARCHAR(40) NOT NULL,
    subject VARCHAR(64) NOT NULL,
    detail TEXT
);
CREATE TABLE setting (
    "key" VARCHAR(60) PRIMARY KEY NOT NULL,
    "value" TEXT NOT NULL
);
CREATE UNIQUE INDEX outbox_message_subject ON outbox_message (subject);
CREATE INDEX outbox_message_due ON outbox_message (sent_at, due_at);
CREATE INDEX outbox_message_account ON outbox_message (account);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_subject ON audit (subject);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
