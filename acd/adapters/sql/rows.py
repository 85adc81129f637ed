"""Facts as rows: one tuple a fact, in the order of its table's columns, ready for the database's driver.

The driver takes the rows as they are (no SQLAlchemy processing per value, which costs more than the insert itself), so
times are made here: ``datetime`` for PostgreSQL, text for SQLite.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from acd.adapters.sql.tables import ms_to_datetime, ms_to_text
from acd.model.facts import AgentStateFact, CallFact, CdrFact, Fact, OfferFact, VisitFact

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Makes what the driver takes as a moment."""

    of_ms: Callable[[int], object]  # from UTC milliseconds
    of_text: Callable[[str], object]  # from Asterisk's ``YYYY-MM-DD HH:MM:SS`` (UTC), or empty: no moment


def _datetime_of(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def _text_of(text: str) -> str | None:
    return datetime.fromisoformat(text).isoformat(" ", "milliseconds")[:23] if text else None


TIMES = {"postgresql": Times(ms_to_datetime, _datetime_of), "sqlite": Times(ms_to_text, _text_of)}
"""By SQLAlchemy's name of the database."""


def fact_row(fact: Fact, times: Times) -> Row:
    """The fact as a row. Raises ValueError or OverflowError for a time that no database can hold."""
    match fact:
        case CallFact():
            return _call(fact, times)
        case VisitFact():
            return _visit(fact, times)
        case OfferFact():
            return _offer(fact, times)
        case AgentStateFact():
            return _agent_state(fact, times)
        case CdrFact():
            return _cdr(fact, times)


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
    )


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
