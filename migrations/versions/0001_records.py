"""The tables of the records."""

import sqlalchemy as sa
from alembic import op

from acd.adapters.sql.columns import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_call()
    _create_queue_visit()
    _create_offer()
    _create_agent_state()
    _create_cdr()
    _create_cdr_import()


def downgrade() -> None:
    for table in ("cdr_import", "cdr", "agent_state", "offer", "queue_visit", "call"):
        op.drop_table(table)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _time(name: str) -> sa.Column[int]:
    return sa.Column(name, UtcTime(), nullable=False)


def _id() -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, primary_key=True, autoincrement=False)


def _create_call() -> None:
    op.create_table(
        "call",
        _id(),
        _text("node"),
        _text("uniqueid"),
        sa.Column("project", sa.Text()),
        sa.Column("queue", sa.Text()),
        _text("caller_number"),
        _text("caller_name"),
        _text("dialled"),
        _time("arrived_at"),
        sa.Column("answered_at", UtcTime()),
        _time("ended_at"),
        _number("wait_ms"),
        _number("talk_ms"),
        sa.Column("agent", sa.Text()),
        _text("hung_up_by"),
        sa.Column("outcome", sa.Text()),
    )
    op.create_index("call_by_time", "call", ["arrived_at"])
    op.create_index("call_by_queue", "call", ["queue", "arrived_at"])
    op.create_index("call_by_agent", "call", ["agent", "arrived_at"])
    op.create_index("call_by_number", "call", ["caller_number"])
    op.create_index("call_by_uniqueid", "call", ["uniqueid"])


def _create_queue_visit() -> None:
    op.create_table(
        "queue_visit",
        _id(),
        _number("call_id"),
        _text("queue"),
        _text("project"),
        _time("entered_at"),
        _time("ended_at"),
        _number("wait_ms"),
        _text("outcome"),
        sa.Column("agent", sa.Text()),
        _number("offers"),
        sa.Column("within_service_level", sa.Boolean(), nullable=False),
    )
    op.create_index("queue_visit_by_time", "queue_visit", ["entered_at"])
    op.create_index("queue_visit_by_queue", "queue_visit", ["queue", "entered_at"])
    op.create_index("queue_visit_by_call", "queue_visit", ["call_id"])


def _create_offer() -> None:
    op.create_table(
        "offer",
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
    )
    op.create_index("offer_by_time", "offer", ["offered_at"])
    op.create_index("offer_by_agent", "offer", ["agent", "offered_at"])
    op.create_index("offer_by_call", "offer", ["call_id"])


def _create_agent_state() -> None:
    op.create_table(
        "agent_state",
        _id(),
        _text("agent"),
        _text("state"),
        _text("reason"),
        sa.Column("phone", sa.Text()),
        sa.Column("call_id", sa.BigInteger()),
        _time("began_at"),
        _time("ended_at"),
        _number("duration_ms"),
    )
    op.create_index("agent_state_by_time", "agent_state", ["began_at"])
    op.create_index("agent_state_by_agent", "agent_state", ["agent", "began_at"])


def _create_cdr() -> None:
    op.create_table(
        "cdr",
        sa.Column("uniqueid", sa.Text(), primary_key=True),
        sa.Column("node", sa.Text(), primary_key=True),
        sa.Column("sequence", sa.BigInteger(), primary_key=True, autoincrement=False),
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
        sa.Column("start", UtcTime()),
        sa.Column("answer", UtcTime()),
        sa.Column("end", UtcTime()),
        _number("duration"),
        _number("billsec"),
        _text("disposition"),
        _text("amaflags"),
        _text("userfield"),
        _text("peeraccount"),
    )
    op.create_index("cdr_by_time", "cdr", ["start"])
    op.create_index("cdr_by_linkedid", "cdr", ["linkedid"])
    op.create_index("cdr_by_src", "cdr", ["src"])
    op.create_index("cdr_by_dst", "cdr", ["dst"])


def _create_cdr_import() -> None:
    op.create_table(
        "cdr_import",
        sa.Column("node", sa.Text(), primary_key=True),
        sa.Column("file", sa.Text(), primary_key=True),
        _text("fingerprint"),
        _number("position"),
    )
