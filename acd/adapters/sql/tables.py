"""The tables of the records, as people read them with their own SQL (docs/records.md explains each column).

There are no foreign keys: an offer is known before the call that it belongs to has ended, so facts arrive in any order.
Those of outbound calling are in ``outbound_tables``; all of them have one ``metadata``.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, text, true
from sqlalchemy.sql.elements import quoted_name

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

call = Table(
    quoted_name("call", quote=True),
    metadata,
    id_column(),
    text_column("node"),
    text_column("uniqueid"),
    Column("project", Text),
    Column("queue", Text),
    text_column("caller_number"),
    text_column("caller_name"),
    text_column("dialled"),
    time_column("arrived_at"),
    Column("answered_at", UtcTime),
    time_column("ended_at"),
    number_column("wait_ms"),
    number_column("talk_ms"),
    Column("agent", Text),
    text_column("hung_up_by"),
    Column("outcome", Text),
    added_number("transfers"),
    added_number("hold_ms"),
    added_text("entry"),
    added_number("priority"),
    Column("csat", BigInteger),
    added_text("campaign"),
    added_number("attempt_id"),
    added_number("lead_id"),
    Index("call_by_time", "arrived_at"),
    Index("call_by_queue", "queue", "arrived_at"),
    Index("call_by_agent", "agent", "arrived_at"),
    Index("call_by_number", "caller_number"),
    Index("call_by_uniqueid", "uniqueid"),
)

queue_visit = Table(
    "queue_visit",
    metadata,
    id_column(),
    number_column("call_id"),
    text_column("queue"),
    text_column("project"),
    time_column("entered_at"),
    time_column("ended_at"),
    number_column("wait_ms"),
    text_column("outcome"),
    Column("agent", Text),
    number_column("offers"),
    Column("within_service_level", Boolean, nullable=False),
    added_number("level"),
    added_number("transferred_from"),
    Column("expected_wait_ms", BigInteger),
    added_number("service_level_ms"),
    added_text("requires"),
    added_text("wanted_agent"),
    added_number("wanted_ms"),
    Index("queue_visit_by_time", "entered_at"),
    Index("queue_visit_by_queue", "queue", "entered_at"),
    Index("queue_visit_by_call", "call_id"),
)

offer = Table(
    "offer",
    metadata,
    id_column(),
    number_column("call_id"),
    number_column("visit_id"),
    text_column("queue"),
    text_column("agent"),
    text_column("phone"),
    time_column("offered_at"),
    time_column("ended_at"),
    number_column("ring_ms"),
    text_column("result"),
    number_column("talk_ms"),
    text_column("reason"),
    added_number("hold_ms"),
    added_text("end_reason"),
    added_text("project"),
    Index("offer_by_time", "offered_at"),
    Index("offer_by_agent", "agent", "offered_at"),
    Index("offer_by_call", "call_id"),
)

IS_WRAP_UP = text("state = 'wrap-up'")
"""Without a parameter, since the plan of a query must know that the index on these stays serves it."""

agent_state = Table(
    "agent_state",
    metadata,
    id_column(),
    text_column("agent"),
    text_column("state"),
    text_column("reason"),
    Column("phone", Text),
    Column("call_id", BigInteger),
    time_column("began_at"),
    time_column("ended_at"),
    number_column("duration_ms"),
    Column("paid", Boolean, nullable=False, server_default=true()),
    Column("queue", Text),
    Column("project", Text),
    added_text("set_by"),
    Index("agent_state_by_time", "began_at", "ended_at"),
    Index("agent_state_by_agent", "agent", "began_at", "ended_at", "state", "paid", "duration_ms"),  # all of a report
    Index(
        "agent_state_wrap_up",
        *("began_at", "ended_at", "duration_ms", "project", "queue"),
        sqlite_where=IS_WRAP_UP,
        postgresql_where=IS_WRAP_UP,
    ),
)

transfer = Table(
    "transfer",
    metadata,
    id_column(),
    number_column("call_id"),
    text_column("from_agent"),
    text_column("kind"),
    text_column("target_kind"),
    text_column("target"),
    time_column("started_at"),
    time_column("ended_at"),
    text_column("result"),
    Column("queue", Text),
    Column("project", Text),
    Index("transfer_by_time", "started_at"),
    Index("transfer_by_call", "call_id"),
)

callback = Table(
    "callback",
    metadata,
    id_column(),
    number_column("call_id"),
    text_column("queue"),
    text_column("number"),
    time_column("asked_at"),
    time_column("place_at"),
    time_column("ended_at"),
    number_column("attempts"),
    text_column("outcome"),
    Column("project", Text),
    Index("callback_by_time", "asked_at"),
    Index("callback_by_call", "call_id"),
)

voicemail = Table(
    "voicemail",
    metadata,
    id_column(),
    number_column("call_id"),
    text_column("queue"),
    Column("agent", Text),
    text_column("file"),
    number_column("duration_ms"),
    time_column("recorded_at"),
    text_column("state"),
    Index("voicemail_by_time", "recorded_at"),
    Index("voicemail_by_call", "call_id"),
)

survey = Table(
    "survey",
    metadata,
    id_column(),
    number_column("call_id"),
    Column("agent", Text),
    Column("queue", Text),
    text_column("question"),
    Column("answer", BigInteger),
    time_column("answered_at"),
    Index("survey_by_time", "answered_at"),
    Index("survey_by_call", "call_id"),
)

centre = Table(
    "centre",
    metadata,
    id_column(),
    time_column("applied_at"),
    text_column("text"),
    Index("centre_by_time", "applied_at"),
)
"""Not a fact: who applies a configuration writes it here, past the outbox, whose lines are short."""

cdr = Table(
    "cdr",
    metadata,
    Column("uniqueid", Text, primary_key=True),  # first, so that the key serves look-ups by it
    Column("node", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    text_column("linkedid"),
    text_column("accountcode"),
    text_column("src"),
    text_column("dst"),
    text_column("dcontext"),
    text_column("clid"),
    text_column("channel"),
    text_column("dstchannel"),
    text_column("lastapp"),
    text_column("lastdata"),
    Column("start", UtcTime),
    Column("answer", UtcTime),
    Column(quoted_name("end", quote=True), UtcTime),
    number_column("duration"),
    number_column("billsec"),
    text_column("disposition"),
    text_column("amaflags"),
    text_column("userfield"),
    text_column("peeraccount"),
    Index("cdr_by_time", "start"),
    Index("cdr_by_linkedid", "linkedid"),
    Index("cdr_by_src", "src"),
    Index("cdr_by_dst", "dst"),
)

cdr_import = Table(
    "cdr_import",
    metadata,
    Column("node", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    text_column("fingerprint"),
    number_column("position"),
)
"""How far each node's own CDR file has been read."""
