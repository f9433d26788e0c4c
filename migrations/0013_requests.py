"""Requests from outside: of somebody whose number is taken, and who has no account."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.database import current
from baoming.schema import migration

ID = "0013"
VERSION = "1.38.0"
DESCRIPTION = "Requests without an account"

NEW = """
ALTER TABLE request_case ADD COLUMN ticket VARCHAR(64);
ALTER TABLE request_case ADD COLUMN mobile VARCHAR(20);
CREATE UNIQUE INDEX request_case_ticket ON request_case (ticket);
"""

# SQLite drops no NOT NULL: the table is written anew.
ACCOUNT_MAY_BE_MISSING = {
    "postgres": "ALTER TABLE request_case ALTER COLUMN account DROP NOT NULL;",
    "sqlite": """
CREATE TABLE request_case_next (
    id $SERIAL,
    kind VARCHAR(20) NOT NULL,
    account UUID,
    zone VARCHAR(10),
    exam VARCHAR(20),
    status VARCHAR(10) NOT NULL,
    name VARCHAR(60),
    id_type VARCHAR(20),
    id_number $BYTES,
    id_number_index VARCHAR(64),
    reason TEXT NOT NULL,
    evidence VARCHAR(43),
    created_at TIMESTAMPTZ NOT NULL,
    decided_at TIMESTAMPTZ,
    decided_by INTEGER,
    decision_reason TEXT
);
INSERT INTO request_case_next
    (id, kind, account, zone, exam, status, name, id_type, id_number, id_number_index, reason,
     evidence, created_at, decided_at, decided_by, decision_reason)
    SELECT id, kind, account, zone, exam, status, name, id_type, id_number, id_number_index,
     reason, evidence, created_at, decided_at, decided_by, decision_reason FROM request_case;
DROP TABLE request_case;
ALTER TABLE request_case_next RENAME TO request_case;
CREATE UNIQUE INDEX request_case_open ON request_case (account, kind) WHERE status = 'open';
CREATE INDEX request_case_account ON request_case (account, id);
CREATE INDEX request_case_zone ON request_case (zone, status, id);
""",
}


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, ACCOUNT_MAY_BE_MISSING[current().engine_type] + NEW)
