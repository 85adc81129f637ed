"""How many are dialled when: by what is free of agents, trunks, lines and leads."""

from dataclasses import replace
from typing import Any

from acd.commands import DialLead, FetchLeads
from acd.events import LeadsAdded, LeadsUnavailable
from acd.model.campaigns import Campaign, CampaignMode
from acd.model.centre import Trunk
from acd.model.facts import PacingFact
from acd.testing.engine import NODE, NOON_MS, Script, passes, script, unknown
from tests.scenarios.campaigns import (
    agent_takes,
    calling,
    campaign,
    dials,
    fetches,
    gives,
    is_busy,
    lead,
    person_answers,
    person_hangs_up,
    starts,
    supplies,
)
from tests.scenarios.words import arrives, connects, logs_in, logs_out

LEADS = [lead(number) for number in range(1, 60)]


def full(*campaigns: Campaign, trunks: tuple[Trunk, ...] = (), **queues: Any) -> Script:
    """Campaigns with more leads at hand than they need, and no agent."""
    play = script(calling(*campaigns, trunks=trunks, **queues))
    for place, each in enumerate(campaigns):
        request = unknown()
        play = play >> starts(each.id) << FetchLeads(each, request, unknown())
        own = [replace(one, id=one.id + 100 * place) for one in LEADS]
        play = play >> supplies(request, *own, name=each.id)
    return play


def dialled(play: Script) -> list[DialLead]:
    return [command for command in play.commands if isinstance(command, DialLead)]


def go(play: Script, *steps: object) -> Script:
    """Let these happen; what is asked for is looked at afterwards."""
    for step in steps:
        play._unnamed.clear()
        play = play >> step  # type: ignore[operator]  # each is a step
    play._unnamed.clear()
    return play


def test_one_lead_is_dialled_for_each_ready_agent() -> None:
    play = go(full(campaign()), logs_in("101"), logs_in("102"), logs_in("104"))
    assert [each.lead for each in dialled(play)] == [1, 2]


def test_a_ratio_dials_more_for_each() -> None:
    play = go(full(campaign(mode=CampaignMode.POWER, ratio=2.5)), logs_in("101"), logs_in("102"))
    assert len(dialled(play)) == 5


def test_a_trunk_carries_so_many_calls_at_once() -> None:
    trunk = Trunk("out", NODE, (), "a.example", channels_max=3)
    play = go(full(campaign(mode=CampaignMode.POWER, ratio=3.0), trunks=(trunk,)), logs_in("101"), logs_in("102"))
    assert len(dialled(play)) == 3
    play = go(play, is_busy(dialled(play)[0].attempt))
    assert len(dialled(play)) == 4


def test_the_next_trunk_takes_what_the_first_has_no_room_for() -> None:
    trunks = Trunk("out", NODE, (), "a.example", channels_max=1), Trunk("other", NODE, (), "b.example")
    given = campaign(mode=CampaignMode.POWER, ratio=3.0, trunks=("out", "other"))
    play = go(full(given, trunks=trunks), logs_in("101"))
    assert [each.trunk for each in dialled(play)] == ["out", "other", "other"]


def test_a_channel_that_gets_free_is_for_any_campaign_of_the_trunk() -> None:
    trunk = Trunk("out", NODE, (), "a.example", channels_max=1)
    play = full(campaign("spring"), campaign("autumn", queue="support"), trunks=(trunk,))
    play = go(play, logs_in("101"), logs_in("104"), logs_out("101"))
    assert [each.campaign for each in dialled(play)] == ["spring"]
    play = go(play, is_busy(dialled(play)[0].attempt))
    assert [each.campaign for each in dialled(play)] == ["spring", "autumn"]


def test_calls_are_spread_over_the_second() -> None:
    trunk = Trunk("out", NODE, (), "a.example", calls_per_second=4.0)
    play = go(full(campaign(mode=CampaignMode.POWER, ratio=8.0), trunks=(trunk,)), logs_in("101"))
    counts = []
    for _ in range(5):
        counts.append(len(dialled(play)))
        play = go(play, passes(0.25))
    assert counts == [1, 2, 3, 4, 5]


def test_a_campaign_has_so_many_lines() -> None:
    play = go(full(campaign(mode=CampaignMode.POWER, ratio=8.0, lines_max=2)), logs_in("101"))
    assert len(dialled(play)) == 2


