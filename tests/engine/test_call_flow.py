"""Every pair of a call's state and a trigger: those in the table lead where it says, all others change nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args

import pytest

from acd.commands import RecordMessage
from acd.engine import invariants
from acd.engine.agents.agent_flow import LogIn
from acd.engine.agents.agent_flow import fire as fire_agent
from acd.engine.calls import call_flow, call_triggers, consultations
from acd.engine.calls.call_flow import TRANSITIONS, Transition
from acd.engine.context import Context
from acd.engine.deferred.kept import callback_of
from acd.engine.state import NO_CHANNEL, AgentRecord, Call
from acd.errors import EngineBug
from acd.events import NOBODY, CallHoldRequested, CallTransferRequested, FailsafeTook, KeyPressed, MessageRecorded
from acd.model.callbacks import CallbackRules
from acd.model.centre import Destination, Message, Overflow
from acd.model.entrances import Entrance
from acd.model.leads import Lead
from acd.model.states import (
    CallbackOutcome,
    CallState,
    MessageAction,
    OfferResult,
    PhoneState,
    TransferTarget,
    VisitOutcome,
)
from acd.model.transfer import Target
from acd.runtime import codec
from acd.testing.engine import NODE, Script, passes, script, unknown
from tests.scenarios.callbacks import KEY, agent_answers, asks, calls_in, number, presses, rung
from tests.scenarios.words import (
    answers,
    arrives,
    centre,
    connects,
    hangs_up,
    holds,
    logs_in,
    rings,
    sends_outside,
    tells,
)

TRIGGERS: tuple[type, ...] = get_args(call_triggers.Trigger)
OVERFLOWS = {
    "to message": Overflow(60_000),
    "to queue": Overflow(60_000, to_queue="support"),
    "to number": Overflow(60_000, to_number="+74951234567"),
    "none": None,
}
NIGHT = {"join_unstaffed": False, "when_unstaffed": Destination(to_number="+74951234567")}


def call_in(state: CallState, overflow: Overflow | None) -> Script:
    """Call c1 in ``state``, led there by events; 102 is an agent on phone 1002, not ready."""
    keys = {"9": Destination(to_voicemail="sales")}
    rules = CallbackRules(KEY, attempts_max=1 if overflow is None else 3)
    overflows = (overflow,) if overflow is not None else ()
    play = script(centre(sales={"overflows": overflows, "callback": rules, "keys": keys}, night=NIGHT))
    play >> logs_in("102", ready=False) >> passes(1)
    if state is CallState.LEAVING:
        play >> calls_in("c1", dialled="999") << tells("c1", Message.NO_SERVICE)
        return play
    if state is CallState.MENU:
        play >> arrives("c1", "500", menu="main")
        return play
    play >> calls_in("c1") >> passes(1)
    if state in NO_CHANNEL:
        lead_to_callback(play, state)
    if state in (CallState.OFFERING, CallState.TALKING, CallState.HELD, CallState.OUTSIDE):
        play >> logs_in("101") << connects("c1", "101", unknown()) >> rings("1001") >> passes(1)
    if state in (CallState.TALKING, CallState.HELD, CallState.OUTSIDE):
        play >> answers("c1", "1001") >> passes(1)
    if state is CallState.HELD:
        play >> CallHoldRequested(play.call("c1").id, True, NOBODY) << holds("c1", "1001")
    if state is CallState.OUTSIDE:
        play >> CallTransferRequested(play.call("c1").id, Target(TransferTarget.EXTERNAL, "+74951234567"), NOBODY)
        play << sends_outside("c1", "+74951234567")
    if state is CallState.FAILSAFE:
        play >> FailsafeTook(NODE, "c1")
    assert the_call(play).state is state
    return play


def lead_to_callback(play: Script, state: CallState) -> None:
    """To a callback; to a message that is heard for LISTENING."""
    if state is CallState.LISTENING:
        record = RecordMessage(NODE, "PJSIP/trunk-c1", unknown(), "vm-intro", 180_000, 5_000, "en")
        play >> KeyPressed(NODE, "c1", "9") << record >> MessageRecorded(NODE, "c1", "2026-01-01/17", 7_000)
        play >> hangs_up("c1")
    else:
        play >> presses("c1") << asks("c1", number("c1")) >> hangs_up("c1")
    order = rung("101", number("c1"))
    if state is not CallState.KEPT:
        play >> logs_in("101") << order >> rings("1001")
    if state in (CallState.LISTENING, CallState.DIALLING):
        play >> agent_answers(order)


def the_call(play: Script) -> Call:
    """The one that there is."""
    [call] = play.state.calls.values()
    return call


def ready_agent(ctx: Context) -> AgentRecord:
    """Agent 102 made ready, as it is when the engine chooses."""
    agent = ctx.state.agents["102"]
    fire_agent(ctx, agent, LogIn("1002", ready=True))
    return agent


def next_way(ctx: Context) -> Destination:
    """That of the queue's overflow, else a message."""
    return next(iter(ctx.queue("sales").overflows), Destination())


