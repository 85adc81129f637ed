"""Moves facts from the outbox to SQL in batches: read, insert, and only then acknowledge.

A crash or an error anywhere in between means that the batch is done again, which changes nothing in SQL. A fact that
the database refuses for what is in it is set aside; all others go on.
"""

import asyncio
import logging

from acd.adapters.sql.codec import BadLineError, decode_line
from acd.adapters.sql.database import Database
from acd.adapters.sql.inserting import Entry, Refusal, insert_entries, make_entry
from acd.adapters.sql.outbox import Batch, Outbox
from acd.adapters.sql.times import Times

_log = logging.getLogger(__name__)


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
        if batch.nothing:
            return 0
        refusals += await insert_entries(self._database, entries)
        await asyncio.to_thread(self._finish, batch, refusals)
        return len(batch.lines)

    def _prepare(self) -> tuple[Batch, list[Entry], list[Refusal]]:
        batch = self._outbox.read(self._batch_facts)
        made = [_read_line(line, self._database.times) for line in batch.lines]
        entries = [entry for entry in made if isinstance(entry, Entry)]
        return batch, entries, [refusal for refusal in made if isinstance(refusal, Refusal)]

    def _finish(self, batch: Batch, refusals: list[Refusal]) -> None:
        for refusal in refusals:
            self._outbox.dead_letters.add(refusal.reason, refusal.line)
        if refusals:
            reasons = ", ".join(sorted({refusal.reason for refusal in refusals}))
            _log.warning(
                "facts that no database takes were set aside", extra={"facts": len(refusals), "reasons": reasons}
            )
        self._outbox.acknowledge(batch)


def _read_line(line: bytes, times: Times) -> Entry | Refusal:
    try:
        return make_entry(line, decode_line(line), times)
    except BadLineError as error:
        return Refusal(line, str(error))
