"""However an attempt ends, and whatever is lost of it, it ends once; machines, messages, keys."""

from dataclasses import replace

import pytest

from acd.commands import FetchLeads
from acd.events import (
    AttemptReached,
    ChannelHungUp,
    Event,
    NodeConnected,
    NodeLost,
    NumbersBarred,
)
from acd.model.campaigns import Agentless, AnsweringMachines, Campaign, CampaignMode, KeyAction, MachineAction
from acd.model.channels import ChannelSnapshot, Place
from acd.model.facts import AttemptFact, BarredFact, CallFact, LeadFact
from acd.model.leads import AttemptResult, LeadStatus, Verdict
from acd.model.states import PhoneState
from acd.testing.engine import NODE, NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.campaigns import (
    agent_takes,
    calling,
    campaign,
    channel,
    dials,
    ended,
    ends,
    gives,
    it_rings,
    lead,
    lead_is,
    limit_is_over,
    machine_answers,
    nobody_answers,
    person_answers,
    person_hangs_up,
    picked_up,
    presses_key,
    says_sorry,
    starts,
    supplies,
    uniqueid,
)
from tests.scenarios.words import agent_channel, audit, logs_in, rings

HOUR_MS = 3_600_000
MACHINES = AnsweringMachines(on_machine=MachineAction.HANG_UP)
SURVEY = Agentless("survey", {"1": KeyAction.CONNECT, "2": KeyAction.OPT_OUT, "3": KeyAction.ANSWER})


def dialling(attempt: object, of: Campaign | None = None, agent: bool = True) -> Script:
    """A campaign that dials lead 1; no other lead is due before an hour."""
    given = of or campaign()
    request = unknown()
    play = script(calling(given)) >> starts() << FetchLeads(given, request, unknown())
    if agent:
        play = play >> logs_in("101")
    return (
        play
        >> supplies(request, lead(1), next_due_ms=NOON_MS + HOUR_MS)
        << dials(attempt, lead(1), machines=given.machines, agentless=given.agentless, queue=given.queue or "")
    )


def once(play: Script) -> None:
    """The attempt is over, with one record of it and one of its lead."""
    assert play
    assert not play.state.attempts
    assert len(play.recorded(AttemptFact)) == 1
    assert len(play.recorded(LeadFact)) == 1


# Machines.


def test_a_machine_is_no_person() -> None:
    attempt = unknown()
    play = (
        dialling(attempt, campaign(machines=MACHINES))
        >> machine_answers(attempt)
        >> ChannelHungUp(NODE, uniqueid(attempt), 16)
        << ended(AttemptResult.MACHINE, verdict=Verdict.MACHINE, verdict_cause="TOOLONG")
        << lead_is(LeadStatus.RETRY)
    )
    once(play)
    assert not play.recorded(CallFact)


def test_a_machine_may_be_given_to_an_agent() -> None:
    attempt = unknown()
    connecting = campaign(machines=AnsweringMachines(on_machine=MachineAction.CONNECT))
    assert dialling(attempt, connecting) >> machine_answers(attempt) << gives(attempt, "101")


def test_the_end_of_the_greeting_counts_against_the_limit() -> None:
    attempt = unknown()
    play = dialling(attempt, campaign(machines=MACHINES)) >> logs_in("101", ready=False)
    play = (
        play
        >> passes(5)
        >> person_answers(attempt, Verdict.PERSON, waited_ms=800)
        >> passes(1.2)
        >> limit_is_over(attempt)
    )
    assert play >> person_hangs_up(attempt) << ended(AttemptResult.ABANDONED, wait_ms=2_000)


def test_who_hangs_up_while_somebody_listens_is_not_abandoned() -> None:
    attempt = unknown()
    play = dialling(attempt, campaign(machines=MACHINES)) >> picked_up(attempt) >> passes(1)
    once(play >> ChannelHungUp(NODE, uniqueid(attempt), 16) << ended(AttemptResult.HUNG_UP, reached_ms=None))


# Keys.


def test_who_opts_out_of_the_message_is_barred_and_counts_as_abandoned() -> None:
    attempt = unknown()
    play = (
        dialling(attempt)
        >> logs_in("101", ready=False)
        >> person_answers(attempt)
        >> passes(2)
        >> limit_is_over(attempt)
        >> presses_key(attempt, "9")
        << recorded(BarredFact, number="+79000000001", project="shop")
        >> presses_key(attempt, "9")
        >> person_hangs_up(attempt)
        << ended(AttemptResult.ABANDONED, keys="99")
        << lead_is(LeadStatus.BARRED, next_attempt_ms=None)
    )
    once(play)
    assert len(play.recorded(BarredFact)) == 1


