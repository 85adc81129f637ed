"""Agents give calls their outcome: it is recorded, and the lead follows the agent's word."""

from dataclasses import replace
from typing import Any

import pytest

from acd.commands import Reply
from acd.events import DispositionRequested, Origin
from acd.model.campaigns import Retry
from acd.model.dispositions import Disposition
from acd.model.facts import BarredFact, DispositionFact, LeadFact
from acd.model.leads import AttemptResult, LeadStatus
from acd.testing.engine import NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.campaigns import (
    agent_takes,
    calling,
    dials,
    fetches,
    gives,
    lead,
    person_answers,
    person_hangs_up,
    starts,
    supplies,
)
from tests.scenarios.words import answers, arrives, connects, logs_in

ASKED = Origin(request="r1")
HOUR_MS = 3_600_000
OUTCOMES = [
    Disposition("sold", "Sold"),
    Disposition("refused", "Refused"),
    Disposition("too-dear", "Too dear", parent="refused"),
    Disposition("later", "Later", callback=True),
    Disposition("again", "Again", retry=Retry(HOUR_MS, 3)),
    Disposition("never", "Never", do_not_call=True),
    Disposition("other-shop", "Another project's", project="bank"),
]


def talking(attempt: Any) -> Script:
    """Agent 101 talks with lead 1."""
    request = unknown()
    centre = replace(calling(), dispositions={each.id: each for each in OUTCOMES})
    play = script(centre)
    assert (
        play
        >> starts()
        << fetches(request)
        >> supplies(request, lead(1))
        >> logs_in("101")
        << dials(attempt, lead(1))
        >> person_answers(attempt)
        << gives(attempt, "101")
        >> agent_takes(attempt, "1001")
        >> passes(30)
    )
    return play


def gives_outcome(play: Script, disposition: str, callback_ms: int | None = None, mine: bool = False) -> Any:
    call = next(iter(play.state.talks))
    return DispositionRequested("101", call, disposition, "a note", callback_ms, mine, ASKED)


def test_an_outcome_given_while_talking_is_the_leads_at_the_end() -> None:
    attempt = unknown()
    play = talking(attempt)
    assert (
        play
        >> gives_outcome(play, "later", NOON_MS + 5 * HOUR_MS, mine=True)
        << Reply("r1", "ok", unknown())
        << recorded(
            DispositionFact, disposition="later", agent="101", lead=1, note="a note", callback_ms=NOON_MS + 5 * HOUR_MS
        )
    )
    assert not play.recorded(LeadFact)
    assert (
        play
        >> person_hangs_up(attempt, "1001")
        << recorded(
            LeadFact,
            lead=1,
            attempts=1,
            status=LeadStatus.CALLBACK,
            result=AttemptResult.CONNECTED,
            next_attempt_ms=NOON_MS + 5 * HOUR_MS,
            wanted_agent="101",
        )
    )


def test_an_outcome_given_after_the_call_changes_the_lead() -> None:
    attempt = unknown()
    play = talking(attempt)
    assert play >> person_hangs_up(attempt, "1001") << recorded(LeadFact, lead=1, status=LeadStatus.DONE)
    play >> passes(60) >> gives_outcome(play, "again") << Reply("r1", "ok", unknown())
    assert play << recorded(
        LeadFact, lead=1, status=LeadStatus.RETRY, next_attempt_ms=play.now_ms + HOUR_MS, attempts=1
    )


def test_the_last_word_counts() -> None:
    attempt = unknown()
    play = talking(attempt)
    play >> gives_outcome(play, "sold") << Reply("r1", "ok", unknown())
    play >> gives_outcome(play, "never") << Reply("r1", "ok", unknown())
    assert play << recorded(BarredFact, number=lead(1).number, project="shop", reason="disposition never")
    assert play >> person_hangs_up(attempt, "1001") << recorded(LeadFact, lead=1, status=LeadStatus.BARRED)
    assert len(play.recorded(DispositionFact)) == 2


@pytest.mark.parametrize(
    ("disposition", "callback_ms", "says"),
    [
        ("unheard-of", None, "can: sold, too-dear, later, again, never"),
        ("refused", None, "cannot be chosen"),
        ("other-shop", None, "cannot be chosen"),
        ("later", None, "needs the time"),
        ("later", NOON_MS, "is past"),
        ("sold", NOON_MS + HOUR_MS, "has no callback"),
    ],
)
def test_an_outcome_that_cannot_be(disposition: str, callback_ms: int | None, says: str) -> None:
    play = talking(unknown())
    play >> gives_outcome(play, disposition, callback_ms)
    reply = next(command for command in reversed(play.commands) if isinstance(command, Reply))
    assert reply.code == "conflict"
    assert says in reply.text
    assert play << reply
    assert not play.recorded(DispositionFact)


def test_nobody_gives_an_outcome_to_a_call_unheard_of() -> None:
    play = talking(unknown())
    assert play >> DispositionRequested("101", 7, "sold", "", None, False, ASKED) << Reply("r1", "not_found", unknown())


def test_an_inbound_call_has_an_outcome_too() -> None:
    play = script(replace(calling(), dispositions={each.id: each for each in OUTCOMES}))
    offer = unknown()
    play >> logs_in("101") >> arrives("c1", "100") << connects("c1", "101", offer=offer) >> answers("c1", "1001")
    call = play.call("c1").id
    assert (
        play
        >> DispositionRequested("101", call, "sold", "", None, False, ASKED)
        << Reply("r1", "ok", unknown())
        << recorded(DispositionFact, call=call, attempt=0, lead=0, disposition="sold")
    )
