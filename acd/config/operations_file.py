"""The tables and keys of ``acd.toml``: how this daemon reaches Asterisk and the database, and where it listens."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field

from acd.config.fields import Id, Listen, Table, expect, full_match, seconds


def _is_database(url: str) -> bool:
    try:
        scheme = urlsplit(url).scheme
    except ValueError:
        return False
    return url == "" or (scheme in ("sqlite", "postgresql") and len(url) <= 500 and url.isprintable())


def _has_no_password(url: str) -> bool:
    return urlsplit(url).password is None


DatabaseUrl = Annotated[
    str,
    expect(_is_database, "an URL that begins with sqlite:/// or postgresql://", hide=True),
    expect(_has_no_password, "an URL without a password (name its file in password_file)", hide=True),
]
Host = Annotated[str, expect(full_match(r"[A-Za-z0-9._:-]{1,253}"), "a host name or an IP address")]
UserName = Annotated[str, expect(full_match(r"[A-Za-z0-9_.-]{1,60}"), "1 to 60 of the characters A-Z a-z 0-9 _ . -")]
Size = Annotated[int, Field(ge=1, le=1_000_000)]


class AsteriskTable(Table):
    """An Asterisk server. Without any, `acd up` starts a private one."""

    name: Id = Field("main", description="what `node` of phones and trunks in centre.toml refers to")
    host: Host = Field("127.0.0.1", description="where its manager interface (AMI) listens")
    port: Annotated[int, Field(ge=1, le=65_535)] = Field(5038, description="port of its manager interface")
    user: UserName = Field("acd", description="user of its manager interface (manager.conf)")
    secret_file: str = Field(
        "", description="file with that user's secret, readable by the daemon alone; relative to this file's folder"
    )
    rendered_folder: str = Field(
        "",
        description="where phones, trunks and numbers are written for it; empty: asterisk/<name> in the home folder",
    )
    patience_s: Annotated[int, Field(ge=5, le=3_600)] = Field(
        20, description="without a sign of the daemon for so long, Asterisk rings phones by itself (failsafe)"
    )
    qualify_s: Annotated[int, Field(ge=0, le=3_600)] = Field(
        30, description="how often a phone is asked whether it is there; 0 = never"
    )


class DatabaseTable(Table):
    """Where records go. Calls do not wait for it: while it is away, records stay in the outbox."""

    url: DatabaseUrl = Field(
        "",
        description="sqlite:///file (relative to the home folder), or postgresql://user@host/name; "
        "empty: acd.db in the home folder",
    )
    password_file: str = Field(
        "", description="file with the password of the URL's user; relative to this file's folder"
    )
    deadline_s: Annotated[float, seconds(0.1, 300)] = Field(
        5, description="a transaction that takes longer is given up"
    )


class HttpTable(Table):
    """The admin endpoint: API, metrics, health."""

    listen: Listen = Field("127.0.0.1:8088", description="address and port; beyond loopback put TLS in front of it")
    hosts: list[Host] = Field([], description="names it is reached by, besides localhost and IP addresses")


class JournalTable(Table):
    """The account of all events, to replay what happened."""

    segment_mb: Size = Field(64, description="size of one file, in MB")
    segments_kept: Annotated[int, Field(ge=2, le=10_000)] = Field(
        16, description="files to keep; older ones are deleted"
    )


class OutboxTable(Table):
    """Where records wait on this machine's disk until the database has them."""

    disk_mb: Size = Field(2048, description="room for records while the database is away, in MB")
    waiting_facts_max: Annotated[int, Field(ge=100, le=10_000_000)] = Field(
        100_000, description="records kept in memory while the disk is full; further ones are lost, and counted"
    )
    sync_interval_s: Annotated[float, seconds(0.01, 60)] = Field(
        1, description="a power cut loses at most the records of this time"
    )
    flush_s: Annotated[float, seconds(0.05, 60)] = Field(
        1, description="records reach the database within about this time"
    )
    batch_facts: Annotated[int, Field(ge=1, le=10_000)] = Field(500, description="records in one transaction, at most")


class LogTable(Table):
    """The log goes to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="the least important lines to write"
    )
    format: Literal["auto", "console", "json"] = Field(
        "auto", description="console for people, json for programs; auto: console on a terminal"
    )


class OperationsTable(Table):
    """The whole of ``acd.toml``."""

    asterisk: list[AsteriskTable] = Field([], description="the Asterisk servers")
    database: DatabaseTable = Field(DatabaseTable(), description="where records go")
    http: HttpTable = Field(HttpTable(), description="the admin endpoint")
    journal: JournalTable = Field(JournalTable(), description="the account of all events")
    outbox: OutboxTable = Field(OutboxTable(), description="records waiting for the database")
    log: LogTable = Field(LogTable(), description="the log")
