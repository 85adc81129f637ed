"""The tables of outbound calling: leads, whom not to call, and what came of each attempt (docs/records.md).

Unlike the records, leads change: they are reserved while the daemon may dial them, and each attempt leaves its mark.
``attempt`` has a row from before the dial on, so that nothing is dialled twice, and is completed once.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, false, text

from acd.adapters.sql.columns import (
    UtcTime,
    added_number,
    added_text,
    id_column,
    metadata,
    number_column,
    text_column,
    time_column,
)


def _own_id() -> Column[int]:
    """A number that the database gives, and never again."""
    return Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True)


def _where(condition: str) -> dict[str, Any]:
    """Of an index over some of the rows, on both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


IS_FREE = "reserved_by IS NULL"
"""Stands in the queries as it stands in the indexes, so that a plan knows that these serve it."""

lead_list = Table(
    "lead_list",
    metadata,
    Column("id", Text, primary_key=True),
    added_text("project"),
    added_text("campaign"),
    added_text("region"),
    Column("columns", Text, nullable=False, server_default="[]"),
    time_column("created_at"),
)

lead_place = Table(
    "lead_place",
    metadata,
    _own_id(),
    text_column("region"),
    text_column("zones"),
    Index("lead_place_by_text", "region", "zones", unique=True),
)
"""Where people may be: few rows, so that whether it is time to call is asked once for all leads of a place."""

lead = Table(
    "lead",
    metadata,
    _own_id(),
    text_column("list"),
    added_text("project"),
    text_column("number"),
    Column("alternatives", Text, nullable=False, server_default="[]"),
    added_text("name"),
    added_text("language"),
    number_column("place_id"),
    added_number("priority"),
    added_number("shuffle"),
    Column("fields", Text, nullable=False, server_default="{}"),
    text_column("status"),
    added_number("attempts"),
    added_number("number_index"),
    added_text("result"),
    Column("last_attempt_at", UtcTime),
    Column("next_attempt_at", UtcTime),
    added_text("wanted_agent"),
    Column("reserved_by", Text),
    Column("reserved_at", UtcTime),
    added_number("version"),
    time_column("created_at"),
    Index("lead_by_number", "number", "list"),
    Index(
        "lead_due",
        *("list", "status", "place_id", "priority", "next_attempt_at", "id"),
        **_where(f"next_attempt_at IS NOT NULL AND {IS_FREE}"),
    ),
    Index("lead_random", "list", "place_id", "priority", "shuffle", **_where(f"status = 'new' AND {IS_FREE}")),
    Index("lead_reserved", "reserved_by", **_where("reserved_by IS NOT NULL")),
    sqlite_autoincrement=True,
)

lead_reservation = Table(
    "lead_reservation",
    metadata,
    Column("number", Text, primary_key=True),
    number_column("lead_id"),
    text_column("campaign"),
    time_column("reserved_at"),
    Index("lead_reservation_by_lead", "lead_id"),
)
"""The numbers of reserved leads: no two leads with a number in common can be reserved at once."""

do_not_call = Table(
    "do_not_call",
    metadata,
    _own_id(),
    text_column("number"),
    Column("prefix", Boolean, nullable=False, server_default=false()),
    added_text("project"),
    added_text("campaign"),
    added_text("reason"),
    added_text("added_by"),
    time_column("added_at"),
    added_number("attempt_id"),
    Index("do_not_call_by_number", "number", "project", "campaign", unique=True),
    Index("do_not_call_prefixes", "number", **_where("prefix")),
    sqlite_autoincrement=True,
)

consent = Table(
    "consent",
    metadata,
    _own_id(),
    text_column("number"),
    text_column("channel"),
    text_column("purpose"),
    added_text("project"),
    time_column("given_at"),
    added_text("proof"),
    added_text("added_by"),
    Column("withdrawn_at", UtcTime),
    added_text("withdrawn_by"),
    Index("consent_by_number", "number", "channel", "purpose"),
    sqlite_autoincrement=True,
)

attempt = Table(
    "attempt",
    metadata,
    id_column(),
    text_column("campaign"),
    added_text("project"),
    added_text("mode"),
    number_column("lead_id"),
    added_text("list"),
    text_column("number"),
    added_number("attempt"),
    added_text("node"),
    added_text("uniqueid"),
    added_text("trunk"),
    added_text("caller_id"),
    time_column("began_at"),
    Column("ended_at", UtcTime),
    Column("result", Text),
    Column("rang_at", UtcTime),
    Column("picked_up_at", UtcTime),
    Column("reached_at", UtcTime),
    added_number("call_id"),
    Column("agent", Text),
    Column("wait_ms", BigInteger),
    added_text("dial_status"),
    added_number("cause"),
    added_number("sip"),
    added_text("verdict"),
    added_text("verdict_cause"),
    added_number("decision_id"),
    added_text("keys"),
    Index("attempt_by_time", "began_at"),
    Index("attempt_by_campaign", "campaign", "began_at"),
    Index("attempt_by_number", "number", "began_at"),
    Index("attempt_by_lead", "lead_id"),
    Index("attempt_by_call", "call_id"),
    Index("attempt_open", "id", **_where("ended_at IS NULL")),
)

campaign_state = Table(
    "campaign_state",
    metadata,
    id_column(),
    text_column("campaign"),
    text_column("state"),
    text_column("reason"),
    text_column("set_by"),
    time_column("changed_at"),
    Index("campaign_state_by_campaign", "campaign", "changed_at"),
)

pacing_decision = Table(
    "pacing_decision",
    metadata,
    id_column(),
    text_column("campaign"),
    time_column("decided_at"),
    number_column("dialled"),
    text_column("inputs"),
    text_column("reason"),
    Index("pacing_decision_by_campaign", "campaign", "decided_at"),
)

disposition = Table(
    "disposition",
    metadata,
    id_column(),
    number_column("call_id"),
    number_column("attempt_id"),
    number_column("lead_id"),
    text_column("campaign"),
    text_column("agent"),
    text_column("disposition"),
    text_column("note"),
    time_column("given_at"),
    Column("callback_at", UtcTime),
    text_column("callback_agent"),
    Index("disposition_by_time", "given_at"),
    Index("disposition_by_call", "call_id"),
    Index("disposition_by_lead", "lead_id"),
)
