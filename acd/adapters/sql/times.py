"""Moments as the database's driver takes them: ``datetime`` for PostgreSQL, text for SQLite."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from acd.adapters.sql.columns import ms_to_datetime, ms_to_text

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Makes what the driver takes as a moment."""

    of_ms: Callable[[int], object]  # from UTC milliseconds
    of_text: Callable[[str], object]  # from Asterisk's ``YYYY-MM-DD HH:MM:SS`` (UTC), or empty: no moment

    def if_any(self, time_ms: int | None) -> object:
        return None if time_ms is None else self.of_ms(time_ms)


def _datetime_of(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def _text_of(text: str) -> str | None:
    return datetime.fromisoformat(text).isoformat(" ", "milliseconds")[:23] if text else None


TIMES = {"postgresql": Times(ms_to_datetime, _datetime_of), "sqlite": Times(ms_to_text, _text_of)}
"""By SQLAlchemy's name of the database."""
