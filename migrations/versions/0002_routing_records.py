"""What routing in depth records: transfers, callbacks, voicemail, surveys, configurations, and more about calls."""

import sqlalchemy as sa
from alembic import op

from acd.adapters.sql.columns import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, columns in _added_columns().items():
        for column in columns:
            op.add_column(table, column)
    _index_stays(["began_at", "ended_at"], ["agent", "began_at", "ended_at", "state", "paid", "duration_ms"])
    of_wrap_up = sa.text("state = 'wrap-up'")
    columns_of_wrap_up = ["began_at", "ended_at", "duration_ms", "project", "queue"]
    op.create_index(
        "agent_state_wrap_up", "agent_state", columns_of_wrap_up, sqlite_where=of_wrap_up, postgresql_where=of_wrap_up
    )
    for table, columns in _new_tables().items():
        op.create_table(table, *columns)
        moment = next(column.name for column in columns if isinstance(column.type, UtcTime))
        op.create_index(f"{table}_by_time", table, [moment])
        if any(column.name == "call_id" for column in columns):
            op.create_index(f"{table}_by_call", table, ["call_id"])


def downgrade() -> None:
    for table in reversed(_new_tables()):
        op.drop_table(table)
    op.drop_index("agent_state_wrap_up", "agent_state")
    _index_stays(["began_at"], ["agent", "began_at"])
    for table, columns in _added_columns().items():
        for column in columns:
            op.drop_column(table, column.name)


def _index_stays(by_time: list[str], by_agent: list[str]) -> None:
    """Wider, so that reports read no row of the largest table."""
    for name, columns in ("agent_state_by_time", by_time), ("agent_state_by_agent", by_agent):
        op.drop_index(name, "agent_state")
        op.create_index(name, "agent_state", columns)


def _text(name: str, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=default)


def _number(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default=default)


def _time(name: str) -> sa.Column[int]:
    return sa.Column(name, UtcTime(), nullable=False)


def _id() -> sa.Column[int]:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", number, primary_key=True, autoincrement=False)


def _ids() -> tuple[sa.Column[int], ...]:
    return (_id(), _number("call_id"))


def _optional(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text())


def _added_columns() -> dict[str, tuple[sa.Column, ...]]:  # type: ignore[type-arg]  # of several types
    return {
        "call": (
            _number("transfers", "0"),
            _number("hold_ms", "0"),
            _text("entry", ""),
            _number("priority", "0"),
            sa.Column("csat", sa.BigInteger()),
        ),
        "queue_visit": (
            _number("level", "0"),
            _number("transferred_from", "0"),
            sa.Column("expected_wait_ms", sa.BigInteger()),
            _number("service_level_ms", "0"),
            _text("requires", ""),
            _text("wanted_agent", ""),
            _number("wanted_ms", "0"),
        ),
        "offer": (_number("hold_ms", "0"), _text("end_reason", ""), _text("project", "")),
        "agent_state": (
            sa.Column("paid", sa.Boolean(), nullable=False, server_default=sa.true()),
            _optional("queue"),
            _optional("project"),
            _text("set_by", ""),
        ),
    }


def _new_tables() -> dict[str, tuple[sa.Column, ...]]:  # type: ignore[type-arg]  # of several types
    return {
        "transfer": (
            *_ids(),
            *(_text(name) for name in ("from_agent", "kind", "target_kind", "target")),
            *(_time("started_at"), _time("ended_at"), _text("result"), _optional("queue"), _optional("project")),
        ),
        "callback": (
            *(*_ids(), _text("queue"), _text("number"), _time("asked_at"), _time("place_at"), _time("ended_at")),
            *(_number("attempts"), _text("outcome"), _optional("project")),
        ),
        "voicemail": (
            *(*_ids(), _text("queue"), _optional("agent"), _text("file")),
            *(_number("duration_ms"), _time("recorded_at"), _text("state")),
        ),
        "survey": (
            *(*_ids(), _optional("agent"), _optional("queue"), _text("question")),
            *(sa.Column("answer", sa.BigInteger()), _time("answered_at")),
        ),
        "centre": (_id(), _time("applied_at"), _text("text")),
    }
