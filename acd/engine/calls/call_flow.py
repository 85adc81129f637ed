"""The life of a call, from its first sign to hang-up.

Theory of operation. Every change of a call's state goes through ``TRANSITIONS``: (state, trigger) -> the states it may
lead to and the step (``call_steps``) that does it. A pair that is not in the table changes nothing and is
counted: events repeat, come late, or not at all.

States: MENU (Asterisk asks the caller where to), WAITING (music, in a queue, or about to be let in), OFFERING (as
waiting for the caller; one agent's phone rings), TALKING, LEAVING (a last message plays, or the agent's side has ended
and the caller's is about to), FAILSAFE (the dialplan served the caller while we were away). A callback waits as KEPT
(in a queue, without a channel), is ANNOUNCED to an agent whose phone rings, then DIALLING the customer, then TALKING as
any call; a message that a caller left likewise, but the agent is LISTENING to it first. A call that ended is not a
state: it leaves the memory as a ``CallFact``.

Which of two simultaneous causes wins:
- Hang-up against answer: a caller who hung up is gone; an answer that arrives after it finds no call.
- Our withdrawal of an offer against the agent's answer: the withdrawal. Asterisk executes our redirect after the
  answer, the caller is back in the queue and the agent's leg ends; the late answer finds WAITING, or the offer of
  another phone, and is counted.
- Overflow time, or a key that leads out of the queue, while a phone rings: the offer is let ring to its end; the caller
  moves when it fails. Likewise in the failsafe: the caller moves when given back.
- What a caller chose in a menu against our sending the caller elsewhere (hours, lists of callers): ours; the choice
  finds no call in a menu, and is counted.
- An announcement is no state: the caller waits, and an offer cuts it short.
- A returned offer that is not the present one (its number differs) is late, and counted.
- Cancelled against the agent's answer: cancelled. The agent's channel is hung up, in whatever it is doing.
- A person who was called and the limit of that wait, against the agent's answer: whichever is handled first.
- The customer's answer against the agent's hang-up: the answer, which Asterisk tells first; the customer's channel ends
  with the agent's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from acd.engine.calls import call_steps as steps
from acd.engine.calls import consult_steps, entry_steps, hold_steps, onward, outside_steps, transfer_steps
from acd.engine.calls.call_triggers import (
    AgentLeft,
    AgentReached,
    Answered,
    CallbackAgreed,
    CallbackOver,
    CallerLeft,
    CameBack,
    CustomerAnswered,
    CustomerMissed,
    FailsafeTook,
    GivenUp,
    HandedOver,
    Held,
    LetIn,
    LimitOver,
    MessageHeard,
    MessagePlays,
    NodeRestarted,
    Offered,
    OfferEnded,
    OfferFound,
    OutsideMissed,
    Released,
    Resumed,
    SentOn,
    SentOutside,
    Transferred,
    Trigger,
)
from acd.engine.context import Context
from acd.engine.deferred import callback_steps, voicemail_steps
from acd.engine.outbound import person_steps
from acd.engine.state import Call
from acd.errors import EngineBug
from acd.model.states import CallState


@dataclass(frozen=True, slots=True)
class Transition:
    """``to``: the states it may lead to, None among them where the call may end; ``sentence`` names the arrow."""

    to: tuple[CallState | None, ...]
    act: Callable[[Context, Call, Any], None]
    sentence: str


MENU, WAITING, OFFERING, TALKING = CallState.MENU, CallState.WAITING, CallState.OFFERING, CallState.TALKING
HELD, OUTSIDE, LEAVING, FAILSAFE, ENDED = CallState.HELD, CallState.OUTSIDE, CallState.LEAVING, CallState.FAILSAFE, None
KEPT, ANNOUNCED = CallState.KEPT, CallState.ANNOUNCED
LISTENING, DIALLING = CallState.LISTENING, CallState.DIALLING

TRANSITIONS: dict[tuple[CallState, type], Transition] = {
    (MENU, LetIn): Transition((WAITING, OUTSIDE, LEAVING), entry_steps.let_in, "the caller has chosen"),
    (MENU, MessagePlays): Transition((LEAVING,), steps.message_plays, "found hearing a last message"),
    (MENU, CallerLeft): Transition((ENDED,), steps.caller_left_waiting, "the caller hangs up in the menu"),
    (MENU, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (WAITING, Offered): Transition((OFFERING,), steps.offered, "an agent's phone is rung"),
    (WAITING, OfferFound): Transition((OFFERING,), steps.offer_found, "an offer we forgot is found in Asterisk"),
    (WAITING, MessagePlays): Transition((LEAVING,), steps.message_plays, "found hearing a last message"),
    (WAITING, SentOn): Transition((WAITING, OUTSIDE, LEAVING), onward.sent_on, "not let in, waited too long, or a key"),
    (WAITING, LetIn): Transition(
        (WAITING, MENU, OUTSIDE, LEAVING), entry_steps.let_in, "into a queue or menu, or turned away"
    ),
    (WAITING, Transferred): Transition((WAITING,), transfer_steps.moved, "a supervisor moves the caller"),
    (WAITING, CallbackAgreed): Transition((LEAVING,), callback_steps.agreed, "wants a callback: the place is kept"),
    (WAITING, CallerLeft): Transition((ENDED,), callback_steps.caller_left_waiting, "the caller hangs up: abandoned"),
    (WAITING, FailsafeTook): Transition((FAILSAFE,), steps.failsafe_took, "the dialplan takes the caller"),
    (WAITING, SentOutside): Transition(
        (OUTSIDE,), outside_steps.sent, "a supervisor sends the caller outside, or an agent consults somebody there"
    ),
    (WAITING, LimitOver): Transition((LEAVING,), person_steps.limit_over, "no agent in time for a person called"),
    (WAITING, GivenUp): Transition((ENDED,), consult_steps.given_up, "a consultation is over"),
    (WAITING, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (OFFERING, Answered): Transition((TALKING,), steps.answered, "the agent answers"),
    (OFFERING, OfferEnded): Transition(
        (WAITING, OUTSIDE, LEAVING), steps.offer_ended, "no answer, refused, unreachable: the caller keeps the place"
    ),
    (OFFERING, CallerLeft): Transition((ENDED,), callback_steps.caller_left_offering, "the caller hangs up: abandoned"),
    (OFFERING, FailsafeTook): Transition((FAILSAFE,), steps.failsafe_took_offered, "the dialplan takes the caller"),
    (OFFERING, LimitOver): Transition(
        (LEAVING,), person_steps.limit_over_offered, "no agent in time: a message instead"
    ),
    (OFFERING, GivenUp): Transition((ENDED,), consult_steps.given_up, "a consultation is over"),
    (OFFERING, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (TALKING, AgentLeft): Transition((LEAVING,), steps.leave_alone, "the agent hangs up"),
    (TALKING, CallerLeft): Transition((ENDED,), steps.caller_left_talking, "the caller hangs up"),
    (TALKING, CameBack): Transition((WAITING, LEAVING), steps.came_back_from_talking, "found waiting: served again"),
    (TALKING, Transferred): Transition((WAITING,), transfer_steps.transferred, "the agent passes the caller on"),
    (TALKING, SentOutside): Transition((OUTSIDE,), outside_steps.sent, "the agent sends the caller outside"),
    (TALKING, Held): Transition((HELD,), hold_steps.held, "the caller is put on hold"),
    (TALKING, HandedOver): Transition(
        (TALKING, WAITING, OUTSIDE), consult_steps.handed_over, "the agent leaves a conference, or the phone transfers"
    ),
    (TALKING, Released): Transition((LEAVING,), transfer_steps.released, "the phone gives the caller to somebody else"),
    (TALKING, GivenUp): Transition((ENDED,), consult_steps.given_up, "a consultation is over"),
    (TALKING, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (HELD, Held): Transition((HELD,), hold_steps.held_again, "a hold by the phone becomes one of ours"),
    (HELD, Resumed): Transition((TALKING, HELD), hold_steps.resumed, "caller and agent are together again"),
    (HELD, Transferred): Transition((WAITING,), transfer_steps.transferred, "the agent passes the caller on"),
    (HELD, SentOutside): Transition((OUTSIDE,), outside_steps.sent, "the agent sends the caller outside"),
    (HELD, HandedOver): Transition(
        (TALKING, WAITING, OUTSIDE), consult_steps.handed_over, "the caller takes the agent's place in the consultation"
    ),
    (HELD, Released): Transition((LEAVING,), transfer_steps.released, "the phone gives the caller to somebody else"),
    (HELD, AgentLeft): Transition(
        (WAITING, LEAVING),
        hold_steps.agent_left_held,
        "the agent hangs up: served again, or the end",
    ),
    (HELD, CallerLeft): Transition((ENDED,), steps.caller_left_talking, "the caller hangs up"),
    (HELD, CameBack): Transition((WAITING, LEAVING), hold_steps.came_back_held, "found waiting: served again"),
    (HELD, FailsafeTook): Transition((FAILSAFE,), hold_steps.failsafe_took_held, "the dialplan takes the caller"),
    (HELD, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (OUTSIDE, Answered): Transition((OUTSIDE,), outside_steps.answered, "the outside number answers"),
    (OUTSIDE, OutsideMissed): Transition(
        (WAITING, LEAVING, OUTSIDE), outside_steps.missed, "nobody answers there: served again; a consultation ends"
    ),
    (OUTSIDE, CameBack): Transition(
        (WAITING, LEAVING, OUTSIDE), outside_steps.came_back, "found waiting: served again; a consultation ends"
    ),
    (OUTSIDE, AgentLeft): Transition((OUTSIDE,), outside_steps.other_left, "the one consulted outside hangs up"),
    (OUTSIDE, GivenUp): Transition((ENDED,), consult_steps.given_up, "a consultation is over"),
    (OUTSIDE, CallerLeft): Transition((ENDED,), outside_steps.caller_left, "the call ends"),
    (OUTSIDE, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (LEAVING, SentOutside): Transition((OUTSIDE,), outside_steps.sent, "a transfer by the phone itself, outside"),
    (LEAVING, CameBack): Transition((WAITING, LEAVING), steps.came_back_from_leaving, "found waiting: served again"),
    (LEAVING, Transferred): Transition((WAITING,), transfer_steps.transferred_late, "a transfer by the phone itself"),
    (LEAVING, GivenUp): Transition((ENDED,), consult_steps.given_up, "a consultation is over"),
    (LEAVING, CallerLeft): Transition((ENDED,), steps.left_finally, "the call ends"),
    (LEAVING, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (FAILSAFE, CameBack): Transition(
        (WAITING, OUTSIDE, LEAVING), steps.came_back, "the dialplan gives the caller back"
    ),
    (FAILSAFE, CallerLeft): Transition((ENDED,), steps.failsafe_over, "the call ends"),
    (FAILSAFE, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (KEPT, Offered): Transition((ANNOUNCED,), callback_steps.offered, "its turn: an agent's phone is rung"),
    (KEPT, CallbackOver): Transition((ENDED,), callback_steps.over_kept, "expired or cancelled"),
    (ANNOUNCED, AgentReached): Transition((DIALLING, LISTENING), callback_steps.agent_reached, "the agent answers"),
    (ANNOUNCED, OfferEnded): Transition(
        (KEPT, ENDED), callback_steps.offer_ended, "no answer, refused, unreachable; a lead is skipped"
    ),
    (ANNOUNCED, CallbackOver): Transition((ENDED,), callback_steps.over_announced, "cancelled: the ringing stops"),
    (ANNOUNCED, NodeRestarted): Transition(
        (KEPT, ENDED), callback_steps.node_restarted_announced, "Asterisk restarted"
    ),
    (LISTENING, MessageHeard): Transition(
        (DIALLING, KEPT, ENDED), voicemail_steps.message_heard, "call back; later; or done"
    ),
    (LISTENING, AgentLeft): Transition((KEPT,), voicemail_steps.stopped_listening, "hung up: the message waits on"),
    (LISTENING, CallbackOver): Transition((ENDED,), callback_steps.over_dialling, "deleted while it is heard"),
    (LISTENING, NodeRestarted): Transition((KEPT,), voicemail_steps.stopped_listening, "Asterisk restarted"),
    (DIALLING, CustomerAnswered): Transition((TALKING,), callback_steps.customer_answered, "the customer answers"),
    (DIALLING, CustomerMissed): Transition(
        (KEPT, ENDED), callback_steps.customer_missed, "not reached: again after a pause, or given up"
    ),
    (DIALLING, AgentLeft): Transition((KEPT, ENDED), callback_steps.agent_left, "the agent hangs up first"),
    (DIALLING, CallbackOver): Transition((ENDED,), callback_steps.over_dialling, "cancelled: nobody is connected"),
    (DIALLING, NodeRestarted): Transition((KEPT, ENDED), callback_steps.node_restarted_dialling, "Asterisk restarted"),
}


def fire(ctx: Context, call: Call, trigger: Trigger) -> bool:
    """Carry out the transition; False (and counted) when the table has none for the call's state."""
    transition = TRANSITIONS.get((call.state, type(trigger)))
    if transition is None:
        ctx.ignore(f"call {call.state}/{type(trigger).__name__}")
        return False
    transition.act(ctx, call, trigger)
    state = call.state if call.id in ctx.state.calls else None
    if state not in transition.to:
        raise EngineBug(f"{type(trigger).__name__} led call {call.id} to {state}, the table says {transition.to}")
    if state is not None:
        ctx.index_call(call)
    if call.attempt:
        ctx.persons.append((call, trigger))
    return True
