"""The caller hangs up in every state; hang-up against answer in both orders; who hung up."""

from acd.commands import HangUp, Reply
from acd.events import CallHangupRequested, Origin
from acd.model.centre import Message
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.states import AgentState, HungUpBy, OfferResult, VisitOutcome
from acd.testing.engine import NODE, NOON_MS, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    hangs_up,
    is_gone,
    leg,
    logs_in,
    rings,
    tells,
)


def test_while_waiting() -> None:
    play = script(centre())
    assert (
        play
        >> arrives("c1")
        >> passes(7)
        >> hangs_up("c1")
        << recorded(VisitFact, wait_ms=7_000, outcome=VisitOutcome.ABANDONED, agent=None, offers=0)
        << recorded(
            CallFact, uniqueid="c1", outcome=VisitOutcome.ABANDONED, hung_up_by=HungUpBy.CALLER, answered_ms=None,
            agent=None, ended_ms=NOON_MS + 7_000,
        )
    )  # fmt: skip
    assert not play.state.calls
    assert not play.state.callers


def test_while_a_phone_rings() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> passes(3)
        >> hangs_up("c1")
        << recorded(OfferFact, result=OfferResult.CALLER_GONE)
        << recorded(VisitFact, wait_ms=3_000, outcome=VisitOutcome.ABANDONED, offers=1)
        << recorded(CallFact, outcome=VisitOutcome.ABANDONED, hung_up_by=HungUpBy.CALLER)
    )
    assert play.agent("101").state is AgentState.READY


def test_while_talking_by_either_side() -> None:
    for ending, by in ((caller_hangs_up, HungUpBy.CALLER), (agent_hangs_up, HungUpBy.AGENT)):
        play = script(centre())
        assert (
            play
            >> logs_in("101")
            >> arrives("c1")
            << connects("c1", "101", unknown())
            >> rings("1001")
            >> answers("c1", "1001")
            >> passes(5)
            >> ending("c1", "1001")
            << recorded(OfferFact, result=OfferResult.ANSWERED, talk_ms=5_000)
            << recorded(CallFact, hung_up_by=by, outcome=VisitOutcome.ANSWERED, agent="101")
        )
        assert not play.state.calls
        assert not play.state.legs
        assert play.agent("101").state is AgentState.READY


def test_while_a_last_message_plays() -> None:
    play = script(centre())
    assert (
        play
        >> arrives("c1", dialled="999")
        << tells("c1", Message.NO_SERVICE)
        >> passes(2)
        >> hangs_up("c1")
        << recorded(CallFact, outcome=None, queue=None, project=None, hung_up_by=HungUpBy.SYSTEM)
    )
    assert not play.recorded(VisitFact)


def test_a_hang_up_before_the_answer_wins() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> hangs_up("c1")
        << recorded(CallFact, outcome=VisitOutcome.ABANDONED)
        >> answers("c1", "1001")
        >> is_gone(leg("c1", "1001"))
    )
    assert play.agent("101").state is AgentState.READY
    assert play.state.ignored == {"answer without a call": 1}


def test_an_answer_before_the_hang_up_counts_as_answered() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> hangs_up("c1")
        << recorded(OfferFact, result=OfferResult.ANSWERED, talk_ms=0)
        << recorded(CallFact, outcome=VisitOutcome.ANSWERED)
    )


def test_the_agent_is_free_before_the_callers_channel_has_ended() -> None:
    play = script(centre())
    assert (
        play
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> arrives("c2")
        >> agent_hangs_up("c1", "1001")[:3]
        << connects("c2", "101", unknown())
        >> is_gone("c1")
        << recorded(CallFact, uniqueid="c1", hung_up_by=HungUpBy.AGENT)
    )


def test_a_callers_channel_that_outlives_the_conversation_is_left_alone() -> None:
    """The agent's phone may have transferred the caller, who then talks to somebody we know nothing of."""
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> agent_hangs_up("c1", "1001")[:3]
        >> passes(3_600)
        >> is_gone("c1")
        << recorded(CallFact)
        >> passes(60)
    )


def test_an_administrator_ends_a_call() -> None:
    play = script(centre())
    play >> arrives("c1")
    assert (
        play
        >> CallHangupRequested(play.call("c1").id, Origin(request="7"))
        << HangUp(NODE, "PJSIP/trunk-c1")
        << Reply("7", "ok", f"call {play.call('c1').id} is being hung up")
        >> is_gone("c1")
        << recorded(CallFact, hung_up_by=HungUpBy.SYSTEM, outcome=VisitOutcome.ABANDONED)
    )


def test_a_call_that_is_not_there_cannot_be_ended() -> None:
    assert (
        script(centre())
        >> CallHangupRequested(5, Origin(request="8"))
        << Reply("8", "not_found", "call 5 is not live")
    )  # fmt: skip


def test_nobody_said_who_hung_up_a_conversation() -> None:
    assert (
        script(centre())
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> is_gone("c1")
        << recorded(CallFact, hung_up_by=HungUpBy.UNKNOWN)
    )
