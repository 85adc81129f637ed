"""A consultation of agent 101 with 104 about the caller c1, as scenarios begin with it."""

from acd.commands import Reply
from acd.events import (
    ConsultEnd,
    ConsultEndRequested,
    ConsultRequested,
    Event,
    Origin,
)
from acd.model.facts import TransferFact
from acd.model.states import (
    TransferKind,
    TransferResult,
    TransferTarget,
)
from acd.model.transfer import Target
from acd.testing.engine import Recorded, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    adds,
    answers,
    arrives,
    centre,
    connects,
    consults,
    holds,
    leg,
    leg_channel,
    logs_in,
    rings,
)

ASKED = Origin(request="r1")
A, T = leg("c1", "1001"), leg("c1-1001", "1004")  # uniqueids of the legs of 101 and of 104, whom 101 consults
A_CHANNEL, T_CHANNEL = leg_channel("c1", "1001"), leg_channel("c1-1001", "1004")


def consult(play: Script, target: Target) -> Event:
    return ConsultRequested(play.call("c1").id, target, ASKED)


def end(play: Script, how: ConsultEnd) -> Event:
    return ConsultEndRequested(play.call("c1").id, how, ASKED)


AGENT_104 = Target(TransferTarget.AGENT, "104")
SUPPORT = Target(TransferTarget.QUEUE, "support")


def talking() -> Script:
    """c1 and 101 have talked for 10 s; 104 is ready."""
    play = script(centre(sales={"wrap_up_ms": 5_000}, support={"wrap_up_ms": 9_000}))
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    return play >> answers("c1", "1001") >> passes(10) >> logs_in("104")


def ringing(target: Target = AGENT_104, offer: object = None) -> Script:
    """The phone of 104 rings for 101, for 3 s so far."""
    play = talking()
    number = offer if offer is not None else unknown()
    play >> consult(play, target) << holds("c1", "1001")
    replied, called = Reply("r1", "ok", unknown()), consults("c1", "1001", "104", number)
    for expected in (called, replied) if target is AGENT_104 else (replied, called):
        play << expected
    return play >> rings("1004") >> passes(3)


def consulting(target: Target = AGENT_104) -> Script:
    """101 has spoken with 104 for 20 s, about c1 who hears music."""
    return ringing(target) >> answers("c1-1001", "1004") >> passes(20)


def transfer(result: TransferResult, kind: TransferKind = TransferKind.ATTENDED) -> Recorded:
    return recorded(TransferFact, from_agent="101", result=result, kind=kind)


def conference() -> Script:
    play = consulting()
    play >> end(play, ConsultEnd.CONFERENCE) << adds("c1", A_CHANNEL) << Reply("r1", "ok", unknown())
    return play >> passes(15)
