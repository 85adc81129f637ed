"""Small centres with a campaign, for the tests of outbound calling in virtual time."""

from dataclasses import dataclass, field, replace
from typing import Any

from acd.model.campaigns import AnsweringMachines, CallerId, Campaign, CampaignList, CampaignMode, Retry
from acd.model.centre import Centre
from acd.model.facts import Fact
from acd.model.leads import AttemptResult
from acd.model.numbers import Trunk
from acd.sim.callers import Caller
from acd.sim.dialing.callees import Callees, Share
from acd.sim.distributions import Fixed
from acd.sim.scenario import MONDAY_MS, MS_PER_HOUR, SURE, Detection, Dialled, Scenario, Staff
from acd.sim.world import World
from tests.sim.scenarios import centre

NINE_MS = MONDAY_MS + 9 * MS_PER_HOUR
ONCE = dict.fromkeys(AttemptResult, Retry(60_000, 1))  # no lead is dialled again
EVERYBODY = Callees(Share(mean=1.0, swing=0.0), machines=0.0, bad=0.0, talk=Fixed(60), wrap_up=Fixed(10))
NOBODY = Callees(Share(mean=0.0, swing=0.0), machines=0.0, bad=0.0)
MACHINES = Callees(Share(mean=0.0, swing=0.0), machines=1.0, bad=0.0)
WRONG = Callees(Share(mean=0.0, swing=0.0), machines=0.0, bad=1.0)


def calling(agents: int, mode: CampaignMode = CampaignMode.PROGRESSIVE, **more: Any) -> Centre:
    """All agents serve the campaign "spring"; machines are looked for."""
    values: dict[str, Any] = {
        "queue": "sales",
        "abandoned_message": "sorry",
        "machines": AnsweringMachines(),
        "retries": ONCE,
        **more,
    }
    spring = Campaign(
        "spring", "Spring", "shop", mode, (CampaignList("spring"),), ("out",), (CallerId("+442070000000"),), **values
    )
    of = centre(agents, wrap_up_ms=3_600_000)
    return replace(of, trunks={"out": Trunk("out", "main", (), "carrier")}, campaigns={"spring": spring})


def outbound(
    of: Centre,
    leads: int,
    callees: Callees,
    hours: float = 1.0,
    detection: Detection = SURE,
    **more: Any,
) -> Scenario:
    return Scenario(
        centre=of,
        length_ms=round(hours * MS_PER_HOUR),
        dialled=(Dialled("spring", leads, callees, detection),),
        staff=tuple(Staff(agent) for agent in of.agents),
        begins_ms=NINE_MS,
        replications=1,
        **more,
    )


@dataclass
class Diary:
    facts: list[Fact] = field(default_factory=list)

    def arrived(self, caller: Caller, blocked: bool) -> None:
        pass

    def recorded(self, fact: Fact) -> None:
        self.facts.append(fact)

    def of(self, kind: type) -> list[Any]:
        return [fact for fact in self.facts if isinstance(fact, kind)]


def lived(of: Scenario) -> tuple[Diary, World]:
    """To the end, with the engine's invariants checked after every event."""
    diary = Diary()
    world = World(of, "1", diary, check=True)
    for _ in world.run():
        pass
    assert not world.engine.state.calls
    assert not world.engine.state.attempts
    assert not world.channels
    return diary, world
