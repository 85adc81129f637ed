"""A process that records calls until it is killed: ``python -m tests.integration.record_writer FOLDER URL FIRST``.

Each number is written to standard output when its call's facts are safe, that is after ``append`` returned. ``FIRST``
negative: only move what is left to SQL, then end.
"""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from acd.adapters.sql.outbox import Outbox
from acd.adapters.sql.segment_writer import OutboxLimits
from acd.adapters.sql.store import RecordStore
from tests.adapters.sql.samples import CDR, VISIT, numbered_call
from tests.adapters.sql.subjects import QUICK


async def record(folder: Path, url: str, first: int) -> None:
    outbox = Outbox(folder, OutboxLimits(segment_bytes=20_000, sync_interval_s=0.02))
    store = RecordStore(url, outbox, batch_facts=50, times=QUICK)
    if first < 0:
        await store.flush()
        await store.close()
        outbox.close()
        return
    await store.start()
    number = first
    while True:
        call = numbered_call(number)
        cdr = replace(CDR, uniqueid=call.uniqueid, linkedid=call.uniqueid)
        outbox.append([call, replace(VISIT, id=number, call=number), cdr])
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        number += 1
        await asyncio.sleep(0.0005)


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
