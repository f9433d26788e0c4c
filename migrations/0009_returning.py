"""Last year's results, and the requests of candidates."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0009"
VERSION = "1.38.0"
DESCRIPTION = "Last year's results, and the requests of candidates"

SQL = """
CREATE TABLE history_import (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    zone VARCHAR(10),
    file_name VARCHAR(200) NOT NULL,
    stored_file VARCHAR(43),
    state VARCHAR(10) NOT NULL,
    base INTEGER NOT NULL,
    sequence INTEGER,
    new_rows INTEGER NOT NULL,
    changed_rows INTEGER NOT NULL,
    equal_rows INTEGER NOT NULL,
    faults TEXT,
    actor INTEGER,
    created_at TIMESTAMPTZ NOT NULL,
    state_at TIMESTAMPTZ
);
CREATE TABLE past_result (
    id $SERIAL,
    history_import INTEGER NOT NULL REFERENCES history_import (id) ON DELETE RESTRICT,
    exam VARCHAR(20) NOT NULL,
    id_type VARCHAR(20) NOT NULL,
    id_number_index VARCHAR(64) NOT NULL,
    name_key VARCHAR(60) NOT NULL,
    birth_date DATE NOT NULL,
    zone VARCHAR(10) NOT NULL,
    data TEXT NOT NULL
);
CREATE TABLE past_result_link (
    id $SERIAL,
    account UUID NOT NULL,
    exam VARCHAR(20) NOT NULL,
    id_type VARCHAR(20) NOT NULL,
    id_number_index VARCHAR(64) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE request_case (
    id $SERIAL,
    kind VARCHAR(20) NOT NULL,
    account UUID NOT NULL,
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
CREATE UNIQUE INDEX history_import_sequence ON history_import (exam, sequence);
CREATE INDEX history_import_exam ON history_import (exam, id);
CREATE UNIQUE INDEX past_result_document
    ON past_result (id_number_index, exam, id_type, history_import);
CREATE INDEX past_result_person ON past_result (name_key, birth_date, exam);
CREATE INDEX past_result_import ON past_result (history_import);
CREATE UNIQUE INDEX past_result_link_account ON past_result_link (account, exam);
CREATE UNIQUE INDEX past_result_link_document
    ON past_result_link (exam, id_number_index, id_type);
CREATE UNIQUE INDEX request_case_open ON request_case (account, kind) WHERE status = 'open';
CREATE INDEX request_case_account ON request_case (account, id);
CREATE INDEX request_case_zone ON request_case (zone, status, id);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
