"""Facts as rows: one tuple a fact, in the order of its table's columns, ready for the database's driver.

The driver takes the rows as they are: SQLAlchemy's processing per value would cost more than the insert itself.
"""

from collections.abc import Callable
from typing import Any

from acd.adapters.sql import outbound_rows
from acd.adapters.sql.times import Row, Times
from acd.model.facts import (
    AgentStateFact,
    AttemptBegunFact,
    AttemptFact,
    BarredFact,
    CallbackFact,
    CallFact,
    CampaignFact,
    CdrFact,
    DispositionFact,
    Fact,
    LeadFact,
    OfferFact,
    PacingFact,
    SurveyFact,
    TransferFact,
    VisitFact,
    VoicemailFact,
)


def fact_row(fact: Fact, times: Times) -> Row:
    """The fact as a row. Raises ValueError or OverflowError for a time that no database can hold."""
    return _MAKERS[type(fact)](fact, times)


def _call(f: CallFact, times: Times) -> Row:
    answered_ms = f.answered_ms
    return (
        f.id,
        f.node,
        f.uniqueid,
        f.project,
        f.queue,
        f.caller_number,
        f.caller_name,
        f.dialled,
        times.of_ms(f.arrived_ms),
        None if answered_ms is None else times.of_ms(answered_ms),
        times.of_ms(f.ended_ms),
        (f.ended_ms if answered_ms is None else answered_ms) - f.arrived_ms,
        0 if answered_ms is None else f.ended_ms - answered_ms,
        f.agent,
        f.hung_up_by.value,
        None if f.outcome is None else f.outcome.value,
        f.transfers,
        f.hold_ms,
        f.entry,
        f.priority,
        f.csat,
        f.campaign,
        f.attempt,
        f.lead,
    )


def _visit(f: VisitFact, times: Times) -> Row:
    return (
        f.id,
        f.call,
        f.queue,
        f.project,
        times.of_ms(f.entered_ms),
        times.of_ms(f.ended_ms),
        f.wait_ms,
        f.outcome.value,
        f.agent,
        f.offers,
        f.within_service_level,
        f.level,
        f.transferred_from,
        f.expected_wait_ms,
        f.service_level_ms,
        f.requires,
        f.wanted_agent,
        f.wanted_ms,
    )


def _offer(f: OfferFact, times: Times) -> Row:
    return (
        f.id,
        f.call,
        f.visit,
        f.queue,
        f.agent,
        f.phone,
        times.of_ms(f.offered_ms),
        times.of_ms(f.ended_ms),
        f.ended_ms - f.offered_ms - f.talk_ms,
        f.result.value,
        f.talk_ms,
        f.reason,
        f.hold_ms,
        f.end_reason,
        f.project,
    )


def _agent_state(f: AgentStateFact, times: Times) -> Row:
    return (
        f.id,
        f.agent,
        f.state.value,
        f.reason,
        f.phone,
        f.call,
        times.of_ms(f.began_ms),
        times.of_ms(f.ended_ms),
        f.ended_ms - f.began_ms,
        f.paid,
        f.queue,
        f.project,
        f.set_by,
    )


def _transfer(f: TransferFact, times: Times) -> Row:
    return (
        f.id,
        f.call,
        f.from_agent,
        f.kind.value,
        f.target_kind.value,
        f.target,
        times.of_ms(f.started_ms),
        times.of_ms(f.ended_ms),
        f.result.value,
        f.queue,
        f.project,
    )


def _callback(f: CallbackFact, times: Times) -> Row:
    return (
        f.id,
        f.call,
        f.queue,
        f.number,
        times.of_ms(f.asked_ms),
        times.of_ms(f.place_ms),
        times.of_ms(f.ended_ms),
        f.attempts,
        f.outcome.value,
        f.project,
    )


def _voicemail(f: VoicemailFact, times: Times) -> Row:
    return (f.id, f.call, f.queue, f.agent, f.file, f.duration_ms, times.of_ms(f.recorded_ms), f.state)


def _survey(f: SurveyFact, times: Times) -> Row:
    return (f.id, f.call, f.agent, f.queue, f.question, f.answer, times.of_ms(f.at_ms))


def _cdr(f: CdrFact, times: Times) -> Row:
    return (
        f.uniqueid,
        f.node,
        f.sequence,
        f.linkedid,
        f.accountcode,
        f.src,
        f.dst,
        f.dcontext,
        f.clid,
        f.channel,
        f.dstchannel,
        f.lastapp,
        f.lastdata,
        times.of_text(f.start),
        times.of_text(f.answer),
        times.of_text(f.end),
        f.duration,
        f.billsec,
        f.disposition,
        f.amaflags,
        f.userfield,
        f.peeraccount,
    )


_MAKERS: dict[type[Fact], Callable[[Any, Times], Row]] = {
    CallFact: _call,
    VisitFact: _visit,
    OfferFact: _offer,
    AgentStateFact: _agent_state,
    TransferFact: _transfer,
    CallbackFact: _callback,
    VoicemailFact: _voicemail,
    SurveyFact: _survey,
    AttemptBegunFact: outbound_rows.attempt_begun,
    AttemptFact: outbound_rows.attempt,
    LeadFact: outbound_rows.lead,
    PacingFact: outbound_rows.pacing,
    CampaignFact: outbound_rows.campaign,
    DispositionFact: outbound_rows.disposition,
    BarredFact: outbound_rows.barred,
    CdrFact: _cdr,
}