def test_a_message_without_agents_is_played_to_its_end() -> None:
    attempt = unknown()
    agentless = campaign(mode=CampaignMode.AGENTLESS, agentless=SURVEY, queue=None)
    play = dialling(attempt, agentless, agent=False) >> person_answers(attempt) >> presses_key(attempt, "3")
    once(play >> ChannelHungUp(NODE, uniqueid(attempt), 16) << ended(AttemptResult.PLAYED, keys="3"))


def test_who_opts_out_of_a_message_without_agents_is_barred() -> None:
    attempt = unknown()
    agentless = campaign(mode=CampaignMode.AGENTLESS, agentless=SURVEY, queue=None)
    play = dialling(attempt, agentless, agent=False) >> person_answers(attempt) >> presses_key(attempt, "2")
    play = play << recorded(BarredFact) >> ChannelHungUp(NODE, uniqueid(attempt), 16) << ended(AttemptResult.OPTED_OUT)
    once(play << lead_is(LeadStatus.BARRED))


def test_a_key_leads_from_a_message_to_an_agent_without_a_limit() -> None:
    attempt = unknown()
    agentless = campaign(mode=CampaignMode.AGENTLESS, agentless=SURVEY)
    play = dialling(attempt, agentless, agent=False) >> person_answers(attempt) >> presses_key(attempt, "1")
    play = play >> passes(60) >> logs_in("101")
    offer = replace(gives(attempt, "101", ring_ms=20_000), auto_answer=False)
    play = play << offer >> agent_takes(attempt, "1001") >> passes(5) >> person_hangs_up(attempt, "1001")
    once(play << ended(AttemptResult.CONNECTED, agent="101", keys="1"))


def test_numbers_barred_meanwhile_are_not_dialled() -> None:
    request = unknown()
    play = script(calling()) >> starts() << FetchLeads(campaign(), request, unknown())
    play = play >> supplies(request, lead(1), next_due_ms=NOON_MS + HOUR_MS)
    from_hopper = play >> NumbersBarred(("+79000000001",), "shop")
    assert [type(command).__name__ for command in from_hopper.commands][-1] == "ReleaseLeads"
    play._unnamed.clear()
    assert play >> logs_in("101")


def test_a_lead_where_it_is_night_is_not_dialled() -> None:
    request = unknown()
    play = script(calling()) >> starts() << FetchLeads(campaign(), request, unknown()) >> logs_in("101")
    play = play >> supplies(request, lead(1, zones=("Asia/Tokyo",)), next_due_ms=NOON_MS + HOUR_MS)
    assert [type(command).__name__ for command in play.commands][-1] == "ReleaseLeads"
    play._unnamed.clear()
    assert play >> passes(0.9), "the same leads are not asked for in a loop"


# Two causes at once, and what is lost.


def test_both_orders_of_hang_up_and_reply_end_it_once() -> None:
    for order in (1, -1):
        attempt = unknown()
        play = dialling(attempt) >> nobody_answers(attempt, "BUSY", 17)[::order] >> passes(60)
        once(play)
        assert play.recorded(AttemptFact)[0].result is AttemptResult.BUSY


def test_a_person_who_answers_at_the_moment_of_our_hang_up_counts_as_abandoned() -> None:
    attempt = unknown()
    play = (
        dialling(attempt)
        >> it_rings(attempt)
        >> passes(25)
        << ends(attempt)
        >> person_answers(attempt)
        >> person_hangs_up(attempt)
        << ended(AttemptResult.ABANDONED, wait_ms=0)
    )
    once(play >> nobody_answers(attempt, "", 16))
    assert play.state.campaigns["spring"].counts.abandoned == 1


def test_an_answer_of_which_only_the_end_of_the_limit_is_heard() -> None:
    attempt = unknown()
    play = dialling(attempt) >> passes(10) >> limit_is_over(attempt) >> person_hangs_up(attempt)
    once(play << ended(AttemptResult.ABANDONED, wait_ms=2_000))


def test_a_verdict_alone_makes_a_person() -> None:
    attempt = unknown()
    play = dialling(attempt) >> AttemptReached(NODE, uniqueid(attempt), Verdict.OFF, "")
    offered = replace(gives(attempt, "101"), channel=uniqueid(attempt))
    assert play << offered