MAKE: dict[type, Callable[[Context], Any]] = {
    call_triggers.Offered: lambda ctx: call_triggers.Offered(ready_agent(ctx), "a reason"),
    call_triggers.OfferFound: lambda ctx: call_triggers.OfferFound(ready_agent(ctx), 7),
    call_triggers.MessagePlays: lambda _: call_triggers.MessagePlays(),
    call_triggers.Answered: lambda _: call_triggers.Answered(f"{NODE}/leg", "PJSIP/1001-1"),
    call_triggers.OfferEnded: lambda _: call_triggers.OfferEnded(OfferResult.NO_ANSWER, by_dialplan=True),
    call_triggers.CallerLeft: lambda _: call_triggers.CallerLeft(),
    call_triggers.AgentLeft: lambda _: call_triggers.AgentLeft(),
    call_triggers.SentOn: lambda ctx: call_triggers.SentOn(next_way(ctx), VisitOutcome.EXITED),
    call_triggers.LetIn: lambda _: call_triggers.LetIn(Entrance(queue="support", project="shop", priority=3), 1),
    call_triggers.FailsafeTook: lambda _: call_triggers.FailsafeTook(),
    call_triggers.Transferred: lambda _: call_triggers.Transferred(Target(TransferTarget.QUEUE, "support")),
    call_triggers.CallbackAgreed: lambda _: call_triggers.CallbackAgreed(number("c1")),
    call_triggers.AgentReached: lambda _: call_triggers.AgentReached(f"{NODE}/leg", "PJSIP/1001-1"),
    call_triggers.MessageHeard: lambda _: call_triggers.MessageHeard(MessageAction.LATER),
    call_triggers.CustomerAnswered: lambda _: call_triggers.CustomerAnswered("k1", "PJSIP/trunk-k1"),
    call_triggers.CustomerMissed: lambda _: call_triggers.CustomerMissed(CallbackOutcome.BUSY),
    call_triggers.CallbackOver: lambda _: call_triggers.CallbackOver(CallbackOutcome.CANCELLED),
    call_triggers.Held: lambda _: call_triggers.Held(by_phone=True),
    call_triggers.Resumed: lambda _: call_triggers.Resumed(by_phone=False, join=True),
    call_triggers.SentOutside: lambda _: call_triggers.SentOutside("+74951234567"),
    call_triggers.OutsideMissed: lambda _: call_triggers.OutsideMissed(OfferResult.NO_ANSWER),
    call_triggers.Released: lambda _: call_triggers.Released(Target(TransferTarget.EXTERNAL, "1005")),
    call_triggers.LimitOver: lambda _: call_triggers.LimitOver(by_dialplan=False),
    call_triggers.GivenUp: lambda _: call_triggers.GivenUp(),
    call_triggers.CameBack: lambda _: call_triggers.CameBack(),
    call_triggers.NodeRestarted: lambda _: call_triggers.NodeRestarted(),
}
# Found or let in are only calls that have entered no queue yet.
WITHOUT_VISIT = (call_triggers.MessagePlays, call_triggers.LetIn)


