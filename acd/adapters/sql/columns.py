"""What the tables are made of: moments, and the usual columns.

Times are real timestamps: ``timestamptz(3)`` on PostgreSQL, UTC text ``YYYY-MM-DD HH:MM:SS.mmm`` on SQLite, which its
date functions read. Inside the program a time stays an integer of milliseconds; ``UtcTime`` converts. Durations are
integers with their unit in the name.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sqlalchemy import BigInteger, Column, Dialect, Integer, MetaData, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
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


def text_column(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def number_column(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def added_text(name: str) -> Column[str]:
    """A column that older rows have without having been told."""
    return Column(name, Text, nullable=False, server_default="")


def added_number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False, server_default="0")


def time_column(name: str) -> Column[int]:
    return Column(name, UtcTime, nullable=False)


def id_column() -> Column[int]:
    """On SQLite a column of this type is the table's own row number, which spares an index."""
    number = BigInteger().with_variant(Integer(), "sqlite")
    return Column("id", number, primary_key=True, autoincrement=False)
