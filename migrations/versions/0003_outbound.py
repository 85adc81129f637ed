"""What outbound calling needs: leads, whom not to call, consent, attempts, and whose call a call is."""

import sqlalchemy as sa
from alembic import op

from acd.adapters.sql.columns import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_Columns = tuple[sa.Column, ...]  # type: ignore[type-arg]  # of several types

_INDEXES: tuple[tuple[str, str, list[str], bool, str], ...] = (  # name, table, columns, unique, which rows
    ("lead_place_by_text", "lead_place", ["region", "zones"], True, ""),
    ("lead_by_number", "lead", ["number", "list"], False, ""),
    (
        "lead_due",
        "lead",
        ["list", "status", "place_id", "priority", "next_attempt_at", "id"],
        False,
        "next_attempt_at IS NOT NULL AND reserved_by IS NULL",
    ),
    (
        "lead_random",
        "lead",
        ["list", "place_id", "priority", "shuffle"],
        False,
        "status = 'new' AND reserved_by IS NULL",
    ),
    ("lead_reserved", "lead", ["reserved_by"], False, "reserved_by IS NOT NULL"),
    ("lead_reservation_by_lead", "lead_reservation", ["lead_id"], False, ""),
    ("do_not_call_by_number", "do_not_call", ["number", "project", "campaign"], True, ""),
    ("do_not_call_prefixes", "do_not_call", ["number"], False, "prefix"),
    ("consent_by_number", "consent", ["number", "channel", "purpose"], False, ""),
    ("attempt_by_time", "attempt", ["began_at"], False, ""),
    ("attempt_by_campaign", "attempt", ["campaign", "began_at"], False, ""),
    ("attempt_by_number", "attempt", ["number", "began_at"], False, ""),
    ("attempt_by_lead", "attempt", ["lead_id"], False, ""),
    ("attempt_by_call", "attempt", ["call_id"], False, ""),
    ("attempt_open", "attempt", ["id"], False, "ended_at IS NULL"),
    ("campaign_state_by_campaign", "campaign_state", ["campaign", "changed_at"], False, ""),
    ("pacing_decision_by_campaign", "pacing_decision", ["campaign", "decided_at"], False, ""),
    ("disposition_by_time", "disposition", ["given_at"], False, ""),
    ("disposition_by_call", "disposition", ["call_id"], False, ""),
    ("disposition_by_lead", "disposition", ["lead_id"], False, ""),
)


def upgrade() -> None:
    for column in _of_call():
        op.add_column("call", column)
    for table, columns in _new_tables().items():
        op.create_table(table, *columns, sqlite_autoincrement=table in ("lead", "do_not_call", "consent"))
    for name, table, names, unique, condition in _INDEXES:
        where = sa.text(condition) if condition else None
        op.create_index(name, table, names, unique=unique, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for table in reversed(_new_tables()):
        op.drop_table(table)
    for column in _of_call():
        op.drop_column("call", column.name)


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _number(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=default)


def _time(name: str) -> sa.Column[int]:
    return sa.Column(name, UtcTime(), nullable=False)


def _maybe_time(name: str) -> sa.Column[int]:
    return sa.Column(name, UtcTime())


def _id(given: bool = True) -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, primary_key=True, autoincrement=not given)


def _of_call() -> _Columns:
    return (_text("campaign", ""), _number("attempt_id", "0"), _number("lead_id", "0"))


def _new_tables() -> dict[str, _Columns]:
    return {
        "lead_list": (
            sa.Column("id", sa.Text(), primary_key=True),
            *(_text(name, "") for name in ("project", "campaign", "region")),
            *(_text("columns", "[]"), _time("created_at")),
        ),
        "lead_place": (_id(given=False), _text("region"), _text("zones")),
        "lead": _lead(),
        "lead_reservation": (
            sa.Column("number", sa.Text(), primary_key=True),
            *(_number("lead_id"), _text("campaign"), _time("reserved_at")),
        ),
        "do_not_call": (
            *(_id(given=False), _text("number")),
            sa.Column("prefix", sa.Boolean(), nullable=False, server_default=sa.false()),
            *(_text(name, "") for name in ("project", "campaign", "reason", "added_by")),
            *(_time("added_at"), _number("attempt_id", "0")),
        ),
        "consent": (
            *(_id(given=False), _text("number"), _text("channel"), _text("purpose"), _text("project", "")),
            *(_time("given_at"), _text("proof", ""), _text("added_by", "")),
            *(_maybe_time("withdrawn_at"), _text("withdrawn_by", "")),
        ),
        "attempt": _attempt(),
        "campaign_state": (
            *(_id(), *(_text(name) for name in ("campaign", "state", "reason", "set_by")), _time("changed_at")),
        ),
        "pacing_decision": (
            *(_id(), _text("campaign"), _time("decided_at"), _number("dialled"), _text("inputs"), _text("reason")),
        ),
        "disposition": (
            *(_id(), *(_number(name) for name in ("call_id", "attempt_id", "lead_id"))),
            *(_text(name) for name in ("campaign", "agent", "disposition", "note")),
            *(_time("given_at"), _maybe_time("callback_at"), _text("callback_agent")),
        ),
    }


def _lead() -> _Columns:
    return (
        *(_id(given=False), _text("list"), _text("project", ""), _text("number"), _text("alternatives", "[]")),
        *(_text("name", ""), _text("language", ""), _number("place_id")),
        *(_number("priority", "0"), _number("shuffle", "0"), _text("fields", "{}"), _text("status")),
        *(_number("attempts", "0"), _number("number_index", "0"), _text("result", "")),
        *(_maybe_time("last_attempt_at"), _maybe_time("next_attempt_at"), _text("wanted_agent", "")),
        *(sa.Column("reserved_by", sa.Text()), _maybe_time("reserved_at"), _number("version", "0")),
        _time("created_at"),
    )


def _attempt() -> _Columns:
    return (
        *(_id(), _text("campaign"), _text("project", ""), _text("mode", ""), _number("lead_id"), _text("list", "")),
        *(_text("number"), _number("attempt", "0")),
        *(_text(name, "") for name in ("node", "uniqueid", "trunk", "caller_id")),
        *(_time("began_at"), _maybe_time("ended_at"), sa.Column("result", sa.Text())),
        *(_maybe_time(name) for name in ("rang_at", "picked_up_at", "reached_at")),
        *(_number("call_id", "0"), sa.Column("agent", sa.Text()), sa.Column("wait_ms", sa.BigInteger())),
        *(_text("dial_status", ""), _number("cause", "0"), _number("sip", "0")),
        *(_text("verdict", ""), _text("verdict_cause", ""), _number("decision_id", "0"), _text("keys", "")),
    )
