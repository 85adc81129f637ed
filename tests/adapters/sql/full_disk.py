"""A process whose every file may grow to 100 kB only, outbox and SQLite alike, until the limit is lifted."""

import asyncio
import resource
import signal
import sys
from pathlib import Path

from acd.adapters.sql.outbox import Outbox
from acd.adapters.sql.segment_writer import OutboxLimits
from acd.adapters.sql.store import RecordStore
from tests.adapters.sql.samples import numbered_call
from tests.adapters.sql.subjects import QUICK, until

CALLS = 2_000


async def record(folder: Path) -> None:
    outbox = Outbox(folder / "outbox", OutboxLimits(sync_interval_s=0.02))
    store = RecordStore(f"sqlite:///{folder}/acd.db", outbox, batch_facts=100, times=QUICK)
    await store.flush()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    await store.start()
    for number in range(CALLS):
        outbox.append([numbered_call(number)])
        if number % 100 == 0:
            await asyncio.sleep(0.01)
    await until(lambda: store.health().failures >= 3)
    health = store.health()
    sys.stdout.write(f"{health.outbox.waiting_facts} {health.outbox.problem}\n{health.problem}\n")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await until(lambda: store.health().ok and not outbox.health().backlog_facts)
    await store.close()
    outbox.close()


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1])))
