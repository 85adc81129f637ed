"""A changed centre takes effect in the engine and in Asterisk, or in neither."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from acd.bootstrap.live_centre import LiveCentre
from acd.config.centre import load_centre
from acd.config.home import Home
from acd.engine.engine import Engine
from acd.errors import PlatformError
from acd.events import CallArrived, NodeAudited, NodeConnected
from acd.model.centre import Centre, Number, Project, Queue
from acd.runtime.clock import SystemClock
from acd.runtime.journal import Journal
from acd.runtime.loop import Runtime
from acd.testing.campaigns import FakeCampaignRecords
from acd.testing.facts import FakeRecords
from acd.testing.lead_book import FakeLeadBook

OLD = Centre(
    projects={"demo": Project("demo", "Demo")},
    queues={"sales": Queue("sales", "Sales", "demo")},
    numbers={"700": Number("700", "sales")},
)
NEW = Centre(
    projects={"demo": Project("demo", "Demo")},
    queues={"help": Queue("help", "Help", "demo")},
    numbers={"700": Number("700", "help")},
)


class Switch:
    """Asterisk's side: remembers the centres it was given, and refuses when told to."""

    def __init__(self) -> None:
        self.given: list[Centre] = []
        self.refusal = ""

    def provision(self, centre: Centre) -> None:
        if self.refusal:
            raise PlatformError(self.refusal)
        self.given.append(centre)


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture
async def live(tmp_path: Path, switch: Switch) -> AsyncIterator[LiveCentre]:
    engine = Engine()
    journal = Journal(tmp_path / "journal", lambda: engine.state)
    runtime = Runtime(engine, SystemClock(), journal, FakeRecords(), on_bug=lambda error: None)
    home = Home(tmp_path)
    live = LiveCentre(runtime, home, switch.provision, dict, FakeRecords(), FakeCampaignRecords(), FakeLeadBook())
    assert (await live.apply(OLD)).code == "ok"
    yield live
    runtime.stop()
    journal.close()


async def test_what_is_applied_is_in_effect_everywhere_and_kept(live: LiveCentre, switch: Switch) -> None:
    reply = await live.apply(NEW)
    assert reply.code == "ok"
    assert live.centre() == NEW
    assert switch.given[-1] == NEW
    assert load_centre(live.home.centre_file) == NEW


async def test_what_asterisk_refuses_is_in_effect_nowhere(live: LiveCentre, switch: Switch) -> None:
    switch.refusal = "disk full"
    reply = await live.apply(NEW)
    assert (reply.code, "disk full" in reply.text) == ("unavailable", True)
    assert live.centre() == OLD
    assert load_centre(live.home.centre_file) == OLD


async def test_a_queue_with_callers_is_not_taken_away(live: LiveCentre, switch: Switch) -> None:
    for event in (
        NodeConnected("main", True),
        NodeAudited("main", (), ()),
        CallArrived("main", "PJSIP/trunk-1", "1.1", "123", "", "700"),
    ):
        live.runtime.post(event)
    reply = await live.apply(NEW)
    assert (reply.code, "sales" in reply.text) == ("conflict", True)
    assert live.centre() == OLD
    assert switch.given == [OLD]
