"""An agent consults an outside number about the caller: its ends, and who wins when two come at once."""

import pytest

from acd.commands import Reply
from acd.events import (
    AgentKeys,
    AgentKeysPressed,
    ConsultEnd,
    HangupRequested,
    JoinFailed,
    NodeConnected,
    OfferAnswered,
    OutsideFailed,
)
from acd.model.channels import Place
from acd.model.facts import CallFact, OfferFact, TransferFact, VisitFact
from acd.model.states import (
    AgentState,
    CallState,
    HungUpBy,
    OfferResult,
    PhoneState,
    TransferKind,
    TransferResult,
    TransferTarget,
)
from acd.model.transfer import Target
from acd.testing.engine import NODE, Script, passes, recorded, unknown
from tests.scenarios.consultations import A_CHANNEL, A, consult, end, talking, transfer
from tests.scenarios.words import (
    adds,
    audit,
    channel,
    connects,
    dials_outside,
    ends_channel,
    hangs_up,
    holds,
    is_gone,
    joins,
    joins_outside,
    logs_out,
    marks,
    phone_is,
    sends_outside,
)

NUMBER = "+74951234567"
OUTSIDE = Target(TransferTarget.EXTERNAL, NUMBER)
X, X_CHANNEL = "x", "PJSIP/trunk-out-9"  # the leg of the one outside
OUTSIDE_ANSWERS = OfferAnswered(NODE, A, X_CHANNEL, X)


def dialling() -> Script:
    """The outside number rings for 101, for 3 s so far."""
    play = talking() >> logs_out("104")
    play >> consult(play, OUTSIDE) << holds("c1", "1001") << dials_outside("c1", "1001", NUMBER)
    play << Reply("r1", "ok", f"call {play.call('c1').id} is on hold, its agent calls external {NUMBER}")
    return play >> passes(3)


def consulting() -> Script:
    """101 has spoken with the one outside for 20 s, about c1 who hears music."""
    return dialling() >> OUTSIDE_ANSWERS >> passes(20)


def conference() -> Script:
    play = consulting()
    play >> end(play, ConsultEnd.CONFERENCE) << adds("c1", A_CHANNEL) << Reply("r1", "ok", unknown())
    return play >> passes(15)


def ended(play: Script) -> bool:
    return not (play.state.calls or play.state.callers or play.state.legs)


def test_the_caller_is_held_while_the_agent_consults() -> None:
    play = consulting()
    assert play.call("c1").state is CallState.HELD
    assert play.agent("101").state is AgentState.TALKING


def test_the_transfer_is_completed() -> None:
    play = consulting()
    play >> end(play, ConsultEnd.COMPLETE) << ends_channel(A_CHANNEL)
    play << Reply("r1", "ok", f"call {play.call('c1').id} is passed on") >> is_gone(A)
    play << joins_outside("c1", X_CHANNEL)
    play << recorded(OfferFact, agent="101", talk_ms=33_000, hold_ms=23_000, end_reason="transfer")
    play << recorded(
        TransferFact,
        from_agent="101",
        kind=TransferKind.ATTENDED,
        target_kind=TransferTarget.EXTERNAL,
        target=NUMBER,
        result=TransferResult.COMPLETED,
    )
    play >> passes(30)
    assert play.call("c1").state is CallState.OUTSIDE
    assert play.agent("101").state is AgentState.READY
    play >> hangs_up("c1") << ends_channel(X_CHANNEL) << recorded(CallFact, agent="101", transfers=1, hold_ms=23_000)
    assert play >> is_gone(X)
    assert len(play.recorded(VisitFact)) == 1
    assert ended(play)


def test_hanging_up_completes_the_transfer() -> None:
    play = consulting() >> is_gone(A) << joins_outside("c1", X_CHANNEL) << transfer(TransferResult.COMPLETED)
    assert play.agent("101").state is AgentState.WRAP_UP
    play >> passes(9) >> HangupRequested(NODE, X) >> is_gone(X) >> is_gone("c1")
    assert play << recorded(CallFact, transfers=1, hung_up_by=HungUpBy.UNKNOWN)
    assert ended(play)


