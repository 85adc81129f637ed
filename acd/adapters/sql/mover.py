"""Moves facts from the outbox to SQL in batches: read, insert, and only then acknowledge.

A crash or an error anywhere in between means that the batch is done again, which changes nothing in SQL. A fact that
the database refuses for what is in it is found by halving the batch, and set aside; all others go on.
"""

import asyncio
from dataclasses import dataclass

from acd.adapters.sql.codec import KINDS, BadLineError, decode_line
from acd.adapters.sql.database import Database, RefusedFactError
from acd.adapters.sql.outbox import Batch, Outbox
from acd.adapters.sql.rows import Row, Times, fact_row


@dataclass(frozen=True, slots=True)
class _Entry:
    line: bytes
    table: str
    row: Row


@dataclass(frozen=True, slots=True)
class _Refusal:
    line: bytes
    reason: str


class Mover:
    """The one reader of an outbox."""

    def __init__(self, database: Database, outbox: Outbox, batch_facts: int = 500) -> None:
        self._database = database
        self._outbox = outbox
        self._batch_facts = batch_facts

    async def move_batch(self) -> int:
        """Move up to ``batch_facts``; returns how many are done with (0: the outbox is empty).

        Raises DatabaseAwayError, another StoreError when a refused fact cannot be set aside, OSError when the outbox
        cannot be read. Then nothing is acknowledged.
        """
        batch, entries, refusals = await asyncio.to_thread(self._prepare)
        if entries:
            await self._insert(entries, refusals)
        await asyncio.to_thread(self._finish, batch, refusals)
        return len(batch.lines)

    def _prepare(self) -> tuple[Batch, list[_Entry], list[_Refusal]]:
        batch = self._outbox.read(self._batch_facts)
        entries: list[_Entry] = []
        refusals: list[_Refusal] = []
        for line in batch.lines:
            made = _entry(line, self._database.times)
            if isinstance(made, _Entry):
                entries.append(made)
            else:
                refusals.append(made)
        return batch, entries, refusals

    async def _insert(self, entries: list[_Entry], refusals: list[_Refusal]) -> None:
        rows: dict[str, list[Row]] = {}
        for entry in entries:
            rows.setdefault(entry.table, []).append(entry.row)
        try:
            await self._database.insert(rows)
        except RefusedFactError as error:
            if len(entries) == 1:
                refusals.append(_Refusal(entries[0].line, str(error)))
                return
            half = len(entries) // 2
            await self._insert(entries[:half], refusals)
            await self._insert(entries[half:], refusals)

    def _finish(self, batch: Batch, refusals: list[_Refusal]) -> None:
        for refusal in refusals:
            self._outbox.dead_letters.add(refusal.reason, refusal.line)
        self._outbox.acknowledge(batch)


def _entry(line: bytes, times: Times) -> _Entry | _Refusal:
    try:
        fact = decode_line(line)
        return _Entry(line, KINDS[type(fact)], fact_row(fact, times))
    except BadLineError as error:
        return _Refusal(line, str(error))
    except (ValueError, OverflowError):
        return _Refusal(line, "a time that does not exist")
