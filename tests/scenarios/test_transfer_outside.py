"""Passing a call on to an outside number."""

import pytest

from acd.commands import Reply
from acd.events import (
    AgentKeys,
    AgentKeysPressed,
    CallerSent,
    CallTransferRequested,
    Event,
    NodeConnected,
    OfferAnswered,
    Origin,
    OutsideFailed,
)
from acd.model.channels import Place
from acd.model.facts import CallFact, OfferFact, TransferFact, VisitFact
from acd.model.states import (
    AgentState,
    CallState,
    OfferResult,
    PhoneState,
    TransferResult,
    TransferTarget,
    VisitOutcome,
)
from acd.model.transfer import Target
from acd.testing.engine import NODE, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    audit,
    centre,
    channel,
    connects,
    fetches_back,
    hangs_up,
    is_gone,
    leg,
    logs_in,
    marks,
    phone_is,
    rings,
    sends_outside,
)

ASKED = Origin(request="r1")
NUMBER = "+74951234567"
OUTSIDE_ANSWERS = OfferAnswered(NODE, "c1", "PJSIP/trunk-out-9", "out")


def to_number(play: Script, number: str = NUMBER) -> Event:
    return CallTransferRequested(play.call("c1").id, Target(TransferTarget.EXTERNAL, number), ASKED)


def talking() -> Script:
    """c1 and 101 have talked for 10 s."""
    play = script(centre()) >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    return play >> answers("c1", "1001") >> passes(10)


def sent() -> Script:
    play = talking()
    play >> to_number(play) << sends_outside("c1", NUMBER)
    play << Reply("r1", "ok", f"call {play.call('c1').id} is sent to {NUMBER}")
    play << recorded(OfferFact, agent="101", talk_ms=10_000, end_reason="transfer")
    return play >> is_gone(leg("c1", "1001")) >> phone_is("1001", PhoneState.IDLE)


def test_an_outside_number_answers() -> None:
    play = sent() >> passes(3) >> OUTSIDE_ANSWERS
    play << recorded(TransferFact, target=NUMBER, target_kind=TransferTarget.EXTERNAL, result=TransferResult.COMPLETED)
    assert play.call("c1").state is CallState.OUTSIDE
    assert play.agent("101").state is AgentState.READY
    assert play >> hangs_up("c1") << recorded(CallFact, transfers=1, agent="101", outcome=VisitOutcome.ANSWERED)


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (OfferResult.NO_ANSWER, TransferResult.NO_ANSWER),
        (OfferResult.REFUSED, TransferResult.BUSY),
        (OfferResult.UNREACHABLE, TransferResult.FAILED),
    ],
)
def test_nobody_answers_there_and_the_agent_has_the_caller_again(result: OfferResult, told: TransferResult) -> None:
    play = sent() >> logs_in("102") >> OutsideFailed(NODE, "c1", result)
    assert play << marks("c1", "sales") << connects("c1", "101", unknown()) << recorded(TransferFact, result=told)


def test_the_caller_hangs_up_while_it_rings() -> None:
    play = sent() >> hangs_up("c1") << recorded(TransferFact, result=TransferResult.CALLER_GONE)
    assert play << recorded(CallFact, transfers=0)


def test_asterisk_restarts_meanwhile() -> None:
    play = sent() >> OUTSIDE_ANSWERS >> NodeConnected(NODE, restarted=True)
    assert play << recorded(CallFact)


def test_an_audit_finds_the_caller_waiting_again() -> None:
    play = sent() >> logs_in("101", ready=False) >> passes(5) >> audit(channel("c1"))
    assert play << marks("c1", "sales")
    assert play >> audit(channel("c1", Place.WAITING))


def test_an_audit_leaves_them_alone() -> None:
    play = sent() >> OUTSIDE_ANSWERS >> passes(5) >> audit(channel("c1", Place.OUTSIDE, bridge="b"))
    assert play.call("c1").state is CallState.OUTSIDE


def test_a_supervisor_sends_one_who_waits() -> None:
    play = script(centre()) >> arrives("c1") >> passes(5)
    play >> to_number(play) << sends_outside("c1", NUMBER) << Reply("r1", "ok", unknown())
    assert play << recorded(VisitFact, outcome=VisitOutcome.EXTERNAL, wait_ms=5_000)
    assert play >> OutsideFailed(NODE, "c1", OfferResult.NO_ANSWER) << marks("c1", "sales")


@pytest.mark.parametrize("number", ["+18005551234", "112", "12", "evil"])
def test_numbers_that_are_not_allowed(number: str) -> None:
    play = talking()
    play >> to_number(play, number)
    [reply] = [command for command in play.commands if isinstance(command, Reply)]
    assert reply.code in ("conflict", "not_found")
    assert play << reply
    assert play.call("c1").state is CallState.TALKING


def test_from_the_phone() -> None:
    play = talking() >> AgentKeysPressed(NODE, leg("c1", "1001"), AgentKeys.BLIND, NUMBER)
    assert play << sends_outside("c1", NUMBER)
    play = talking() >> CallerSent(NODE, "PJSIP/trunk-c1", "c1", NUMBER) << sends_outside("c1", NUMBER)
    play = talking() >> CallerSent(NODE, "PJSIP/trunk-c1", "c1", "+18005551234") << marks("c1", "sales")
    assert play << fetches_back("c1")
