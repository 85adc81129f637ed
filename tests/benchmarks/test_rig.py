"""A short run of the rig on a real Asterisk."""

import asyncio

import pytest

from benchmarks.rig.bench import Bench, Way, bench

pytestmark = pytest.mark.integration

TALK_S, RING_S = 0.2, 0.02


@pytest.mark.parametrize("way", list(Way))
async def test_every_call_is_served_and_counted(way: Way) -> None:
    async with bench(4, TALK_S, RING_S) as rig:
        async with rig.serving(way), rig.floor.arrive(lambda: rig.dialled(way), rate=8) as ledger:
            await _until_completed(rig, 4)
        assert ledger.placed == ledger.rang == ledger.connected == ledger.completed
        assert ledger.unserved == 0
        assert len(ledger.placed_to_ring_ms) == ledger.placed
        rig.check(way, ledger)
        assert rig.faults == []
        rig.check(way, ledger, given_up=-1)  # as if one had vanished
        assert rig.faults == [f"{way}: {ledger.placed} calls placed, {ledger.completed} completed"]


async def test_freed_phones_are_timed_while_callers_wait() -> None:
    async with bench(2, TALK_S, RING_S) as rig:
        way = Way.APP_QUEUE
        async with rig.serving(way), rig.floor.keep_waiting(lambda: rig.dialled(way), depth=2) as ledger:
            await _until_completed(rig, 5)
        timed = ledger.freed_to_ring_ms
        assert timed
        assert min(timed) > 0
        assert ledger.unserved <= 2


async def _until_completed(rig: Bench, calls: int) -> None:
    async with asyncio.timeout(20):
        while True:
            if rig.floor.ledger.completed >= calls:
                return
            await asyncio.sleep(0.02)
