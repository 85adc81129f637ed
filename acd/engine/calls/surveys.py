"""The survey after the talk: who is asked, and what was answered.

The questions stand on the caller's channel before an agent is rung, so the dialplan asks them with or without a daemon.
"""

from acd.commands import Record
from acd.engine.context import Context
from acd.engine.state import Call, channel_key
from acd.events import SurveyAnswered
from acd.model.facts import SurveyFact
from acd.model.states import CallState
from acd.model.surveys import Survey, as_variable
from acd.routing.order import chance

WHOLE = 1_000_000


def questions_for(ctx: Context, call: Call, queue_id: str) -> str | None:
    """What is to stand on the caller's channel when the queue's agent is rung; None: what stands there is right.

    The same calls are chosen however often they are offered.
    """
    survey = ctx.queue(queue_id).survey
    chosen = survey is not None and chance(call.id) % WHOLE < survey.share * WHOLE
    wanted = as_variable(survey) if survey is not None and chosen else ""
    if wanted == call.survey:
        return None
    call.survey = wanted
    return wanted


def answered(ctx: Context, event: SurveyAnswered) -> None:
    """One question is over; each is taken once, in their order. Only after the talk: a forged one comes at any time."""
    call_id = ctx.state.callers.get(channel_key(event.node, event.uniqueid))
    call = ctx.state.calls[call_id] if call_id is not None else None
    queue = ctx.state.centre.queues.get(call.queue or "") if call is not None else None
    survey = queue.survey if queue is not None else None
    if call is None or survey is None or call.state is not CallState.LEAVING or not call.survey:
        ctx.ignore("an answer nobody asked for")
        return
    if not call.surveyed < event.question <= len(survey.questions):
        ctx.ignore("an answer to no question")
        return
    call.surveyed = event.question
    answer = _counting(survey, event.answer)
    if event.question == 1:
        call.csat = answer
    ctx.emit(
        Record(
            SurveyFact(
                id=ctx.new_id(),
                call=call.id,
                agent=call.agent,
                queue=call.queue,
                question=survey.questions[event.question - 1],
                answer=answer,
                at_ms=ctx.now_ms,
            )
        )
    )


def _counting(survey: Survey, text: str) -> int | None:
    """The answer, if it is one of those that count."""
    answer = int(text) if len(text) == 1 and text.isascii() and text.isdecimal() else None
    return answer if answer is not None and survey.lowest <= answer <= survey.highest else None
