"""One run: an Asterisk, a floor of phones and callers, and the daemon while our own way is measured."""

import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from benchmarks.rig.centre import ACD_NUMBER, APP_QUEUE_NUMBER, DIAL_PREFIX, announcing, bench_centre
from benchmarks.rig.daemon import Daemon, running_daemon
from benchmarks.rig.floor import Floor, Ledger
from benchmarks.rig.switch import Switch


class Way(StrEnum):
    """How a caller comes to an agent. Only those of ours have a manager connection, that of their daemon."""

    DIAL = "dial"
    APP_QUEUE = "app_queue"
    ACD = "acd"
    ACD_ANNOUNCING = "acd_announcing"  # every caller hears an announcement from entering to the offer


OURS = (Way.ACD, Way.ACD_ANNOUNCING)


@dataclass(slots=True)
class Bench:
    """An Asterisk and a floor that serve every way in turn."""

    switch: Switch
    floor: Floor
    folder: Path
    faults: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def serving(self, way: Way) -> AsyncIterator[Daemon | None]:
        """``way`` ready to take calls; the daemon is there for its own way only, and so are app_queue's members."""
        self.switch.staff_app_queue(staffed=way == Way.APP_QUEUE)
        if way in OURS:
            centre = announcing(self.switch.centre) if way == Way.ACD_ANNOUNCING else self.switch.centre
            async with running_daemon(self.switch, centre, self.folder / "daemon") as daemon:
                yield daemon
        else:
            yield None

    def dialled(self, way: Way) -> str:
        """What the next caller dials."""
        if way == Way.DIAL:
            return DIAL_PREFIX + self.floor.next_phone()
        return ACD_NUMBER if way in OURS else APP_QUEUE_NUMBER

    def check(self, way: Way, ledger: Ledger, given_up: int = 0) -> None:
        """Note as a fault what was placed but not completed, other than the ``given_up`` waiting at the end."""
        if ledger.completed + given_up < ledger.placed:
            self.faults.append(f"{way}: {ledger.placed} calls placed, {ledger.completed} completed")
        for wire in (self.floor.phones.wire, self.floor.callers.wire):
            if wire.unanswered:
                self.faults.append(f"{way}: no answer to {', '.join(wire.unanswered)}")
                wire.unanswered.clear()


@asynccontextmanager
async def bench(agents: int, talk_s: float, ring_s: float) -> AsyncIterator[Bench]:
    """Everything up in a scratch folder; everything down and gone at the end."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="acd-bench-")))
        switch = Switch(folder / "switch", bench_centre(agents))
        say("starting Asterisk", switch.version)
        switch.start()
        stack.callback(switch.stop)
        switch.add_baselines()
        secrets = {phone: switch.credentials.phones[phone] for phone in switch.centre.phones}
        floor = await stack.enter_async_context(Floor(switch.sip, secrets, talk_s, ring_s).opened())
        yield Bench(switch, floor, folder)


_BEGAN_S = time.monotonic()


def say(*words: object) -> None:
    """Progress, for whoever waits."""
    print(f"[{time.monotonic() - _BEGAN_S:5.0f} s]", *words, file=sys.stderr, flush=True)
