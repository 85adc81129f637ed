"""Passing a call on without speaking to the target first."""

from dataclasses import replace

import pytest

from acd.commands import Reply
from acd.events import CallerJoined, CallerSent, CallTransferRequested, Event, LegHeld, NodeLost, Origin
from acd.model.channels import Place
from acd.model.facts import CallFact, OfferFact, TransferFact, VisitFact
from acd.model.states import (
    AgentState,
    CallState,
    OfferResult,
    TransferKind,
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
    caller_hangs_up,
    centre,
    channel,
    connects,
    fetches_back,
    hangs_up,
    is_gone,
    is_ready,
    leg,
    logs_in,
    marks,
    returns,
    rings,
)

ASKED = Origin(request="r1")


def to_queue(call: int, queue: str) -> Event:
    return CallTransferRequested(call, Target(TransferTarget.QUEUE, queue), ASKED)


def talking() -> Script:
    """c1 waited 3 s in sales and has talked with 101 for 20 s."""
    play = script(centre(sales={"wrap_up_ms": 5_000}))
    play >> arrives("c1") >> passes(3) >> logs_in("101") << connects("c1", "101", unknown()) >> rings("1001")
    return play >> answers("c1", "1001") >> passes(20)


def test_the_caller_waits_in_the_other_queue_and_the_agent_is_free() -> None:
    play = talking()
    call = play.call("c1").id
    assert (
        play
        >> to_queue(call, "support")
        << marks("c1", "support")
        << Reply("r1", "ok", f"call {call} waits for queue support")
        << fetches_back("c1")
        << recorded(OfferFact, agent="101", result=OfferResult.ANSWERED, talk_ms=20_000, end_reason="transfer")
        << recorded(
            TransferFact,
            call=call,
            from_agent="101",
            kind=TransferKind.BLIND,
            target_kind=TransferTarget.QUEUE,
            target="support",
            queue="sales",
            result=TransferResult.COMPLETED,
        )
    )
    assert play.call("c1").state is CallState.WAITING
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> is_gone(leg("c1", "1001"))


def test_the_next_agent_has_his_own_talk_time_and_the_visits_are_linked() -> None:
    play = talking()
    play >> logs_in("104") >> to_queue(play.call("c1").id, "support") << marks("c1", "support")
    assert (
        play
        << Reply("r1", "ok", unknown())
        << connects("c1", "104", unknown())
        >> is_gone(leg("c1", "1001"))
        >> rings("1004")
        >> passes(4)
        >> answers("c1", "1004")
        >> passes(30)
        >> caller_hangs_up("c1", "1004")
        << recorded(OfferFact, agent="104", talk_ms=30_000, end_reason="caller")
        << recorded(CallFact, transfers=1, agent="104", queue="support", outcome=VisitOutcome.ANSWERED)
    )
    first, second = play.recorded(VisitFact)
    assert (first.queue, first.wait_ms, first.transferred_from) == ("sales", 3_000, 0)
    assert (second.queue, second.wait_ms, second.transferred_from) == ("support", 4_000, first.id)


def test_a_caller_passed_on_keeps_the_place_by_arrival() -> None:
    play = talking()
    play >> arrives("c2", "200") >> passes(1) >> to_queue(play.call("c1").id, "support")
    play << marks("c1", "support") << Reply("r1", "ok", unknown()) << fetches_back("c1")
    assert play >> logs_in("104") << connects("c1", "104", unknown())


def test_a_supervisor_moves_a_caller_who_waits() -> None:
    play = script(centre()) >> arrives("c1") >> passes(7)
    assert (
        play
        >> to_queue(play.call("c1").id, "support")
        << marks("c1", "support")
        << Reply("r1", "ok", unknown())
        << recorded(VisitFact, queue="sales", outcome=VisitOutcome.TRANSFERRED, wait_ms=7_000)
    )
    assert not play.recorded(TransferFact)


def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    play = talking()
    call = play.call("c1").id
    assert (
        play
        >> to_queue(4, "support")
        << Reply("r1", "not_found", "call 4 is not live")
        >> to_queue(call, "nobody")
        << Reply("r1", "not_found", "queue nobody is not configured")
        >> NodeLost(NODE)
        >> to_queue(call, "support")
        << Reply("r1", "conflict", "Asterisk main is not connected")
    )
    assert play.call("c1").state is CallState.TALKING


def test_a_caller_who_hears_the_last_message_is_not_passed_on() -> None:
    play = script(centre()) >> arrives("c1", "999")
    play << unknown()
    call = play.call("c1").id
    refused = Reply("r1", "conflict", f"call {call} is leaving and cannot be passed on")
    assert play >> to_queue(call, "support") << refused


# To an agent.


def to_agent(call: int, agent: str) -> Event:
    return CallTransferRequested(call, Target(TransferTarget.AGENT, agent), ASKED)


