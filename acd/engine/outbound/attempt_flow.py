"""The life of an attempt, from the order to dial to its end.

Theory of operation. Every change of an attempt's state goes through ``TRANSITIONS``: (state, trigger) -> the states it
may lead to and the step (``attempt_steps``) that does it. A pair that is not in the table changes nothing and is
counted: events repeat, come late, or not at all. An attempt that ended is not a state: it leaves the memory with an
``AttemptFact`` and a ``LeadFact``; whatever is heard of it later finds nothing.

States: DIALLING (ordered), RINGING (the carrier told so), LISTENING (picked up; the dialplan finds out by whom), PERSON
(a call of its own, which waits for an agent or talks: ``call_flow``), MESSAGE (what is left is a message, and the end).
AGENT: an agent has the lead first (``agent_first``), and the call is there from the beginning.

What ends an attempt is the end of its channel. Before anybody has answered, Asterisk tells of it twice: ``Gone`` (the
hang-up) and ``Failed`` (the reply to the order, which says why). After ``Gone`` the attempt waits a moment for
``Failed``; ``Failed`` alone, or first, ends it, and the other finds nothing. From the answer on, ``Gone`` ends it.

Which of two simultaneous causes wins:
- The lead's answer against the lead's hang-up: in the order told; who hung up before the limit was not abandoned.
- The lead's answer against our hang-up (it rang for long enough, or too long): we have cut off somebody who had
  answered. It counts as abandoned.
- An agent's answer against the limit: whichever is handled first; the dialplan's own limit always wins against an offer
  that was made after it, since the message is told before.
- A verdict that comes without the pick-up, a pick-up without the ringing: what was not heard is made up for.
- The end of the call against anything else of the attempt: the end.

What may get lost: the reply to an order (after the ring time and a margin the channel is hung up; when that tells
nothing either, the attempt is lost), the end of a channel (an audit finds that Asterisk has it no more), the whole node
(lost, all of them). While the link is down nothing falls due.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from acd.engine.context import Context
from acd.engine.outbound import attempt_steps as steps
from acd.engine.outbound import terms
from acd.engine.outbound.attempt_triggers import (
    CallOver,
    Connected,
    Failed,
    GivenUp,
    Gone,
    Key,
    LimitOver,
    NobodyCame,
    NodeRestarted,
    Overdue,
    PickedUp,
    Rang,
    Reached,
    Trigger,
)
from acd.engine.outbound.state import Attempt
from acd.errors import EngineBug
from acd.model.leads import AttemptState


@dataclass(frozen=True, slots=True)
class Transition:
    """``to``: the states it may lead to, None among them where it may end; ``sentence`` names the arrow."""

    to: tuple[AttemptState | None, ...]
    act: Callable[[Context, Attempt, Any], None]
    sentence: str


DIALLING, RINGING, LISTENING = AttemptState.DIALLING, AttemptState.RINGING, AttemptState.LISTENING
PERSON, MESSAGE, AGENT, ENDED = AttemptState.PERSON, AttemptState.MESSAGE, AttemptState.AGENT, None

TRANSITIONS: dict[tuple[AttemptState, type], Transition] = {
    (DIALLING, Rang): Transition((RINGING,), steps.rang, "the carrier says that it rings"),
    (DIALLING, PickedUp): Transition((LISTENING,), steps.picked_up, "answered, by whomever"),
    (DIALLING, Reached): Transition((PERSON, MESSAGE), steps.reached, "answered: who it is, is known"),
    (DIALLING, LimitOver): Transition((MESSAGE,), steps.limit_over, "nobody told us: the dialplan's limit was over"),
    (DIALLING, Failed): Transition((ENDED,), steps.failed, "busy, no answer, refused, no such number ..."),
    (DIALLING, Gone): Transition((DIALLING, ENDED), steps.gone_unanswered, "ended; in a moment it is told why"),
    (DIALLING, Overdue): Transition((DIALLING, ENDED), steps.overdue, "nothing heard: hung up, then lost"),
    (DIALLING, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (RINGING, PickedUp): Transition((LISTENING,), steps.picked_up, "answered, by whomever"),
    (RINGING, Reached): Transition((PERSON, MESSAGE), steps.reached, "answered: who it is, is known"),
    (RINGING, LimitOver): Transition((MESSAGE,), steps.limit_over, "nobody told us: the dialplan's limit was over"),
    (RINGING, Failed): Transition((ENDED,), steps.failed, "busy, no answer, refused ..."),
    (RINGING, Gone): Transition((RINGING, ENDED), steps.gone_unanswered, "ended; in a moment it is told why"),
    (RINGING, GivenUp): Transition((RINGING,), steps.given_up, "no agent will be there: we hang up"),
    (RINGING, Overdue): Transition((RINGING, ENDED), steps.overdue, "nothing heard: hung up, then lost"),
    (RINGING, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (LISTENING, Reached): Transition((PERSON, MESSAGE), steps.reached, "a person, or a machine"),
    (LISTENING, LimitOver): Transition((MESSAGE,), steps.limit_over, "nobody told us: the dialplan's limit was over"),
    (LISTENING, Failed): Transition((ENDED,), steps.failed, "it was no answer"),
    (LISTENING, Gone): Transition((ENDED,), steps.gone_listening, "hung up before it was known who it is"),
    (LISTENING, Overdue): Transition((LISTENING, ENDED), steps.overdue, "nothing heard: hung up, then lost"),
    (LISTENING, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted: lost"),
    (AGENT, Connected): Transition((PERSON,), steps.answered_to_agent, "the lead answers, and talks with the agent"),
    (AGENT, CallOver): Transition((ENDED,), steps.over_with_agent, "skipped, or the lead does not answer"),
    (PERSON, Connected): Transition((PERSON,), steps.connected, "an agent talks with the person"),
    (PERSON, NobodyCame): Transition((MESSAGE,), steps.nobody_came, "no agent in time: abandoned"),
    (PERSON, Key): Transition((PERSON,), steps.key, "a key is pressed"),
    (PERSON, CallOver): Transition((ENDED,), steps.call_over, "the call ends"),
    (MESSAGE, Key): Transition((MESSAGE, PERSON), steps.key, "a key is pressed: wants no calls, an agent, or answers"),
    (MESSAGE, CallOver): Transition((ENDED,), steps.call_over, "the call ends"),
    (MESSAGE, Gone): Transition((ENDED,), steps.gone_in_message, "the message is over, or was not wanted"),
    (MESSAGE, Overdue): Transition((MESSAGE, ENDED), steps.overdue, "it lasts too long: hung up, then over"),
    (MESSAGE, NodeRestarted): Transition((ENDED,), steps.lost, "Asterisk restarted"),
}


def begin(ctx: Context, attempt: Attempt) -> None:
    """The attempt is ordered now, or was found in Asterisk."""
    ctx.state.attempts[attempt.id] = attempt
    steps.set_state(ctx, attempt, AttemptState.DIALLING, terms.ring_ms(ctx, attempt.campaign))


def fire(ctx: Context, attempt: Attempt, trigger: Trigger) -> bool:
    """Carry out the transition; False (and counted) when the table has none for the attempt's state."""
    transition = TRANSITIONS.get((attempt.state, type(trigger)))
    if transition is None:
        ctx.ignore(f"attempt {attempt.state}/{type(trigger).__name__}")
        return False
    transition.act(ctx, attempt, trigger)
    state = attempt.state if attempt.id in ctx.state.attempts else None
    if state not in transition.to:
        raise EngineBug(f"{type(trigger).__name__} led attempt {attempt.id} to {state}, the table: {transition.to}")
    return True