@pytest.mark.parametrize("hangs", [False, True], ids=["by command", "by hanging up"])
def test_left_while_it_rings_the_number_is_called_for_the_caller(hangs: bool) -> None:
    play = dialling()
    play >> (is_gone(A) if hangs else end(play, ConsultEnd.COMPLETE)) << sends_outside("c1", NUMBER)
    if not hangs:
        play << ends_channel(A_CHANNEL) << Reply("r1", "ok", unknown())
        play >> OutsideFailed(NODE, A, OfferResult.NO_ANSWER) >> is_gone(A)  # late
    play >> passes(5) >> OfferAnswered(NODE, "c1", "PJSIP/trunk-out-10", "x2")
    assert play << transfer(TransferResult.COMPLETED, TransferKind.BLIND)
    assert play >> is_gone("c1")
    assert ended(play)


def test_left_while_it_rings_and_nobody_answers_the_caller_comes_back() -> None:
    play = dialling() >> is_gone(A) << sends_outside("c1", NUMBER)
    play >> phone_is("1001", PhoneState.IDLE) >> passes(9)
    play >> OutsideFailed(NODE, "c1", OfferResult.NO_ANSWER) << marks("c1", "sales")
    assert play << connects("c1", "101", unknown()) << transfer(TransferResult.NO_ANSWER, TransferKind.BLIND)


@pytest.mark.parametrize("answered", [False, True])
def test_the_agent_takes_the_caller_back(answered: bool) -> None:
    play = consulting() if answered else dialling()
    play >> end(play, ConsultEnd.CANCEL) << joins("c1", A_CHANNEL, "101")
    if answered:
        play << ends_channel(X_CHANNEL)
    play << Reply("r1", "ok", unknown()) << transfer(TransferResult.CANCELLED)
    assert play >> (is_gone(X) if answered else OUTSIDE_ANSWERS)  # late: the caller was taken back at the same moment
    assert play.call("c1").state is CallState.TALKING
    assert len(play.state.calls) == 1


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (OfferResult.NO_ANSWER, TransferResult.NO_ANSWER),
        (OfferResult.REFUSED, TransferResult.BUSY),
        (OfferResult.UNREACHABLE, TransferResult.FAILED),
    ],
)
def test_who_does_not_answer_gives_the_caller_back(result: OfferResult, told: TransferResult) -> None:
    play = dialling() >> OutsideFailed(NODE, A, result) << joins("c1", A_CHANNEL, "101") << transfer(told)
    assert play.call("c1").state is CallState.TALKING


def test_who_hangs_up_after_answering_gives_the_caller_back() -> None:
    play = consulting() >> is_gone(X)
    assert play << joins("c1", A_CHANNEL, "101") << transfer(TransferResult.TARGET_HUNG_UP)
    assert play.call("c1").state is CallState.TALKING


def test_both_hang_up_the_agent_first() -> None:
    """The caller is on the way to one who is gone."""
    play = consulting() >> is_gone(A) << joins_outside("c1", X_CHANNEL) << transfer(TransferResult.COMPLETED)
    play >> is_gone(X) >> JoinFailed(NODE, "c1") << marks("c1", "sales")
    assert play.call("c1").state is CallState.WAITING


def test_both_hang_up_the_other_first() -> None:
    play = consulting() >> is_gone(X) << joins("c1", A_CHANNEL, "101") >> is_gone(A) >> JoinFailed(NODE, "c1")
    assert play.call("c1").state is CallState.WAITING


@pytest.mark.parametrize("answered", [False, True])
def test_the_caller_who_hangs_up_ends_the_consultation(answered: bool) -> None:
    play = consulting() if answered else dialling()
    play >> hangs_up("c1") << ends_channel(A_CHANNEL)
    if answered:
        play << ends_channel(X_CHANNEL)
    play << transfer(TransferResult.CALLER_GONE) << recorded(CallFact, transfers=0)
    assert play >> is_gone(A) >> is_gone(X)
    assert ended(play)


def test_all_three_then_the_agent_leaves() -> None:
    play = conference() >> is_gone(A) << transfer(TransferResult.COMPLETED)
    assert play.call("c1").state is CallState.OUTSIDE
    assert play >> is_gone(X) >> is_gone("c1") << recorded(CallFact, transfers=1)
    assert ended(play)


