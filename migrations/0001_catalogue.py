"""What an exam offers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0001"
VERSION = "1.38.0"
DESCRIPTION = "What an exam offers"

SQL = """
CREATE TABLE catalogue_revision (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL,
    summary TEXT NOT NULL
);
CREATE TABLE eligibility_rule (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    level VARCHAR(20) NOT NULL,
    categories VARCHAR(60) NOT NULL,
    qualification VARCHAR(20) NOT NULL,
    years INTEGER NOT NULL,
    counted_from VARCHAR(30) NOT NULL,
    note TEXT NOT NULL,
    seq INTEGER NOT NULL,
    evidence VARCHAR(40) NOT NULL
);
CREATE TABLE exam (
    code VARCHAR(20) PRIMARY KEY NOT NULL,
    name VARCHAR(100) NOT NULL,
    previous VARCHAR(20) NOT NULL,
    opens_at TIMESTAMPTZ NOT NULL,
    closes_at TIMESTAMPTZ NOT NULL,
    exam_days TEXT NOT NULL,
    cut_off_on DATE NOT NULL,
    special_notice TEXT NOT NULL,
    statement TEXT NOT NULL,
    pledge TEXT NOT NULL,
    exclusions TEXT NOT NULL,
    eligibility_note TEXT NOT NULL,
    payment_note TEXT NOT NULL,
    evidence VARCHAR(40) NOT NULL
);
CREATE TABLE notice (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    zone VARCHAR(20) NOT NULL,
    code VARCHAR(40) NOT NULL,
    title VARCHAR(120) NOT NULL,
    body TEXT NOT NULL,
    source TEXT NOT NULL,
    published_on DATE,
    seq INTEGER NOT NULL,
    evidence VARCHAR(40) NOT NULL
);
CREATE TABLE catalogue_option (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    kind VARCHAR(30) NOT NULL,
    "value" VARCHAR(40) NOT NULL,
    label VARCHAR(60) NOT NULL,
    seq INTEGER NOT NULL,
    evidence VARCHAR(40) NOT NULL,
    withdrawn BOOLEAN NOT NULL
);
CREATE TABLE registration_point (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    site VARCHAR(20) NOT NULL,
    code VARCHAR(20) NOT NULL,
    name VARCHAR(100) NOT NULL,
    address TEXT NOT NULL,
    seq INTEGER NOT NULL,
    evidence VARCHAR(40) NOT NULL,
    withdrawn BOOLEAN NOT NULL
);
CREATE TABLE requirement (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    zone VARCHAR(20) NOT NULL,
    code VARCHAR(40) NOT NULL,
    name VARCHAR(60) NOT NULL,
    note TEXT NOT NULL,
    required BOOLEAN NOT NULL,
    categories VARCHAR(60) NOT NULL,
    levels VARCHAR(60) NOT NULL,
    titles VARCHAR(60) NOT NULL,
    conditions VARCHAR(100) NOT NULL,
    max_files INTEGER NOT NULL,
    max_pages INTEGER NOT NULL,
    max_bytes INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    evidence VARCHAR(40) NOT NULL,
    withdrawn BOOLEAN NOT NULL
);
CREATE TABLE site (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    zone VARCHAR(20) NOT NULL,
    code VARCHAR(20) NOT NULL,
    name VARCHAR(60) NOT NULL,
    seq INTEGER NOT NULL,
    evidence VARCHAR(40) NOT NULL,
    withdrawn BOOLEAN NOT NULL
);
CREATE TABLE specialty (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    code VARCHAR(20) NOT NULL,
    name VARCHAR(60) NOT NULL,
    level VARCHAR(20) NOT NULL,
    category VARCHAR(20) NOT NULL,
    delivery VARCHAR(10) NOT NULL,
    predecessors VARCHAR(60) NOT NULL,
    seq INTEGER NOT NULL,
    evidence VARCHAR(40) NOT NULL,
    withdrawn BOOLEAN NOT NULL
);
CREATE TABLE zone (
    id $SERIAL,
    exam VARCHAR(20) NOT NULL,
    code VARCHAR(20) NOT NULL,
    name VARCHAR(60) NOT NULL,
    seq INTEGER NOT NULL,
    confirmation VARCHAR(10) NOT NULL,
    confirmation_ends_at TIMESTAMPTZ NOT NULL,
    confirmation_announced BOOLEAN NOT NULL,
    reupload_ends_at TIMESTAMPTZ NOT NULL,
    reupload_announced BOOLEAN NOT NULL,
    deadlines_bind_unannounced BOOLEAN NOT NULL,
    auto_confirm BOOLEAN NOT NULL,
    compared_fields TEXT NOT NULL,
    lock_specialty_after_auto_confirm BOOLEAN NOT NULL,
    materials_when_unchanged BOOLEAN NOT NULL,
    unverified_may_be_cited BOOLEAN NOT NULL,
    place TEXT NOT NULL,
    hours TEXT NOT NULL,
    bring TEXT NOT NULL,
    contact TEXT NOT NULL,
    evidence VARCHAR(40) NOT NULL,
    withdrawn BOOLEAN NOT NULL
);
CREATE UNIQUE INDEX zone_key ON zone (exam, code);
CREATE UNIQUE INDEX site_key ON site (exam, code);
CREATE UNIQUE INDEX registration_point_key ON registration_point (exam, code);
CREATE UNIQUE INDEX specialty_key ON specialty (exam, code);
CREATE UNIQUE INDEX eligibility_rule_key ON eligibility_rule (exam, level, categories, qualification, counted_from);
CREATE UNIQUE INDEX requirement_key ON requirement (exam, zone, code);
CREATE UNIQUE INDEX catalogue_option_key ON catalogue_option (exam, kind, value);
CREATE UNIQUE INDEX notice_key ON notice (exam, zone, code);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
