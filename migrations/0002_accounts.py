"""Accounts, sign-ins, limits, officers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0002"
VERSION = "1.38.0"
DESCRIPTION = "Accounts, sign-ins, limits, officers"

SQL = """
CREATE TABLE account (
    id UUID PRIMARY KEY NOT NULL,
    username VARCHAR(32) NOT NULL,
    username_key VARCHAR(32),
    name VARCHAR(60) NOT NULL,
    id_type VARCHAR(20) NOT NULL,
    id_number $BYTES NOT NULL,
    id_number_index VARCHAR(64),
    password_hash TEXT NOT NULL,
    security_question VARCHAR(20) NOT NULL,
    security_answer_hash TEXT NOT NULL,
    photo VARCHAR(43),
    wechat_waived_until TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ
);
CREATE TABLE reset_code (
    account UUID PRIMARY KEY NOT NULL,
    code_hash TEXT NOT NULL,
    issued_by INTEGER NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE sign_in (
    id VARCHAR(64) PRIMARY KEY NOT NULL,
    account UUID,
    staff INTEGER,
    must_change_password BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE throttle (
    id VARCHAR(90) PRIMARY KEY NOT NULL,
    tries INTEGER NOT NULL,
    open_again_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE staff (
    id $SERIAL,
    username VARCHAR(32) NOT NULL,
    username_key VARCHAR(32) NOT NULL,
    password_hash TEXT NOT NULL,
    role VARCHAR(10) NOT NULL,
    zone VARCHAR(10),
    site VARCHAR(12),
    point VARCHAR(20),
    active BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX account_username_key ON account (username_key);
CREATE UNIQUE INDEX account_id_number_index ON account (id_number_index);
CREATE INDEX account_name ON account (name);
CREATE INDEX sign_in_account ON sign_in (account);
CREATE INDEX sign_in_expires_at ON sign_in (expires_at);
CREATE UNIQUE INDEX staff_username_key ON staff (username_key);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
