"""What the transitions of an attempt do; the table in ``acd.engine.outbound.attempt_flow`` says when.

Every function takes the context, the attempt and the trigger, and leaves the attempt in one of the states that the
table names, or ended.
"""

from acd.commands import HangUp
from acd.dialer.classify import classify
from acd.dialer.pacing import Outcome
from acd.engine.context import Context
from acd.engine.outbound import dispositions, outcomes, persons, terms, trunks
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
)
from acd.engine.outbound.state import Attempt
from acd.engine.state import Timer
from acd.model.campaigns import KeyAction, MachineAction
from acd.model.leads import AttemptResult, AttemptState, Verdict

LISTEN_MARGIN_MS = 10_000  # beyond the longest that AMD listens, before we take matters in hand
REPLY_MS = 5_000  # between a hang-up, ours or not, and word of it
LOST_MS = 30_000  # so long after our first hang-up nobody knows any more
MESSAGE_MAX_MS = 300_000


def set_state(ctx: Context, attempt: Attempt, state: AttemptState, due_ms: int = 0) -> None:
    """``due_ms``: from now; something must have been heard by then. 0: others look after that."""
    if attempt.state is not state:
        attempt.state, attempt.since_ms = state, ctx.now_ms
    expect(ctx, attempt, due_ms)
    ctx.hands.note_attempt(attempt)


def expect(ctx: Context, attempt: Attempt, due_ms: int) -> None:
    attempt.due_ms = ctx.now_ms + due_ms if due_ms else 0
    if due_ms:
        ctx.schedule(due_ms, Timer.ATTEMPT, f"{attempt.id}/{attempt.due_ms}")


def end(ctx: Context, attempt: Attempt, result: AttemptResult) -> None:
    """The attempt leaves the memory as facts."""
    _land(ctx, attempt, Outcome.OTHER)
    del ctx.state.attempts[attempt.id]
    ctx.hands.forget_attempt(attempt)
    trunks.attempt_ended(ctx, attempt, result)
    outcomes.record(ctx, attempt, result)
    ctx.ended_attempts.append(attempt)


def _land(ctx: Context, attempt: Attempt, outcome: Outcome) -> None:
    """It is in flight no longer: tell the pace, once. To be called before the state changes."""
    known = ctx.state.campaigns.get(attempt.campaign)
    if attempt.in_flight and known is not None:
        known.pace.attempt_ended(ctx.now_ms - attempt.began_ms, outcome, ctx.now_ms)


def _hang_up(ctx: Context, attempt: Attempt) -> None:
    attempt.hung_up_ms = attempt.hung_up_ms or ctx.now_ms
    ctx.emit(HangUp(attempt.node, attempt.channel_name))


# Before anybody has answered.


def rang(ctx: Context, attempt: Attempt, _: Rang) -> None:
    """From here on the ring time counts."""
    attempt.rang_ms = ctx.now_ms
    trunks.works(ctx, attempt.trunk)
    set_state(ctx, attempt, AttemptState.RINGING, REPLY_MS if attempt.hung_up else terms.ring_ms(ctx, attempt.campaign))


def picked_up(ctx: Context, attempt: Attempt, trigger: PickedUp) -> None:
    attempt.picked_up_ms, attempt.channel = ctx.now_ms, trigger.channel
    trunks.works(ctx, attempt.trunk)
    listening_ms = terms.listening_ms(ctx, attempt)
    set_state(ctx, attempt, AttemptState.LISTENING, REPLY_MS if attempt.hung_up else listening_ms + LISTEN_MARGIN_MS)


def failed(ctx: Context, attempt: Attempt, trigger: Failed) -> None:
    """Why nobody answered."""
    attempt.dial_status, attempt.sip = trigger.dial_status, trigger.sip
    attempt.cause = trigger.cause or attempt.cause
    end(ctx, attempt, attempt.result or _classified(attempt))


def _classified(attempt: Attempt) -> AttemptResult:
    return classify(attempt.dial_status, attempt.cause, attempt.sip)


