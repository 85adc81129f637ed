"""What the transitions of an agent who hears a message do; the table in ``acd.engine.calls.call_flow`` says when."""

from acd.engine import ledger
from acd.engine.calls import call_steps
from acd.engine.calls.call_steps import end_talk
from acd.engine.calls.call_triggers import (
    AgentLeft,
    MessageHeard,
    NodeRestarted,
)
from acd.engine.calls.onward import set_state
from acd.engine.context import Context
from acd.engine.deferred.kept import callback_of, close_message, pause, voicemail_rules, write_down
from acd.engine.state import Call
from acd.model.states import CallState, HungUpBy, MessageAction, VisitOutcome


def message_heard(ctx: Context, call: Call, trigger: MessageHeard) -> None:
    """The agent's time with the message is work on a call: it counts as talk, and wrap-up follows."""
    if trigger.action is MessageAction.CALL:
        callback_of(call).attempts += 1
        set_state(ctx, call, CallState.DIALLING)
        write_down(ctx, call)
    elif trigger.action is MessageAction.DONE:
        call.agent = end_talk(ctx, call, HungUpBy.AGENT.value).agent
        ledger.end_visit(ctx, call, VisitOutcome.VOICEMAIL)
        close_message(ctx, call, "done")
        call_steps.end(ctx, call)
    else:
        _put_off(ctx, call)


def stopped_listening(ctx: Context, call: Call, _: AgentLeft | NodeRestarted) -> None:
    """Hung up without a word: the message waits on."""
    _put_off(ctx, call)


def _put_off(ctx: Context, call: Call) -> None:
    end_talk(ctx, call, HungUpBy.AGENT.value)
    pause(ctx, call, voicemail_rules(ctx, call.queue).pause_ms)
