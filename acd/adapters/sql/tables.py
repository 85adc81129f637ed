"""The tables of the records, as people read them with their own SQL (docs/records.md explains each column).

Times are real timestamps: ``timestamptz(3)`` on PostgreSQL, UTC text ``YYYY-MM-DD HH:MM:SS.mmm`` on SQLite, which its
date functions read. Inside the program a time stays an integer of milliseconds; ``UtcTime`` converts. Durations are
integers with their unit in the name. There are no foreign keys: an offer is known before the call that it belongs to
has ended, so facts arrive in any order.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sqlalchemy import BigInteger, Boolean, Column, Dialect, Index, Integer, MetaData, Table, Text, text, true
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def ms_to_datetime(time_ms: int) -> datetime:
    """Exact, unlike a division by 1000. Raises OverflowError outside the years 1 to 9999."""
    return _EPOCH + timedelta(milliseconds=time_ms)


def datetime_to_ms(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def ms_to_text(time_ms: int) -> str:
    """``2026-11-23 14:08:00.125`` (UTC). Raises OverflowError outside the years 1 to 9999."""
    return f"{_second_text(time_ms // 1000)}.{time_ms % 1000:03d}"


def text_to_ms(text: str) -> int:
    """The inverse of ``ms_to_text``; also reads whole seconds, as Asterisk writes them. Raises ValueError."""
    return datetime_to_ms(datetime.fromisoformat(text).replace(tzinfo=UTC))


@lru_cache(maxsize=4096)
def _second_text(second: int) -> str:
    return (_EPOCH + timedelta(seconds=second)).isoformat(" ")[:19]


class UtcTime(TypeDecorator[int]):
    """A column of moments; UTC milliseconds in Python."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True, precision=3))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> datetime | str | None:
        if value is None:
            return None
        return ms_to_datetime(value) if dialect.name == "postgresql" else ms_to_text(value)

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> int | None:
        if isinstance(value, str):
            return text_to_ms(value)
        return None if value is None else datetime_to_ms(value)


metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _added_text(name: str) -> Column[str]:
    """A column that older rows have without having been told."""
    return Column(name, Text, nullable=False, server_default="")


def _added_number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default="0")


def _time(name: str) -> Column[int]:
    return Column(name, UtcTime, nullable=False)


def _id() -> Column[int]:
    """On SQLite a column of this type is the table's own row number, which spares an index."""
    number = BigInteger().with_variant(Integer(), "sqlite")
    return Column("id", number, primary_key=True, autoincrement=False)


call = Table(
    quoted_name("call", quote=True),
    metadata,
    _id(),
    _text("node"),
    _text("uniqueid"),
    Column("project", Text),
    Column("queue", Text),
    _text("caller_number"),
    _text("caller_name"),
    _text("dialled"),
    _time("arrived_at"),
    Column("answered_at", UtcTime),
    _time("ended_at"),
    _number("wait_ms"),
    _number("talk_ms"),
    Column("agent", Text),
    _text("hung_up_by"),
    Column("outcome", Text),
    _added_number("transfers"),
    _added_number("hold_ms"),
    _added_text("entry"),
    _added_number("priority"),
    Column("csat", BigInteger),
    Index("call_by_time", "arrived_at"),
    Index("call_by_queue", "queue", "arrived_at"),
    Index("call_by_agent", "agent", "arrived_at"),
    Index("call_by_number", "caller_number"),
    Index("call_by_uniqueid", "uniqueid"),
)

queue_visit = Table(
    "queue_visit",
    metadata,
    _id(),
    _number("call_id"),
    _text("queue"),
    _text("project"),
    _time("entered_at"),
    _time("ended_at"),
    _number("wait_ms"),
    _text("outcome"),
    Column("agent", Text),
    _number("offers"),
    Column("within_service_level", Boolean, nullable=False),
    _added_number("level"),
    _added_number("transferred_from"),
    Column("expected_wait_ms", BigInteger),
    _added_number("service_level_ms"),
    _added_text("requires"),
    _added_text("wanted_agent"),
    _added_number("wanted_ms"),
    Index("queue_visit_by_time", "entered_at"),
    Index("queue_visit_by_queue", "queue", "entered_at"),
    Index("queue_visit_by_call", "call_id"),
)

