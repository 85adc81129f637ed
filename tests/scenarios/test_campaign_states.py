"""Campaigns are started, paused and stopped by people, and pause and finish by themselves."""

from dataclasses import replace

from acd.commands import Reply
from acd.events import CentreConfigured, LeadsAdded, Origin
from acd.model.campaigns import CampaignMode, CampaignState
from acd.model.centre import Trunk
from acd.model.facts import CampaignFact
from acd.model.leads import AttemptResult
from acd.testing.engine import NODE, Script, logged, passes, recorded, script, unknown
from tests.scenarios.campaigns import (
    calling,
    campaign,
    dials,
    ended,
    fetches,
    gives,
    gives_back,
    is_busy,
    it_rings,
    lead,
    lead_is,
    nobody_answers,
    pauses,
    person_answers,
    starts,
    stops,
    supplies,
)
from tests.scenarios.words import logs_in

ASKED = Origin(request="7")


def running(*leads: int) -> Script:
    """With these leads at hand and no agent; no other lead is there."""
    request = unknown()
    return script(calling()) >> starts() << fetches(request) >> supplies(request, *(lead(each) for each in leads))


def test_what_is_missing_is_said() -> None:
    lacking = campaign(lists=(), trunks=("gone",), caller_ids=(), queue=None, abandoned_message="")
    text = (
        "campaign spring cannot start: it has no list of leads, no trunk that takes calls out, no caller-ID, no queue, "
        "no message for persons to whom no agent comes (abandoned_message)"
    )
    assert script(calling(lacking)) >> starts(origin=ASKED) << Reply("7", "conflict", text)


def test_a_queue_without_agents_cannot_call_anybody() -> None:
    text = "campaign spring cannot start: it has no agents in queue sales"
    assert script(calling(agents={"104": ("support",)})) >> starts(origin=ASKED) << Reply("7", "conflict", text)


def test_an_unknown_campaign_is_named() -> None:
    text = "campaign autumn is not configured"
    play = script(calling())
    for asks in (starts, pauses, stops):
        play = play >> asks("autumn", ASKED) << Reply("7", "not_found", text)
    assert play


def test_a_pause_keeps_the_leads_and_a_stop_gives_them_back() -> None:
    attempt, request = unknown(), unknown()
    play = (
        running(1, 2)
        >> pauses(origin=ASKED)
        << Reply("7", "ok", "campaign spring is paused")
        << recorded(CampaignFact, state=CampaignState.PAUSED, by="boss")
        >> logs_in("101")
        >> starts(origin=ASKED)
        << Reply("7", "ok", "campaign spring is running")
        << dials(attempt, lead(1))
        << fetches(request)
        >> supplies(request)
        >> stops(origin=ASKED)
        << gives_back(2)
        << Reply("7", "ok", "campaign spring is stopped")
        >> person_answers(attempt)
        << gives(attempt, "101")  # what goes on is not touched
    )
    assert play
    assert play.state.campaigns["spring"].state is CampaignState.STOPPED


def test_pausing_what_does_not_run_is_refused() -> None:
    assert script(calling()) >> pauses(origin=ASKED) << Reply("7", "conflict", "campaign spring is not running")


def test_leads_that_come_after_the_stop_are_given_back() -> None:
    request = unknown()
    assert (
        script(calling())
        >> starts()
        << fetches(request)
        >> stops()
        >> supplies(request, lead(1))
        << gives_back(1)
        >> supplies(request, lead(1))
    )


def test_without_a_lead_left_it_finishes_and_goes_on_with_new_ones() -> None:
    request = unknown()
    first = unknown()
    play = running() << recorded(CampaignFact, state=CampaignState.FINISHED, reason="no lead is left")
    play = (
        play
        >> LeadsAdded(("others",))
        >> LeadsAdded(("people",))
        << recorded(CampaignFact, state=CampaignState.RUNNING, reason="new leads")
        << fetches(request)
        >> supplies(request, lead(5))
        >> logs_in("101")
        << dials(first, lead(5))
    )
    assert play


def test_a_lead_that_is_to_be_dialled_again_keeps_it_from_finishing() -> None:
    attempt, request = unknown(), unknown()
    play = running(1) >> logs_in("101") << dials(attempt, lead(1)) >> is_busy(attempt) << ended(AttemptResult.BUSY)
    assert play
    assert play.state.campaigns["spring"].state is CampaignState.RUNNING
    play = play >> passes(305) >> passes(10) << fetches(request) >> supplies(request)
    assert play
    assert play.state.campaigns["spring"].state is CampaignState.FINISHED


def test_a_trunk_that_refuses_everything_pauses_the_campaign_with_the_reason() -> None:
    request = unknown()
    leads = [lead(each) for each in range(1, 40)]
    play = script(calling()) >> starts() << fetches(request) >> supplies(request, *leads) >> logs_in("101")
    for number in range(1, 21):
        attempt = unknown()
        play = play << dials(attempt, lead(number)) >> nobody_answers(attempt, "CONGESTION", 21, 403)
    reason = "trunk out refuses every call: rejected (CONGESTION, cause 21, SIP 403)"
    assert play << recorded(CampaignFact, state=CampaignState.PAUSED, reason=reason, by="")
    assert play.state.campaigns["spring"].reason == reason


def test_another_trunk_takes_over_from_one_that_refuses() -> None:
    two = (Trunk("out", NODE, (), "a.example"), Trunk("other", NODE, (), "b.example"))
    request, last = unknown(), unknown()
    centre = calling(campaign(trunks=("out", "other")), trunks=two)
    leads = [lead(each) for each in range(1, 40)]
    play = script(centre) >> starts() << fetches(request, of=centre.campaigns["spring"]) >> supplies(request, *leads)
    play = play >> logs_in("101")
    for number in range(1, 21):
        attempt = unknown()
        play = play << dials(attempt, lead(number)) >> nobody_answers(attempt, "CONGESTION", 34, 503)
    play = play << dials(last, lead(21), trunk="other") >> it_rings(last)
    assert play
    assert play.state.campaigns["spring"].state is CampaignState.RUNNING


def test_a_campaign_that_is_configured_no_more_stops() -> None:
    centre = calling()
    assert (
        running(1)
        >> CentreConfigured(replace(centre, campaigns={}))
        << gives_back(1)
        << recorded(CampaignFact, state=CampaignState.STOPPED, reason="not configured any more")
        << logged("a campaign is stopped")
    )


def test_an_attempt_of_a_campaign_that_is_gone_ends_with_its_records() -> None:
    attempt = unknown()
    assert (
        running(1)
        >> logs_in("101")
        << dials(attempt, lead(1))
        >> CentreConfigured(replace(calling(), campaigns={}))
        >> is_busy(attempt)
        << ended(AttemptResult.BUSY, campaign="spring", mode=CampaignMode.PROGRESSIVE)
        << lead_is("retry")
    )