def test_to_an_agent_who_is_ready() -> None:
    play = talking() >> logs_in("104")
    play >> to_agent(play.call("c1").id, "104") << marks("c1", "sales")
    assert (
        play
        << Reply("r1", "ok", f"call {play.call('c1').id} waits for agent 104")
        << connects("c1", "104", unknown())
        >> rings("1004")
        >> answers("c1", "1004")
        << recorded(TransferFact, target_kind=TransferTarget.AGENT, target="104", result=TransferResult.COMPLETED)
    )
    assert play.call("c1").transfers == 1


def test_to_an_agent_who_is_busy_and_then_free() -> None:
    play = talking() >> logs_in("104", ready=False) >> logs_in("102", ready=False)
    play >> to_agent(play.call("c1").id, "104") << marks("c1", "sales") << Reply("r1", "ok", unknown())
    play << fetches_back("c1") >> passes(29) >> is_ready("102")
    assert play >> is_ready("104") << connects("c1", "104", unknown())


def test_an_agent_who_is_not_free_in_time_is_not_waited_for() -> None:
    play = talking() >> logs_in("104", ready=False) >> logs_in("102")
    play >> to_agent(play.call("c1").id, "104") << marks("c1", "sales") << Reply("r1", "ok", unknown())
    play << fetches_back("c1") >> passes(30) << connects("c1", "102", unknown()) >> rings("1002")
    assert play >> answers("c1", "1002") << recorded(TransferFact, target="104", result=TransferResult.BUSY)


@pytest.mark.parametrize(
    ("result", "told"), [(OfferResult.NO_ANSWER, TransferResult.NO_ANSWER), (OfferResult.REFUSED, TransferResult.BUSY)]
)
def test_an_agent_who_does_not_answer_gives_the_caller_to_the_queue(result: OfferResult, told: TransferResult) -> None:
    offer = unknown()
    play = talking() >> logs_in("104") >> logs_in("102", ready=False)
    play >> to_agent(play.call("c1").id, "104") << marks("c1", "sales") << Reply("r1", "ok", unknown())
    play << connects("c1", "104", offer) >> rings("1004") >> passes(5) >> is_ready("102")
    assert play >> returns("c1", offer, "1004", result) << connects("c1", "102", unknown())
    assert play << recorded(TransferFact, target="104", result=told)


def test_a_caller_who_hangs_up_meanwhile() -> None:
    play = talking() >> logs_in("104")
    play >> to_agent(play.call("c1").id, "104") << marks("c1", "sales") << Reply("r1", "ok", unknown())
    play << connects("c1", "104", unknown()) >> rings("1004") >> hangs_up("c1")
    assert play << recorded(TransferFact, result=TransferResult.CALLER_GONE)
    assert play << recorded(CallFact, transfers=0, outcome=VisitOutcome.ABANDONED)


def test_the_last_agent_who_passed_the_call_on_does_not_get_it_back_for_that() -> None:
    play = script(centre(sales={"last_agent_ms": 600_000, "last_agent_wait_ms": 60_000}))
    play >> logs_in("101") >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001")
    play >> answers("c1", "1001") >> logs_in("102") >> passes(5)
    play >> to_queue(play.call("c1").id, "sales") << marks("c1", "sales") << Reply("r1", "ok", unknown())
    assert play << connects("c1", "102", unknown())


# By skill.


def skilled() -> Script:
    """101 (cards 2), 102 (cards 9) and 103 (cards 5) serve sales; c1 talks with 101."""
    given = centre()
    levels = {"101": 2, "102": 9, "103": 5}
    agents = {name: replace(agent, skills={"cards": levels.get(name, 0)}) for name, agent in given.agents.items()}
    play = script(replace(given, agents=agents)) >> logs_in("101") >> arrives("c1")
    play << connects("c1", "101", unknown()) >> rings("1001")
    return play >> answers("c1", "1001") >> logs_in("103") >> logs_in("102")


def test_to_somebody_more_competent() -> None:
    play = skilled()
    more = CallTransferRequested(play.call("c1").id, Target(TransferTarget.QUEUE, "", "cards >= 8"), ASKED)
    play >> more << marks("c1", "sales") << Reply("r1", "ok", f"call {play.call('c1').id} waits for queue sales")
    assert play << connects("c1", "102", unknown())


def test_a_competence_that_nobody_has_is_refused() -> None:
    play = skilled()
    more = CallTransferRequested(play.call("c1").id, Target(TransferTarget.QUEUE, "", "cards >= 10"), ASKED)
    assert play >> more << Reply("r1", "conflict", "no agent of queue sales has cards >= 10")


def test_points_of_priority_go_along() -> None:
    play = talking() >> arrives("c2", "200") >> passes(1)
    target = Target(TransferTarget.QUEUE, "support", priority=3)
    play >> CallTransferRequested(play.call("c1").id, target, ASKED) << marks("c1", "support")
    play << Reply("r1", "ok", unknown()) << fetches_back("c1")
    assert play.call("c1").priority == 3


