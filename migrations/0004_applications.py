"""Applications, prints, history."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0004"
VERSION = "1.38.0"
DESCRIPTION = "Applications, prints, history"

SQL = """
CREATE TABLE application (
    id $SERIAL,
    number VARCHAR(20) NOT NULL,
    account UUID NOT NULL,
    exam VARCHAR(20) NOT NULL,
    zone VARCHAR(10) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    status VARCHAR(20) NOT NULL,
    status_before VARCHAR(20),
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    rounds INTEGER NOT NULL,
    stage VARCHAR(10),
    reason TEXT,
    refused_items TEXT,
    abandoned_by VARCHAR(20),
    personal_until TIMESTAMPTZ,
    untouched BOOLEAN NOT NULL,
    submitted_at TIMESTAMPTZ,
    status_since TIMESTAMPTZ NOT NULL,
    notice_agreed BOOLEAN NOT NULL,
    site VARCHAR(12),
    registration_point VARCHAR(20),
    gender VARCHAR(10),
    birth_date DATE,
    ethnicity VARCHAR(10),
    health VARCHAR(20),
    id_expires_on DATE,
    id_permanent BOOLEAN NOT NULL,
    mobile VARCHAR(20),
    phone VARCHAR(20),
    email VARCHAR(100),
    address VARCHAR(200),
    postcode VARCHAR(6),
    category VARCHAR(20),
    level VARCHAR(20),
    specialty VARCHAR(10),
    subjects VARCHAR(60),
    practice_category VARCHAR(20),
    first_licensed_in VARCHAR(7),
    residency_certified_in VARCHAR(7),
    current_title VARCHAR(20),
    title_obtained_in VARCHAR(7),
    years_in_specialty INTEGER,
    education INTEGER,
    employer VARCHAR(100),
    employer_type VARCHAR(20),
    employer_affiliation VARCHAR(20),
    department VARCHAR(100),
    started_in VARCHAR(7),
    archive_keeper VARCHAR(100),
    photo VARCHAR(43)
);
CREATE TABLE event (
    id $SERIAL,
    application INTEGER NOT NULL REFERENCES application (id) ON DELETE RESTRICT,
    kind VARCHAR(20) NOT NULL,
    actor_kind VARCHAR(10) NOT NULL,
    actor VARCHAR(36),
    actor_name VARCHAR(60) NOT NULL,
    from_status VARCHAR(20),
    to_status VARCHAR(20) NOT NULL,
    reason TEXT,
    detail TEXT,
    at TIMESTAMPTZ NOT NULL
);
CREATE TABLE snapshot (
    id $SERIAL,
    application INTEGER NOT NULL REFERENCES application (id) ON DELETE RESTRICT,
    revision INTEGER NOT NULL,
    code VARCHAR(20) NOT NULL,
    data TEXT NOT NULL,
    digest VARCHAR(64) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX application_number ON application (number);
CREATE UNIQUE INDEX application_account_exam ON application (account, exam);
CREATE INDEX application_zone_status ON application (exam, zone, status, id);
CREATE INDEX application_site_status ON application (site, status, id);
CREATE INDEX application_status ON application (status, id);
CREATE UNIQUE INDEX snapshot_code ON snapshot (code);
CREATE UNIQUE INDEX snapshot_application_revision ON snapshot (application, revision);
CREATE INDEX event_application ON event (application, id);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