def gone_unanswered(ctx: Context, attempt: Attempt, trigger: Gone) -> None:
    """Why, the reply to the order tells, which follows; an audit that finds no channel has waited long enough."""
    if not trigger.cause and not attempt.gone:
        end(ctx, attempt, attempt.result or AttemptResult.LOST)
        return
    attempt.gone, attempt.cause = True, trigger.cause or attempt.cause
    expect(ctx, attempt, REPLY_MS)


def given_up(ctx: Context, attempt: Attempt, _: GivenUp) -> None:
    _land(ctx, attempt, Outcome.GIVEN_UP)
    _hang_up(ctx, attempt)
    attempt.result = AttemptResult.NO_ANSWER
    set_state(ctx, attempt, attempt.state, REPLY_MS)


def overdue(ctx: Context, attempt: Attempt, _: Overdue) -> None:
    """It rang for long enough, or something was not heard: hang up, again and again. In the end nobody knows."""
    if attempt.gone:
        end(ctx, attempt, attempt.result or _classified(attempt))
    elif attempt.hung_up and ctx.now_ms - attempt.hung_up_ms >= LOST_MS:
        known = attempt.result if attempt.state is AttemptState.MESSAGE else None
        end(ctx, attempt, known or AttemptResult.LOST)
    else:
        _land(ctx, attempt, Outcome.OTHER)
        if attempt.state is AttemptState.RINGING:
            attempt.result = AttemptResult.NO_ANSWER
        _hang_up(ctx, attempt)
        set_state(ctx, attempt, attempt.state, REPLY_MS)


def lost(ctx: Context, attempt: Attempt, _: NodeRestarted) -> None:
    end(ctx, attempt, attempt.result or AttemptResult.LOST)


def gone_listening(ctx: Context, attempt: Attempt, trigger: Gone) -> None:
    """Whom we cut off was a person, as far as anybody knows."""
    attempt.cause = trigger.cause
    if attempt.hung_up:
        attempt.reached_ms, attempt.wait_ms = ctx.now_ms, 0
        _person_served(ctx, attempt, abandoned=True)
        end(ctx, attempt, AttemptResult.ABANDONED)
    else:
        end(ctx, attempt, AttemptResult.HUNG_UP)


# It is known who answered.


def reached(ctx: Context, attempt: Attempt, trigger: Reached) -> None:
    attempt.picked_up_ms = attempt.picked_up_ms or ctx.now_ms
    attempt.reached_ms = max(ctx.now_ms - trigger.waited_ms, attempt.began_ms)
    attempt.verdict, attempt.verdict_cause = trigger.verdict, trigger.cause
    trunks.works(ctx, attempt.trunk)
    on_machine = terms.on_machine(ctx, attempt) if trigger.verdict is Verdict.MACHINE else MachineAction.CONNECT
    if on_machine is not MachineAction.CONNECT:
        _machine(ctx, attempt, on_machine)
        return
    _land(ctx, attempt, Outcome.PERSON)
    if attempt.hung_up:
        _abandoned(ctx, attempt, 0)
        set_state(ctx, attempt, AttemptState.MESSAGE, REPLY_MS)
    elif terms.agentless(ctx, attempt) is not None:
        attempt.result = AttemptResult.PLAYED
        set_state(ctx, attempt, AttemptState.MESSAGE, MESSAGE_MAX_MS)
    else:
        outcomes.counts(ctx, attempt.campaign).persons += 1
        set_state(ctx, attempt, AttemptState.PERSON)
        persons.begin(ctx, attempt)


def _machine(ctx: Context, attempt: Attempt, action: MachineAction) -> None:
    """The dialplan hangs up, or leaves the message, by itself."""
    _land(ctx, attempt, Outcome.OTHER)
    attempt.result = AttemptResult.MACHINE
    leaves_message = action is MachineAction.MESSAGE and not attempt.hung_up
    set_state(ctx, attempt, AttemptState.MESSAGE, MESSAGE_MAX_MS if leaves_message else REPLY_MS)


def _abandoned(ctx: Context, attempt: Attempt, wait_ms: int) -> None:
    """A person answered, and no agent comes."""
    attempt.result, attempt.wait_ms = AttemptResult.ABANDONED, wait_ms
    _person_served(ctx, attempt, abandoned=True)


