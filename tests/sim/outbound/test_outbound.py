"""What the people called, the agents and the leads go through in virtual time, with the real engine."""

from dataclasses import replace

from acd.model.campaigns import CampaignMode, CampaignState, Retry
from acd.model.facts import AttemptFact, CampaignFact, LeadFact
from acd.model.leads import AttemptResult, LeadStatus
from acd.sim.dialing.callees import Callees
from acd.sim.distributions import Fixed
from acd.sim.scenario import Dialled
from tests.sim.outbound.campaigns import EVERYBODY, MACHINES, NOBODY, ONCE, calling, lived, outbound

POWER = CampaignMode.POWER


def test_each_agent_talks_with_one_person_after_the_other() -> None:
    diary, _ = lived(outbound(calling(2), 10, EVERYBODY))
    attempts = diary.of(AttemptFact)
    assert [fact.result for fact in attempts] == [AttemptResult.CONNECTED] * 10
    assert {fact.wait_ms for fact in attempts} == {0}
    assert all(fact.ended_ms - fact.reached_ms == 60_000 for fact in attempts)
    assert {fact.status for fact in diary.of(LeadFact)} == {LeadStatus.DONE}


def test_the_campaign_is_finished_when_no_lead_is_left() -> None:
    diary, world = lived(outbound(calling(2), 3, NOBODY))
    assert [fact.result for fact in diary.of(AttemptFact)] == [AttemptResult.NO_ANSWER] * 3
    states = [fact.state for fact in diary.of(CampaignFact)]
    assert states[:2] == [CampaignState.RUNNING, CampaignState.FINISHED]
    assert world.outbound is not None
    assert not any(kept.reserved for kept in world.outbound.leads.kept.values())


def test_with_too_many_dialled_the_others_hear_the_message_after_two_seconds() -> None:
    """Three are dialled for the only agent and answer within seconds of each other."""
    diary, _ = lived(outbound(calling(1, POWER, ratio=3.0), 3, EVERYBODY))
    results = sorted(fact.result for fact in diary.of(AttemptFact))
    assert results == [AttemptResult.ABANDONED, AttemptResult.ABANDONED, AttemptResult.CONNECTED]
    abandoned = [fact for fact in diary.of(AttemptFact) if fact.result is AttemptResult.ABANDONED]
    assert [fact.wait_ms for fact in abandoned] == [2_000, 2_000]


def test_a_phone_that_is_answered_too_late_stops_ringing_at_the_limit() -> None:
    of = outbound(calling(1), 1, EVERYBODY)
    diary, _ = lived(replace(of, habits=replace(of.habits, auto_answer=Fixed(5))))
    (attempt,) = diary.of(AttemptFact)
    assert (attempt.result, attempt.wait_ms) == (AttemptResult.ABANDONED, 2_000)


def test_who_does_not_answer_is_dialled_again_in_time() -> None:
    twice = {**ONCE, AttemptResult.NO_ANSWER: Retry(600_000, 2)}
    diary, _ = lived(outbound(calling(1, retries=twice), 1, NOBODY))
    first, second = diary.of(AttemptFact)
    assert (first.attempt, second.attempt) == (1, 2)
    assert second.began_ms - first.ended_ms >= 600_000
    assert [fact.status for fact in diary.of(LeadFact)] == [LeadStatus.RETRY, LeadStatus.DONE]


def test_machines_reach_no_agent() -> None:
    diary, _ = lived(outbound(calling(2), 4, MACHINES))
    assert {fact.result for fact in diary.of(AttemptFact)} == {AttemptResult.MACHINE}


def test_a_campaign_runs_in_its_time() -> None:
    of = outbound(calling(1), 1_000, NOBODY)
    late = (Dialled("spring", 1_000, NOBODY, from_ms=600_000, to_ms=1_200_000),)
    diary, _ = lived(replace(of, dialled=late))
    began = [fact.began_ms - of.begins_ms for fact in diary.of(AttemptFact)]
    assert 600_000 <= min(began) < 610_000
    assert 1_150_000 < max(began) < 1_200_000


def test_a_busy_hour_keeps_all_rules() -> None:
    diary, _ = lived(outbound(calling(4, POWER, ratio=2.0), 2_000, Callees(), hours=0.5))
    attempts = diary.of(AttemptFact)
    assert len({fact.lead for fact in attempts}) == len(attempts) > 100
    assert {fact.result for fact in attempts} >= {AttemptResult.CONNECTED, AttemptResult.BUSY, AttemptResult.MACHINE}
