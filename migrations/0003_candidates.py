"""Stored files, education records, WeChat."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from baoming.schema import migration

ID = "0003"
VERSION = "1.38.0"
DESCRIPTION = "Stored files, education records, WeChat"

SQL = """
CREATE TABLE stored_file (
    id VARCHAR(43) PRIMARY KEY NOT NULL,
    account UUID,
    application INTEGER,
    kind VARCHAR(20) NOT NULL,
    content_type VARCHAR(40) NOT NULL,
    size INTEGER NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    name VARCHAR(200) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE education (
    id $SERIAL,
    account UUID NOT NULL,
    qualification VARCHAR(20) NOT NULL,
    degree VARCHAR(20) NOT NULL,
    school VARCHAR(100) NOT NULL,
    school_note VARCHAR(100),
    major VARCHAR(100) NOT NULL,
    study_form VARCHAR(20) NOT NULL,
    years_of_schooling INTEGER NOT NULL,
    graduated_on DATE NOT NULL,
    certificate_number VARCHAR(40) NOT NULL,
    verification VARCHAR(20) NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    deleted_at TIMESTAMPTZ
);
CREATE TABLE wechat_token (
    id VARCHAR(64) PRIMARY KEY NOT NULL,
    token TEXT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE wechat_binding (
    account UUID PRIMARY KEY NOT NULL,
    openid VARCHAR(64) NOT NULL,
    unionid VARCHAR(64),
    following BOOLEAN NOT NULL,
    bound_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE wechat_event (
    id VARCHAR(200) PRIMARY KEY NOT NULL,
    at TIMESTAMPTZ NOT NULL
);
CREATE TABLE wechat_ticket (
    scene VARCHAR(64) PRIMARY KEY NOT NULL,
    ticket VARCHAR(200) NOT NULL,
    url TEXT NOT NULL,
    account UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at TIMESTAMPTZ
);
CREATE INDEX stored_file_account ON stored_file (account);
CREATE INDEX stored_file_application ON stored_file (application);
CREATE INDEX education_account ON education (account);
CREATE UNIQUE INDEX wechat_binding_openid ON wechat_binding (openid);
CREATE UNIQUE INDEX wechat_ticket_ticket ON wechat_ticket (ticket);
CREATE INDEX wechat_ticket_account ON wechat_ticket (account);
"""


async def forwards() -> MigrationManager:
    return migration(ID, DESCRIPTION, SQL)
