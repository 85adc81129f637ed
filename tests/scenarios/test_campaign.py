"""A campaign from its start to the records of its attempts."""

from acd.events import ChannelHungUp
from acd.model.campaigns import CampaignState
from acd.model.facts import AttemptBegunFact, AttemptFact, CallFact, CampaignFact, LeadFact, PacingFact
from acd.model.leads import AttemptResult, LeadStatus
from acd.testing.engine import NODE, NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.campaigns import (
    agent_takes,
    calling,
    dials,
    ended,
    ends,
    fetches,
    gives,
    is_busy,
    it_rings,
    lead,
    lead_is,
    limit_is_over,
    nobody_answers,
    person_answers,
    person_hangs_up,
    says_sorry,
    starts,
    supplies,
)
from tests.scenarios.words import audit, logs_in, rings

S = 1_000


def dialling(attempt: object) -> Script:
    """A campaign that dials lead 1 for agent 101; no other lead is due before an hour."""
    request = unknown()
    return (
        script(calling())
        >> starts()
        << fetches(request)
        >> logs_in("101")
        >> supplies(request, lead(1), next_due_ms=NOON_MS + 3_600 * S)
        << dials(attempt, lead(1))
    )


def test_a_lead_is_dialled_for_a_ready_agent_talks_and_is_recorded() -> None:
    attempt = unknown()
    play = (
        dialling(attempt)
        << recorded(AttemptBegunFact, lead=1, number="+79000000001")
        << recorded(PacingFact, dialled=1)
        >> passes(1)
        >> it_rings(attempt)
        >> passes(4)
        >> person_answers(attempt)
        << gives(attempt, "101")
        >> passes(0.1)
        >> agent_takes(attempt, "1001")
        >> passes(60)
        >> person_hangs_up(attempt, "1001")
        << ended(AttemptResult.CONNECTED, agent="101", wait_ms=100, lead=1, attempt=1)
        << lead_is(LeadStatus.DONE, lead=1, attempts=1)
        << recorded(CallFact, campaign="spring", lead=1, agent="101", caller_number="+79000000001")
    )
    assert play
    [fact] = play.recorded(AttemptFact)
    assert (fact.rang_ms, fact.picked_up_ms, fact.reached_ms) == (NOON_MS + S, NOON_MS + 5 * S, NOON_MS + 5 * S)
    assert fact.decision == play.recorded(PacingFact)[0].id
    assert fact.call == play.recorded(CallFact)[0].id
    assert not play.state.attempts


def test_who_is_busy_is_called_again_later_and_the_agent_has_the_next_lead() -> None:
    first, second, request = unknown(), unknown(), unknown()
    assert (
        script(calling())
        >> starts()
        << fetches(request)
        << recorded(CampaignFact, state=CampaignState.RUNNING, by="boss")
        >> logs_in("101")
        >> supplies(request, lead(1), lead(2), next_due_ms=NOON_MS + 3_600 * S)
        << dials(first, lead(1))
        >> passes(2)
        >> is_busy(first)
        << ended(AttemptResult.BUSY, lead=1, cause=17, sip=486, dial_status="BUSY")
        << lead_is(LeadStatus.RETRY, lead=1, result=AttemptResult.BUSY)
        << dials(second, lead(2))
    )


def test_the_ringing_is_ended_after_its_time() -> None:
    attempt = unknown()
    assert (
        dialling(attempt)
        >> passes(3)
        >> it_rings(attempt)
        >> passes(24.9)
        >> passes(0.1)
        << ends(attempt)
        >> nobody_answers(attempt, "", 16)
        << ended(AttemptResult.NO_ANSWER)
        << lead_is(LeadStatus.RETRY)
    )


def test_a_person_to_whom_no_agent_comes_hears_the_message() -> None:
    """The dialplan tells that it plays it, a moment before our own limit."""
    attempt = unknown()
    assert (
        dialling(attempt)
        >> logs_in("101", ready=False)
        >> person_answers(attempt)
        >> passes(1.999)
        >> limit_is_over(attempt)
        >> passes(5)
        >> person_hangs_up(attempt)
        << ended(AttemptResult.ABANDONED, agent=None, wait_ms=1_999)
        << lead_is(LeadStatus.RETRY, result=AttemptResult.ABANDONED)
    )


def test_the_message_is_ordered_when_the_dialplan_does_not_tell_of_it() -> None:
    attempt = unknown()
    assert (
        dialling(attempt)
        >> logs_in("101", ready=False)
        >> person_answers(attempt)
        >> passes(2)
        >> passes(0.3)
        << says_sorry(attempt)
        >> limit_is_over(attempt)
        >> person_hangs_up(attempt)
        << ended(AttemptResult.ABANDONED, wait_ms=2_000)
    )


def test_a_phone_that_does_not_answer_by_itself_costs_the_person_no_more_than_the_limit() -> None:
    attempt = unknown()
    play = (
        dialling(attempt)
        >> person_answers(attempt)
        << gives(attempt, "101")
        >> passes(0.5)
        >> rings("1001")
        >> passes(1.5)
        << says_sorry(attempt)
    )
    assert play
    assert play.agent("101").refusals == 0


def test_who_hangs_up_before_the_limit_is_not_abandoned() -> None:
    attempt = unknown()
    assert (
        dialling(attempt)
        >> logs_in("101", ready=False)
        >> person_answers(attempt)
        >> passes(1)
        >> person_hangs_up(attempt)
        << ended(AttemptResult.HUNG_UP, wait_ms=1_000)
    )


def test_a_lost_reply_ends_the_attempt_all_the_same() -> None:
    attempt = unknown()
    play = dialling(attempt) >> passes(25) << ends(attempt)
    for _ in range(5):
        play = play >> passes(5) << ends(attempt)
    play = play >> passes(5) << ended(AttemptResult.LOST) << lead_is(LeadStatus.RETRY)
    assert play
    assert len(play.recorded(AttemptFact)) == len(play.recorded(LeadFact)) == 1


def test_the_hang_up_alone_tells_enough_after_a_moment() -> None:
    attempt = unknown()
    assert (
        dialling(attempt)
        >> ChannelHungUp(NODE, f"acd-a{attempt}", 17)
        >> passes(5)
        << ended(AttemptResult.BUSY, cause=17)
    )


def test_an_audit_that_finds_no_channel_ends_the_attempt() -> None:
    attempt = unknown()
    assert dialling(attempt) >> passes(5) >> audit() << ended(AttemptResult.LOST)