def _person_served(ctx: Context, attempt: Attempt, abandoned: bool) -> None:
    known = ctx.state.campaigns.get(attempt.campaign)
    pacing = terms.pacing(ctx, attempt.campaign)
    if known is not None and pacing is not None:
        known.pace.person_served(pacing, abandoned, ctx.now_ms)
    if known is not None:
        outcomes.counts(ctx, attempt.campaign).abandoned += abandoned


def limit_over(ctx: Context, attempt: Attempt, _: LimitOver) -> None:
    """That the person answered was not heard."""
    limit_ms = terms.limit_ms(ctx, attempt)
    attempt.reached_ms = attempt.picked_up_ms = max(ctx.now_ms - limit_ms, attempt.picked_up_ms or attempt.began_ms)
    _land(ctx, attempt, Outcome.PERSON)
    outcomes.counts(ctx, attempt.campaign).persons += 1
    _abandoned(ctx, attempt, ctx.now_ms - attempt.reached_ms)
    set_state(ctx, attempt, AttemptState.MESSAGE, MESSAGE_MAX_MS)


# A person, and messages.


def connected(ctx: Context, attempt: Attempt, trigger: Connected) -> None:
    if attempt.agent is not None:
        return
    attempt.agent = trigger.agent
    attempt.wait_ms = ctx.now_ms - (attempt.reached_ms or ctx.now_ms)
    outcomes.counts(ctx, attempt.campaign).connected += 1
    dispositions.remember(ctx, attempt)
    if attempt.result is None:  # else a key of an agentless message led here: nothing was promised
        _person_served(ctx, attempt, abandoned=False)
    ctx.hands.note_attempt(attempt)


def answered_to_agent(ctx: Context, attempt: Attempt, trigger: Connected) -> None:
    """Nobody had to wait: the agent was there before."""
    attempt.picked_up_ms = attempt.reached_ms = ctx.now_ms
    outcomes.counts(ctx, attempt.campaign).persons += 1
    set_state(ctx, attempt, AttemptState.PERSON)
    connected(ctx, attempt, trigger)


def over_with_agent(ctx: Context, attempt: Attempt, trigger: CallOver) -> None:
    end(ctx, attempt, attempt.result or (AttemptResult.LOST if trigger.lost else AttemptResult.AGENT_GONE))


def nobody_came(ctx: Context, attempt: Attempt, _: NobodyCame) -> None:
    """The call ends by itself, and the attempt with it."""
    _abandoned(ctx, attempt, ctx.now_ms - (attempt.reached_ms or ctx.now_ms))
    set_state(ctx, attempt, AttemptState.MESSAGE)


def key(ctx: Context, attempt: Attempt, trigger: Key) -> None:
    attempt.keys += trigger.key
    agentless = terms.agentless(ctx, attempt)
    action = agentless.keys.get(trigger.key) if agentless is not None else None
    if action is KeyAction.OPT_OUT or (agentless is None and trigger.key == terms.opt_out_key(ctx, attempt)):
        outcomes.bar(ctx, attempt, "asked by a key")
        if attempt.result is AttemptResult.PLAYED:
            attempt.result = AttemptResult.OPTED_OUT
    elif action is KeyAction.CONNECT and not attempt.call:
        set_state(ctx, attempt, AttemptState.PERSON)
        persons.begin(ctx, attempt, limited=False)


def gone_in_message(ctx: Context, attempt: Attempt, trigger: Gone) -> None:
    attempt.cause = trigger.cause
    end(ctx, attempt, attempt.result or AttemptResult.HUNG_UP)


def call_over(ctx: Context, attempt: Attempt, trigger: CallOver) -> None:
    """Who hung up before the limit was over was not abandoned."""
    if attempt.agent is not None:
        result = AttemptResult.CONNECTED
    elif attempt.result is not None:
        result = attempt.result
    elif trigger.lost:
        result = AttemptResult.LOST
    else:
        result = AttemptResult.HUNG_UP
        attempt.wait_ms = ctx.now_ms - (attempt.reached_ms or ctx.now_ms)
        _person_served(ctx, attempt, abandoned=False)
    end(ctx, attempt, result)