# By the phone itself.


def test_the_phones_own_transfer_to_a_number_of_the_centre() -> None:
    play = talking() >> LegHeld(NODE, leg("c1", "1001"), True) >> passes(2)
    play >> CallerSent(NODE, "PJSIP/trunk-c1", "c1", "200") << marks("c1", "support") << fetches_back("c1")
    play << recorded(OfferFact, end_reason="transfer", hold_ms=2_000, talk_ms=22_000)
    assert play >> is_gone(leg("c1", "1001"))


def test_the_phones_own_transfer_after_its_hang_up_was_heard() -> None:
    play = talking() >> is_gone(leg("c1", "1001"))
    assert play.call("c1").state is CallState.LEAVING
    play >> CallerSent(NODE, "PJSIP/trunk-c1", "c1", "200") << marks("c1", "support") << fetches_back("c1")
    assert play << recorded(TransferFact, from_agent="101", result=TransferResult.COMPLETED)


@pytest.mark.parametrize("dialled", ["", "0", "999", "101", "102", "*11"])
def test_the_phones_own_transfer_to_a_wrong_number_loses_nobody(dialled: str) -> None:
    play = talking() >> CallerSent(NODE, "PJSIP/trunk-c1", "c1", dialled) << marks("c1", "sales") << fetches_back("c1")
    play << recorded(TransferFact, result=TransferResult.FAILED, target=dialled)
    assert play.call("c1").wanted_agent == "101"
    assert play >> is_gone(leg("c1", "1001"))


def joined(line: str, target: str = "") -> Event:
    return CallerJoined(NODE, "c1", line, target)


def test_the_phones_own_attended_transfer_to_another_agent() -> None:
    """On its other line the phone of 101 has called number 200, and talks with 104."""
    play = talking() >> LegHeld(NODE, leg("c1", "1001"), True) >> logs_in("104") >> arrives("line", "200")
    play << connects("line", "104", unknown()) >> rings("1004") >> passes(4) >> answers("line", "1004") >> passes(6)
    play >> LegHeld(NODE, leg("c1", "1001"), False) >> joined("line", "PJSIP/1004-line")
    play << recorded(OfferFact, agent="101", end_reason="transfer", hold_ms=10_000, talk_ms=30_000)
    assert play.agent("104").call == play.call("c1").id
    assert play >> is_gone(leg("c1", "1001")) >> is_gone("line") >> passes(5)
    assert play >> is_gone(leg("line", "1004")) << recorded(OfferFact, agent="104", talk_ms=11_000, end_reason="agent")
    assert play >> is_gone("c1") << recorded(CallFact, agent="104", transfers=1, queue="support")


def test_the_phones_own_attended_transfer_before_anybody_has_answered() -> None:
    play = talking() >> arrives("line", "200") >> passes(4) >> joined("line") << marks("c1", "support")
    play << fetches_back("c1") << recorded(TransferFact, target="support", result=TransferResult.COMPLETED)
    assert play >> is_gone("line") >> is_gone(leg("c1", "1001"))
    assert play >> logs_in("104") << connects("c1", "104", unknown())


@pytest.mark.parametrize(
    ("phone", "kind", "name"),
    [("1002", TransferTarget.AGENT, "102"), ("1005", TransferTarget.EXTERNAL, "1005")],
)
def test_the_phones_own_attended_transfer_of_a_private_call(phone: str, kind: TransferTarget, name: str) -> None:
    play = talking() >> logs_in("102", ready=False) >> joined("private", f"PJSIP/{phone}-9")
    play << recorded(TransferFact, target_kind=kind, target=name, result=TransferResult.COMPLETED)
    play << recorded(OfferFact, agent="101", end_reason="transfer")
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> is_gone(leg("c1", "1001")) >> is_gone("c1") << recorded(CallFact, transfers=1)


def test_an_attended_transfer_of_strangers_is_counted() -> None:
    play = talking() >> CallerJoined(NODE, "private", "other", "PJSIP/1002-1")
    assert play.state.ignored == {"transfer of a channel that is no caller with an agent": 1}


def test_a_transfer_of_a_private_call_is_counted() -> None:
    play = talking() >> CallerSent(NODE, "PJSIP/1002-1", "private", "200")
    assert play.state.ignored == {"transfer of a channel that is no caller": 1}


def test_a_transfer_by_the_phone_that_was_not_heard_and_the_failsafe_took_the_caller() -> None:
    play = talking() >> audit(channel("c1", Place.FAILSAFE)) << recorded(OfferFact, agent="101", talk_ms=20_000)
    assert play.call("c1").state is CallState.FAILSAFE
    assert play.agent("101").state is AgentState.WRAP_UP
    assert play >> logs_in("102") >> arrives("c1") << connects("c1", "102", unknown())
