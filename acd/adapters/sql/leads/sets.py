"""What the two databases say differently: a set as one parameter, and moments that come back."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from acd.adapters.sql.columns import datetime_to_ms, text_to_ms
from acd.adapters.sql.database import Database


class Sets:
    """Sets of texts or numbers as one parameter, however many they are, so that a statement is prepared once."""

    def __init__(self, database: Database) -> None:
        self._postgres = database.kind == "postgresql"

    def texts(self, name: str) -> str:
        """To stand after IN; ``name`` is the parameter's, its value is ``value(...)``."""
        return self._rows(name, "text")

    def numbers(self, name: str) -> str:
        return self._rows(name, "bigint")

    def value(self, values: Iterable[str] | Iterable[int]) -> Any:
        found = list(values)
        return found if self._postgres else json.dumps(found)

    def _rows(self, name: str, kind: str) -> str:
        if self._postgres:
            return f"(SELECT unnest(CAST(:{name} AS {kind}[])))"
        return f"(SELECT value FROM json_each(:{name}))"


def to_ms(moment: datetime | str | None) -> int | None:
    """A moment as plain SQL gives it."""
    if moment is None:
        return None
    return text_to_ms(moment) if isinstance(moment, str) else datetime_to_ms(moment)