@dataclass(frozen=True)
class Case:
    state: CallState
    trigger: type
    overflow: str

    def __str__(self) -> str:
        return f"{self.state}-{self.trigger.__name__}-{self.overflow}"


LEGAL = [Case(state, trigger, overflow) for state, trigger in TRANSITIONS for overflow in OVERFLOWS]
ILLEGAL = [Case(s, t, "none") for s in CallState for t in TRIGGERS if (s, t) not in TRANSITIONS]


def prepared(case: Case) -> tuple[Context, Call, Any]:
    play = call_in(case.state, OVERFLOWS[case.overflow])
    ctx = Context(codec.decode_state(codec.encode_state(play.state)))
    ctx.begin(play.now_ms + 120_000)
    call = ctx.state.calls[the_call(play).id]
    if case.trigger in WITHOUT_VISIT:
        call.visit = call.queue = call.project = None
        ctx.index_call(call)
    return ctx, call, MAKE[case.trigger](ctx) if case.trigger in MAKE else handed_over(ctx, call, case)


def handed_over(ctx: Context, call: Call, case: Case) -> call_triggers.HandedOver:
    """The agent of ``call`` consults 102 (or, with an overflow to a queue, waits in a queue to consult)."""
    if call.state not in (CallState.TALKING, CallState.HELD):
        return call_triggers.HandedOver(call, leg_lives=True)
    talking = call.state
    if case.overflow == "to queue":
        consultations.begin(ctx, call, Target(TransferTarget.QUEUE, "support"))
        if talking is CallState.TALKING:
            call_flow.fire(ctx, call, call_triggers.Resumed(by_phone=False, join=False))
        return call_triggers.HandedOver(ctx.state.calls[call.consultation], leg_lives=True)
    target = Target(TransferTarget.AGENT, "102")
    if case.overflow == "to number":
        target = Target(TransferTarget.EXTERNAL, "+74951234567")
    ready_agent(ctx)
    consultations.begin(ctx, call, target)
    consultation = ctx.state.calls[call.consultation]
    call_flow.fire(ctx, consultation, call_triggers.Answered(f"{NODE}/leg", "PJSIP/1002-1"))
    if talking is CallState.TALKING:
        consultations.confer(ctx, call)
    return call_triggers.HandedOver(consultation, leg_lives=True)


@pytest.mark.parametrize("case", LEGAL, ids=str)
def test_a_pair_of_the_table_leads_where_the_table_says(case: Case) -> None:
    ctx, call, trigger = prepared(case)
    assert call_flow.fire(ctx, call, trigger)
    reached = call.state if call.id in ctx.state.calls else None
    assert reached in TRANSITIONS[case.state, case.trigger].to
    assert not ctx.state.ignored
    invariants.check(ctx.state)
    in_index = ctx.floor.demand_of(call.id) is not None
    pausing = call.callback is not None and call.callback.again_ms > 0
    assert in_index == (reached in (CallState.WAITING, CallState.KEPT) and not pausing)


@pytest.mark.parametrize("case", ILLEGAL, ids=str)
def test_any_other_pair_changes_nothing_but_the_counter(case: Case) -> None:
    ctx, call, trigger = prepared(case)
    before, commands = codec.encode_state(ctx.state), list(ctx.commands)
    assert not call_flow.fire(ctx, call, trigger)
    assert ctx.state.ignored == {f"call {case.state}/{case.trigger.__name__}": 1}
    ctx.state.ignored.clear()
    assert codec.encode_state(ctx.state) == before
    assert ctx.commands == commands


def let_in(state: CallState, way: Entrance) -> tuple[Context, Call, Any]:
    ctx, call, trigger = prepared(Case(state, call_triggers.LetIn, "none"))
    return ctx, call, replace(trigger, way=way, fresh=True)


