"""Several callers and agents come together in one event: the rules hold, whatever became ready first."""

import itertools

import pytest

from acd.commands import ConnectCaller
from acd.events import NodeAudited
from acd.model.states import CallState, PhoneState
from acd.testing.engine import NODE, Script, passes, script
from tests.scenarios.words import arrives, audit, centre, channel, logs_in

BOTH = {"101": ("sales",), "105": ("support", "sales")}


def phones_away() -> Script:
    """101, idle longest, serves sales, 105 support and sales; a caller in each queue, the one for sales came first."""
    play = script(centre(agents=BOTH))
    phones = (("1001", PhoneState.IN_USE), ("1005", PhoneState.IN_USE))
    assert play >> NodeAudited(NODE, (), phones) >> logs_in("101") >> passes(1) >> logs_in("105")
    assert play >> arrives("c1") >> passes(1) >> arrives("c2", dialled="200") >> passes(1)
    return play


@pytest.mark.parametrize("order", list(itertools.permutations(["1001", "1005"])))
def test_the_first_caller_gets_the_agent_idle_longest_in_whatever_order_phones_are_back(order: tuple[str, ...]) -> None:
    play = phones_away()
    phones = tuple((phone, PhoneState.IDLE) for phone in order)
    connected = play.handle(NodeAudited(NODE, (channel("c1"), channel("c2", dialled="200")), phones))
    pairs = [(c.uniqueid, c.agent) for c in connected if isinstance(c, ConnectCaller)]
    assert pairs == [("c1", "101"), ("c2", "105")]


def test_many_callers_and_agents_at_once() -> None:
    play = script(centre(agents={"101": ("sales",), "102": ("sales", "support"), "103": ("support",)}))
    play >> audit(p1001=PhoneState.IN_USE, p1002=PhoneState.IN_USE, p1003=PhoneState.IN_USE)
    for agent in ("103", "102", "101"):
        play >> logs_in(agent) >> passes(1)
    for caller, dialled in (("c1", "200"), ("c2", "100"), ("c3", "200"), ("c4", "100")):
        play >> arrives(caller, dialled) >> passes(0.1)
    everybody = [channel(c, dialled=d) for c, d in (("c1", "200"), ("c2", "100"), ("c3", "200"), ("c4", "100"))]
    pairs = [(c.uniqueid, c.agent) for c in play.handle(audit(*everybody)) if isinstance(c, ConnectCaller)]
    # Paired together, the three who have waited longest are served, since 102 can take c3 where 101 takes c2.
    assert pairs == [("c1", "103"), ("c2", "101"), ("c3", "102")]
    assert play.call("c4").state is CallState.WAITING