def test_all_three_then_the_one_outside_leaves_or_is_asked_to() -> None:
    play = conference() >> is_gone(X) << transfer(TransferResult.TARGET_HUNG_UP)
    assert play.call("c1").state is CallState.TALKING
    play = conference()
    play >> end(play, ConsultEnd.CANCEL) << ends_channel(X_CHANNEL) << Reply("r1", "ok", unknown())
    assert play >> is_gone(X)
    assert play.call("c1").state is CallState.TALKING


def test_nobody_to_make_a_conference_with() -> None:
    play = dialling()
    play >> end(play, ConsultEnd.CONFERENCE)
    refused = f"nobody has answered the agent of call {play.call('c1').id} yet"
    assert play << Reply("r1", "conflict", refused)


def test_a_number_that_is_not_allowed() -> None:
    play = talking()
    play >> consult(play, Target(TransferTarget.EXTERNAL, "+18005551234"))
    assert play << Reply("r1", "conflict", "+18005551234 is none of the numbers that [transfers] outside allows")
    assert play.call("c1").state is CallState.TALKING


def test_from_the_phone() -> None:
    play = talking() >> AgentKeysPressed(NODE, A, AgentKeys.CONSULT, NUMBER)
    play << holds("c1", "1001") << dials_outside("c1", "1001", NUMBER)
    play >> OUTSIDE_ANSWERS >> AgentKeysPressed(NODE, A, AgentKeys.CANCEL, "") << joins("c1", A_CHANNEL, "101")
    play << ends_channel(X_CHANNEL)
    assert play >> AgentKeysPressed(NODE, A, AgentKeys.CONSULT, "+18005551234")


# After a restart, and in audits.

HELD = channel("c1", Place.HELD)
A_TALKS = channel("c1", Place.OUTSIDE, channel=A_CHANNEL, uniqueid=A, bridge="b")
A_DIALS = channel("c1", Place.OUTSIDE, channel=A_CHANNEL, uniqueid=A)
A_ALONE = channel("c1", Place.ASIDE, channel=A_CHANNEL, uniqueid=A)
X_TALKS = channel("c1", Place.ARRIVING, channel=X_CHANNEL, uniqueid=X, bridge="b")


def test_an_audit_leaves_them_alone() -> None:
    assert dialling() >> passes(5) >> audit(HELD, A_DIALS)
    assert consulting() >> audit(HELD, A_TALKS, X_TALKS)


def test_an_audit_hears_of_the_answer_and_of_the_end() -> None:
    play = dialling() >> audit(HELD, A_TALKS, X_TALKS) >> passes(5)
    assert play >> audit(HELD, A_ALONE) << joins("c1", A_CHANNEL, "101") << transfer(TransferResult.TARGET_HUNG_UP)


def test_an_audit_hears_that_nobody_answered() -> None:
    play = dialling() >> audit(HELD, A_ALONE)
    assert play << joins("c1", A_CHANNEL, "101") << transfer(TransferResult.FAILED)


def test_an_audit_hears_of_the_agents_hang_up() -> None:
    kept = channel("c1", Place.ASIDE, channel=X_CHANNEL, uniqueid=X)
    assert consulting() >> audit(HELD, kept) << joins_outside("c1", X_CHANNEL)


def test_an_order_that_was_lost_is_given_again_or_the_caller_is_served() -> None:
    play = consulting() >> is_gone(A) << joins_outside("c1", X_CHANNEL) >> passes(5)
    kept = channel("c1", Place.ASIDE, channel=X_CHANNEL, uniqueid=X)
    play >> audit(HELD, kept) << joins_outside("c1", X_CHANNEL) >> passes(5)
    assert play >> audit(HELD) << marks("c1", "sales") << connects("c1", "101", unknown())


def test_a_restarted_asterisk_has_none_of_them() -> None:
    play = consulting() >> NodeConnected(NODE, restarted=True)
    assert ended(play)
    assert play << ends_channel(A_CHANNEL) << ends_channel(X_CHANNEL) << recorded(CallFact)