def test_two_campaigns_do_not_dial_for_the_same_agent() -> None:
    play = full(campaign("spring"), campaign("autumn", lists=campaign().lists))
    play = go(play, logs_in("101"), passes(1), logs_in("102"))
    assert [each.campaign for each in dialled(play)] == ["autumn", "spring"]
    play = go(play, is_busy(dialled(play)[0].attempt))
    assert len(dialled(play)) == 3


def test_campaigns_with_other_agents_do_not_hinder_each_other() -> None:
    play = full(campaign("spring"), campaign("autumn", queue="support"))
    play = go(play, logs_in("101"), logs_in("104"), logs_in("103"))
    assert sorted(each.campaign for each in dialled(play)) == ["autumn", "spring", "spring"] or (
        sorted(each.campaign for each in dialled(play)) == ["autumn", "autumn", "spring"]
    )


def test_a_caller_takes_the_agent_and_nothing_is_dialled_for_him() -> None:
    play = full(campaign())
    play = play >> arrives("c1") >> logs_in("101") << connects("c1", "101", unknown())
    assert play
    assert not dialled(play)


def test_a_person_comes_before_callers() -> None:
    """Callers wait, the person cannot."""
    attempt = unknown()
    play = full(campaign()) >> logs_in("101") << dials(attempt, LEADS[0])
    play = play >> arrives("c1") << connects("c1", "101", unknown())
    play = play >> person_answers(attempt) >> arrives("c2") >> logs_in("102") << gives(attempt, "102")
    assert play


def test_an_agent_who_leaves_takes_no_dials_along() -> None:
    play = go(full(campaign()), logs_in("101"), logs_out("101"), logs_in("101"))
    assert len(dialled(play)) == 1


def test_a_predictive_campaign_learns_and_records_why() -> None:
    """Agents who talk count as well, once it is known how long talks last."""
    attempts = full(campaign(mode=CampaignMode.PREDICTIVE), sales={"wrap_up_ms": 5_000})
    play = go(attempts, logs_in("101"))
    for _ in range(6):
        known = play.state.campaigns["spring"]
        [attempt, *_] = play.state.attempts
        play = go(play, person_answers(attempt), passes(0.1), agent_takes(attempt, "1001"), passes(60))
        play = go(play, person_hangs_up(attempt, "1001"), passes(6))
        assert play.state.attempts
    assert known.pace.answered == 6
    assert known.counts.connected == 6
    facts = play.recorded(PacingFact)
    assert len(facts) >= 7
    assert '"idle": 1' in facts[0].inputs


# Leads.


def test_leads_are_asked_for_again_before_they_run_out() -> None:
    play = full(campaign())
    for _ in range(55):
        play = go(play, logs_in("101"))
        for attempt in [*play.state.attempts]:
            play = go(play, passes(1), is_busy(attempt))
    asked = [command for command in play.commands if isinstance(command, FetchLeads)]
    assert len(asked) == 2
    assert asked[1].count >= 10


def test_leads_that_cannot_be_read_are_asked_for_ever_more_rarely() -> None:
    first, second, third = unknown(), unknown(), unknown()
    play = script(calling()) >> starts() << fetches(first) >> LeadsUnavailable("spring", first, "database away")
    play = play >> passes(1) << fetches(second) >> LeadsUnavailable("spring", second, "database away")
    play = play >> passes(1.9) >> passes(0.1) << fetches(third)
    assert play
    assert play.state.campaigns["spring"].trouble == "database away"


def test_a_request_without_an_answer_is_given_up() -> None:
    first, second = unknown(), unknown()
    play = script(calling()) >> starts() << fetches(first) >> passes(11) << fetches(second)
    play = play >> logs_in("101") >> supplies(second, lead(1), next_due_ms=NOON_MS + 3_600_000)
    assert play << dials(unknown(), lead(1))


def test_a_lead_that_just_came_is_asked_for_at_once_and_dialled() -> None:
    request, hot = unknown(), unknown()
    play = script(calling()) >> starts() << fetches(request) >> logs_in("101")
    play = play >> supplies(request, next_due_ms=NOON_MS + 3_600_000) >> passes(60)
    play = play >> LeadsAdded(("people",)) << fetches(hot) >> supplies(hot, lead(7))
    assert play << dials(unknown(), lead(7))