def test_every_arrow_leads_somewhere_it_says() -> None:
    """Each state named in ``to`` is reached by some case above, so that the diagram shows no arrow too many."""
    reached: set[tuple[CallState, type, CallState | None]] = set()
    for case in LEGAL:
        ctx, call, trigger = prepared(case)
        call_flow.fire(ctx, call, trigger)
        reached.add((case.state, case.trigger, call.state if call.id in ctx.state.calls else None))
    for ctx, call, trigger in rare_cases():
        before = call.state
        call_flow.fire(ctx, call, trigger)
        reached.add((before, type(trigger), call.state if call.id in ctx.state.calls else None))
    drawn = {(state, trigger, to) for (state, trigger), arrow in TRANSITIONS.items() for to in arrow.to}
    assert drawn == reached


def rare_cases() -> Iterator[tuple[Context, Call, Any]]:
    for for_lead in (call_triggers.OfferEnded(OfferResult.REFUSED, by_dialplan=True), call_triggers.NodeRestarted()):
        ctx, call, _ = prepared(Case(CallState.ANNOUNCED, type(for_lead), "none"))
        callback_of(call).lead = Lead(7, "people", "+79000000007")
        yield ctx, call, for_lead
    for trigger in (call_triggers.OutsideMissed(OfferResult.NO_ANSWER), call_triggers.CameBack()):
        ctx, call, _ = prepared(Case(CallState.TALKING, call_triggers.AgentLeft, "none"))
        consultations.begin(ctx, call, Target(TransferTarget.EXTERNAL, "+74951234567"))
        yield ctx, ctx.state.calls[call.consultation], trigger
    ctx, call, _ = prepared(Case(CallState.OUTSIDE, call_triggers.OutsideMissed, "none"))
    call.queue, call.passing = "gone", None
    yield ctx, call, call_triggers.OutsideMissed(OfferResult.NO_ANSWER)
    for state in (CallState.TALKING, CallState.LEAVING, CallState.HELD, CallState.OUTSIDE):
        # A call found waiting although it talked or left, whose queue was taken out of the configuration.
        ctx, call, _ = prepared(Case(state, call_triggers.CameBack, "none"))
        call.queue = "sales" if state is CallState.LEAVING else "gone"
        call.passing = None
        yield ctx, call, call_triggers.CameBack()
    ctx, call, _ = prepared(Case(CallState.HELD, call_triggers.Resumed, "none"))
    yield ctx, call, call_triggers.Resumed(by_phone=True, join=False)  # of a phone, but the hold was ours
    ctx, call, _ = prepared(Case(CallState.HELD, call_triggers.AgentLeft, "none"))
    if call.offer is not None:
        call.offer.held_by_phone = True
    yield ctx, call, call_triggers.AgentLeft()
    for action in MessageAction:
        ctx, call, _ = prepared(Case(CallState.LISTENING, call_triggers.MessageHeard, "none"))
        yield ctx, call, call_triggers.MessageHeard(action)
    ctx, call, trigger = prepared(Case(CallState.ANNOUNCED, call_triggers.AgentReached, "none"))
    if call.callback is not None:
        call.callback.file = "2026-01-01/17"
    yield ctx, call, trigger
    yield let_in(CallState.WAITING, Entrance(menu="main"))
    for state in (CallState.WAITING, CallState.MENU):
        yield let_in(state, Entrance(message=Message.CLOSED))
        yield let_in(state, Entrance(queue="night"))


def test_a_step_that_leads_elsewhere_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    ctx, call, trigger = prepared(Case(CallState.WAITING, call_triggers.CallerLeft, "none"))
    wrong = Transition((None,), lambda *_: None, "stays where it should not")
    monkeypatch.setitem(TRANSITIONS, (CallState.WAITING, call_triggers.CallerLeft), wrong)
    with pytest.raises(EngineBug, match="the table says"):
        call_flow.fire(ctx, call, trigger)


def test_an_agent_who_is_not_ready_cannot_be_chosen() -> None:
    ctx, call, _ = prepared(Case(CallState.WAITING, call_triggers.CallerLeft, "none"))
    ctx.state.phones["1002"] = PhoneState.IDLE
    with pytest.raises(EngineBug, match="was chosen while not ready"):
        call_flow.fire(ctx, call, call_triggers.Offered(ctx.state.agents["102"], ""))
