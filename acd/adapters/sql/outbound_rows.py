"""Facts of outbound calling as rows, in the order of what takes them: a table, or a statement of ``changes``."""

from acd.adapters.sql.times import Row, Times
from acd.model.facts import (
    AttemptBegunFact,
    AttemptFact,
    BarredFact,
    CampaignFact,
    DispositionFact,
    LeadFact,
    PacingFact,
)


def attempt_begun(f: AttemptBegunFact, times: Times) -> Row:
    return (f.id, f.campaign, f.project, f.lead, f.number, times.of_ms(f.at_ms))


def attempt(f: AttemptFact, times: Times) -> Row:
    return (
        f.id,
        f.campaign,
        f.project,
        f.mode.value,
        f.lead,
        f.list,
        f.number,
        f.attempt,
        f.node,
        f.uniqueid,
        f.trunk,
        f.caller_id,
        times.of_ms(f.began_ms),
        times.of_ms(f.ended_ms),
        f.result.value,
        times.if_any(f.rang_ms),
        times.if_any(f.picked_up_ms),
        times.if_any(f.reached_ms),
        f.call,
        f.agent,
        f.wait_ms,
        f.dial_status,
        f.cause,
        f.sip,
        f.verdict.value,
        f.verdict_cause,
        f.decision,
        f.keys,
    )


def lead(f: LeadFact, times: Times) -> Row:
    return (
        f.lead,
        f.id,
        f.attempts,
        f.status.value,
        f.result.value,
        times.of_ms(f.at_ms),
        times.if_any(f.next_attempt_ms),
        f.number_index,
        f.wanted_agent,
    )


def pacing(f: PacingFact, times: Times) -> Row:
    return (f.id, f.campaign, times.of_ms(f.at_ms), f.dialled, f.inputs, f.reason)


def campaign(f: CampaignFact, times: Times) -> Row:
    return (f.id, f.campaign, f.state.value, f.reason, f.by, times.of_ms(f.at_ms))


def disposition(f: DispositionFact, times: Times) -> Row:
    return (
        f.id,
        f.call,
        f.attempt,
        f.lead,
        f.campaign,
        f.agent,
        f.disposition,
        f.note,
        times.of_ms(f.at_ms),
        times.if_any(f.callback_ms),
        f.callback_agent,
    )


def barred(f: BarredFact, times: Times) -> Row:
    return (f.number, f.project, f.campaign, f.reason, times.of_ms(f.at_ms), f.attempt)