offer = Table(
    "offer",
    metadata,
    _id(),
    _number("call_id"),
    _number("visit_id"),
    _text("queue"),
    _text("agent"),
    _text("phone"),
    _time("offered_at"),
    _time("ended_at"),
    _number("ring_ms"),
    _text("result"),
    _number("talk_ms"),
    _text("reason"),
    _added_number("hold_ms"),
    _added_text("end_reason"),
    _added_text("project"),
    Index("offer_by_time", "offered_at"),
    Index("offer_by_agent", "agent", "offered_at"),
    Index("offer_by_call", "call_id"),
)

IS_WRAP_UP = text("state = 'wrap-up'")
"""Without a parameter, since the plan of a query must know that the index on these stays serves it."""

agent_state = Table(
    "agent_state",
    metadata,
    _id(),
    _text("agent"),
    _text("state"),
    _text("reason"),
    Column("phone", Text),
    Column("call_id", BigInteger),
    _time("began_at"),
    _time("ended_at"),
    _number("duration_ms"),
    Column("paid", Boolean, nullable=False, server_default=true()),
    Column("queue", Text),
    Column("project", Text),
    _added_text("set_by"),
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
    _id(),
    _number("call_id"),
    _text("from_agent"),
    _text("kind"),
    _text("target_kind"),
    _text("target"),
    _time("started_at"),
    _time("ended_at"),
    _text("result"),
    Column("queue", Text),
    Column("project", Text),
    Index("transfer_by_time", "started_at"),
    Index("transfer_by_call", "call_id"),
)

callback = Table(
    "callback",
    metadata,
    _id(),
    _number("call_id"),
    _text("queue"),
    _text("number"),
    _time("asked_at"),
    _time("place_at"),
    _time("ended_at"),
    _number("attempts"),
    _text("outcome"),
    Column("project", Text),
    Index("callback_by_time", "asked_at"),
    Index("callback_by_call", "call_id"),
)

voicemail = Table(
    "voicemail",
    metadata,
    _id(),
    _number("call_id"),
    _text("queue"),
    Column("agent", Text),
    _text("file"),
    _number("duration_ms"),
    _time("recorded_at"),
    _text("state"),
    Index("voicemail_by_time", "recorded_at"),
    Index("voicemail_by_call", "call_id"),
)

survey = Table(
    "survey",
    metadata,
    _id(),
    _number("call_id"),
    Column("agent", Text),
    Column("queue", Text),
    _text("question"),
    Column("answer", BigInteger),
    _time("answered_at"),
    Index("survey_by_time", "answered_at"),
    Index("survey_by_call", "call_id"),
)

centre = Table(
    "centre",
    metadata,
    _id(),
    _time("applied_at"),
    _text("text"),
    Index("centre_by_time", "applied_at"),
)
"""Not a fact: who applies a configuration writes it here, past the outbox, whose lines are short."""

cdr = Table(
    "cdr",
    metadata,
    Column("uniqueid", Text, primary_key=True),  # first, so that the key serves look-ups by it
    Column("node", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    _text("linkedid"),
    _text("accountcode"),
    _text("src"),
    _text("dst"),
    _text("dcontext"),
    _text("clid"),
    _text("channel"),
    _text("dstchannel"),
    _text("lastapp"),
    _text("lastdata"),
    Column("start", UtcTime),
    Column("answer", UtcTime),
    Column(quoted_name("end", quote=True), UtcTime),
    _number("duration"),
    _number("billsec"),
    _text("disposition"),
    _text("amaflags"),
    _text("userfield"),
    _text("peeraccount"),
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
    _text("fingerprint"),
    _number("position"),
)
"""How far each node's own CDR file has been read."""