@pytest.mark.parametrize(
    "late",
    [it_rings, person_answers, machine_answers, limit_is_over, nobody_answers, person_hangs_up],
)
def test_what_is_heard_after_the_end_changes_nothing(late: object) -> None:
    attempt = unknown()
    play = dialling(attempt) >> nobody_answers(attempt)
    happening = late(attempt)  # type: ignore[operator]  # one of the words
    once(play >> happening >> passes(120))


def test_a_restart_of_asterisk_loses_all_attempts() -> None:
    attempt = unknown()
    play = dialling(attempt) >> it_rings(attempt) >> NodeLost(NODE) >> NodeConnected(NODE, restarted=True)
    once(play << ended(AttemptResult.LOST) << lead_is(LeadStatus.RETRY) >> audit())


def test_a_restart_of_asterisk_ends_a_talk_that_took_place() -> None:
    attempt = unknown()
    play = dialling(attempt) >> person_answers(attempt) << gives(attempt, "101") >> agent_takes(attempt, "1001")
    once(play >> NodeConnected(NODE, restarted=True) << ended(AttemptResult.CONNECTED, agent="101") >> audit())


def test_while_the_link_is_down_nothing_falls_due() -> None:
    attempt = unknown()
    play = dialling(attempt) >> NodeLost(NODE) >> passes(300) >> NodeConnected(NODE, restarted=False)
    once(play >> audit() << ended(AttemptResult.LOST))


# Adoption.


def found(attempt: object, place: Place, **given: object) -> ChannelSnapshot:
    name = uniqueid(attempt)
    plain = ChannelSnapshot(channel(attempt), name, name, place, "", "", "+79000000001", "", "", "", 5_000)
    return replace(plain, attempt=f"{name.removeprefix('acd-a')}*spring*1", **given)  # type: ignore[arg-type]


def test_a_person_of_whom_nothing_was_heard_is_found_waiting() -> None:
    attempt = unknown()
    play = dialling(attempt) >> NodeLost(NODE) >> passes(5) >> NodeConnected(NODE, restarted=False)
    assert play >> audit(found(attempt, Place.WAITING)) << gives(attempt, "101")


def test_a_person_who_hears_the_message_is_found() -> None:
    attempt = unknown()
    play = dialling(attempt) >> NodeLost(NODE) >> passes(5) >> NodeConnected(NODE, restarted=False)
    play = play >> audit(found(attempt, Place.TOLD)) >> person_hangs_up(attempt)
    once(play << ended(AttemptResult.ABANDONED))


@pytest.mark.parametrize("place", [Place.DIALLED, Place.REACHED, Place.WAITING, Place.TOLD])
def test_a_daemon_that_remembers_nothing_finds_attempts(place: Place) -> None:
    attempt = 1_767_268_800_000_003
    play: Script = script(calling()) >> audit(found(attempt, place))
    ending: list[Event] = person_hangs_up(attempt)
    play = play >> ending >> passes(60)
    assert play
    [fact] = play.recorded(AttemptFact)
    assert (fact.id, fact.lead, fact.number) == (attempt, 1, "+79000000001")
    assert not play.state.attempts


def test_a_daemon_that_remembers_nothing_finds_a_talk() -> None:
    attempt = 1_767_268_800_000_003
    name = uniqueid(attempt)
    person = found(attempt, Place.CONNECTING, offer="1767268800000007*101*1001*2*2*1", bridge="b")
    leg = replace(agent_channel(name, "1001", "b"), attempt=person.attempt)
    play = script(calling()) >> audit(person, leg, p1001=PhoneState.IN_USE) >> passes(30)
    play = play >> person_hangs_up(attempt, "1001") << ended(AttemptResult.CONNECTED, agent="101", id=attempt)
    assert play << recorded(CallFact, attempt=attempt, campaign="spring", lead=1, agent="101")
    assert play << lead_is(LeadStatus.DONE, lead=1)


def test_the_limit_that_ends_while_a_phone_rings() -> None:
    attempt = unknown()
    play = dialling(attempt) >> person_answers(attempt) << gives(attempt, "101") >> rings("1001")
    play = play >> passes(2) << says_sorry(attempt)
    once(play >> limit_is_over(attempt) >> person_hangs_up(attempt) << ended(AttemptResult.ABANDONED, wait_ms=2_000))
