"""Reasons of not ready: who may have which, for how long, and what happens when it lasts too long."""

from dataclasses import replace
from typing import Any

import pytest

from acd.commands import Reply, Say, Spoken
from acd.engine import views
from acd.events import AgentBreakDecided, AgentNotReadyRequested, CentreConfigured, Event, Origin
from acd.model.centre import Centre, Desk, OverLimit, Reason
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState
from acd.testing.engine import NODE, Script, logged, passes, recorded, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    centre,
    connects,
    is_ready,
    logs_in,
    logs_out,
    rings,
    takes_a_break,
    takes_one_more,
)

R1 = Origin(request="1")
PHONE = Origin(node=NODE, channel="PJSIP/1001-7")
LUNCH = Reason("lunch", "Lunch", digit=1, paid=False, limit_ms=1_800_000, day_limit_ms=3_600_000)
TEAM = Reason("team", "Team meeting", digit=2)
SCHOOL = Reason("school", "School", digit=3, approval=True)
SMOKE = Reason("smoke", "Smoke", digit=4, at_once_max=1, limit_ms=300_000, over_limit=OverLimit.READY)
MINUTE = 60


def with_reasons(*reasons: Reason, only: bool = False, **queues: Any) -> Centre:
    given = reasons or (LUNCH, TEAM, SCHOOL, SMOKE)
    return replace(centre(**queues), reasons={r.id: r for r in given}, desk=Desk(reasons_only=only))


def at_work(configured: Centre, *agents: str) -> Script:
    play = script(configured)
    for agent in agents or ("101",):
        play >> logs_in(agent)
    assert play >> passes(1)
    return play


def row(play: Script, agent: str = "101") -> dict[str, Any]:
    return next(view for view in views.agents(play.state, play.now_ms) if view["id"] == agent)


def keys(digit: str) -> Event:
    return AgentNotReadyRequested("", "1001", digit, PHONE)


def says(spoken: Spoken) -> Say:
    return Say(NODE, "PJSIP/1001-7", spoken)


def test_a_digit_names_a_reason_and_the_record_says_whether_it_is_paid() -> None:
    play = at_work(with_reasons())
    assert (
        play
        >> keys("1")
        << says(Spoken.NOT_READY)
        >> passes(10 * MINUTE)
        >> keys("2")
        << says(Spoken.NOT_READY)
        << recorded(AgentStateFact, state=AgentState.NOT_READY, reason="lunch", paid=False)
        >> passes(1)
        >> is_ready("101")
        << recorded(AgentStateFact, state=AgentState.NOT_READY, reason="team", paid=True)
    )


def test_without_reasons_a_digit_is_a_text_as_before() -> None:
    play = at_work(centre())
    assert play >> keys("7") << says(Spoken.NOT_READY)
    assert play.agent("101").reason == "7"


@pytest.mark.parametrize(
    ("only", "event", "answer"),
    [
        (False, keys("9"), says(Spoken.REFUSED)),
        (True, keys(""), says(Spoken.REFUSED)),
        (
            True,
            takes_a_break("101", "tired", R1),
            Reply("1", "bad_request", "there is no reason 'tired' (known: lunch, team, school, smoke)"),
        ),
        (
            True,
            AgentNotReadyRequested("101", "", "1", R1, supervisor="eva"),
            Reply("1", "bad_request", "there is no reason '1' (known: lunch, team, school, smoke)"),
        ),
    ],
)
def test_a_reason_that_is_none_is_refused_and_changes_nothing(only: bool, event: Event, answer: Any) -> None:
    play = at_work(with_reasons(only=only))
    assert play >> event << answer
    assert (play.agent("101").state, play.facts) == (AgentState.READY, [])


def test_a_text_is_a_reason_unless_the_centre_forbids_it() -> None:
    play = at_work(with_reasons())
    assert play >> takes_a_break("101", "tired", R1) << Reply("1", "ok", "agent 101 is not ready (tired)")
    assert play >> keys("") << says(Spoken.NOT_READY)


def test_a_break_that_lasts_too_long_is_shown_and_logged_once() -> None:
    play = at_work(with_reasons())
    assert play >> keys("1") << says(Spoken.NOT_READY) >> passes(29 * MINUTE)
    assert (row(play)["left_s"], row(play)["over_limit"]) == (60.0, False)
    assert play >> passes(MINUTE) << logged("a break is longer than it may be", "warning") >> passes(5 * MINUTE)
    assert (row(play)["left_s"], row(play)["over_limit"], row(play)["reason_label"]) == (-300.0, True, "Lunch")
    assert play >> is_ready("101")
    assert (row(play)["left_s"], row(play)["over_limit"]) == (None, False)


def test_a_break_that_lasts_too_long_ends_by_itself_where_the_rule_says_so() -> None:
    play = at_work(with_reasons())
    assert (
        play
        >> keys("4")
        << says(Spoken.NOT_READY)
        >> passes(4 * MINUTE)
        >> arrives("c1")
        >> passes(MINUTE)
        << logged("a break is longer than it may be", "warning")
        << connects("c1", "101", unknown())
    )


def test_the_stays_of_a_day_count_together_and_the_next_day_begins_anew() -> None:
    play = at_work(with_reasons())
    for _ in range(3):
        assert play >> keys("1") << says(Spoken.NOT_READY) >> passes(20 * MINUTE) >> is_ready("101") >> passes(1)
    refused = Reply("1", "conflict", "Lunch is used up for today")
    assert play >> takes_a_break("101", "lunch", R1) << refused >> keys("1") << says(Spoken.REFUSED)
    assert play >> passes(12 * 3_600) >> keys("1") << says(Spoken.NOT_READY)
    assert row(play)["left_s"] == 30 * MINUTE


def test_the_day_limit_ends_a_stay_earlier_than_the_limit_of_one() -> None:
    play = at_work(with_reasons())
    for _ in range(2):
        assert play >> keys("1") << says(Spoken.NOT_READY) >> passes(25 * MINUTE) >> is_ready("101") >> passes(1)
    assert play >> keys("1") << says(Spoken.NOT_READY)
    assert row(play)["left_s"] == 10 * MINUTE
    assert play >> passes(10 * MINUTE) << logged("a break is longer than it may be", "warning")


def test_a_stay_over_midnight_counts_for_each_day_what_is_of_it() -> None:
    play = at_work(with_reasons(replace(LUNCH, limit_ms=0, day_limit_ms=3_600_000)))
    play.now_ms += 12 * 3_600_000 - 30 * 60_000 - 1_000  # half an hour before midnight, UTC
    assert play >> keys("1") << says(Spoken.NOT_READY) >> passes(50 * MINUTE)
    assert row(play)["left_s"] == 40 * MINUTE
    assert play >> passes(39 * MINUTE) >> is_ready("101") >> passes(1)
    assert play >> keys("1") << says(Spoken.NOT_READY)
    assert row(play)["left_s"] == MINUTE


def test_only_so_many_are_away_at_the_same_time() -> None:
    play = at_work(with_reasons(), "101", "102")
    assert (
        play
        >> takes_a_break("102", "smoke")
        >> takes_a_break("101", "smoke", R1)
        << Reply("1", "conflict", "1 already away: Smoke")
        >> keys("4")
        << says(Spoken.REFUSED)
        >> takes_a_break("102", "smoke", R1)  # the one who is away may say so again
        << Reply("1", "ok", "agent 102 is not ready (smoke)")
        >> is_ready("102")
        >> keys("4")
        << says(Spoken.NOT_READY)
    )


def test_a_break_asked_for_during_a_call_takes_the_place_at_once() -> None:
    play = at_work(with_reasons(), "101", "102")
    assert (
        play
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> answers("c1", "1001")
        >> takes_a_break("101", "smoke")
        >> takes_a_break("102", "smoke", R1)
        << Reply("1", "conflict", "1 already away: Smoke")
        >> agent_hangs_up("c1", "1001")
    )
    assert play.agent("101").reason == "smoke"


def asks_for_school() -> Script:
    play = at_work(with_reasons())
    assert play >> keys("3") << says(Spoken.ASKED) << logged("a break waits for a supervisor")
    assert (play.agent("101").state, row(play)["asked"]) == (AgentState.READY, "School")
    return play


def decides(approved: bool) -> Event:
    return AgentBreakDecided("101", approved, "eva", R1)


def test_a_break_that_needs_approval_begins_when_it_is_approved() -> None:
    play = asks_for_school()
    assert (
        play
        >> decides(True)
        << Reply("1", "ok", "agent 101 is not ready (school)")
        >> passes(1)
        >> is_ready("101")
        << recorded(AgentStateFact, state=AgentState.NOT_READY, reason="school", set_by="eva")
    )
    assert row(play)["asked"] is None


def test_a_break_that_is_denied_does_not_begin() -> None:
    play = asks_for_school()
    assert (
        play
        >> decides(False)
        << Reply("1", "ok", "agent 101 is ready")
        << logged("a break was denied")
        >> decides(True)
        << Reply("1", "conflict", "agent 101 asks for no break")
    )


@pytest.mark.parametrize("event", [is_ready("101"), takes_a_break("101", "team"), logs_out("101"), logs_in("101")])
def test_any_other_wish_takes_the_question_back(event: Event) -> None:
    play = asks_for_school()
    assert play >> event >> decides(True) << Reply("1", "conflict", "agent 101 asks for no break")


def test_a_break_approved_while_the_phone_rings_begins_after_the_call() -> None:
    play = asks_for_school()
    assert (
        play
        >> arrives("c1")
        << connects("c1", "101", unknown())
        >> rings("1001")
        >> decides(True)
        << Reply("1", "ok", "agent 101 is ringing, not ready after the call")
        >> answers("c1", "1001")
        >> agent_hangs_up("c1", "1001")
    )
    assert (play.agent("101").state, play.agent("101").reason) == (AgentState.NOT_READY, "school")


def test_a_supervisor_is_bound_by_no_limit() -> None:
    play = at_work(with_reasons(), "101", "102")
    forced = AgentNotReadyRequested("101", "", "smoke", R1, supervisor="eva")
    assert play >> takes_a_break("102", "smoke") >> forced << Reply("1", "ok", "agent 101 is not ready (smoke)")
    assert (
        play
        >> AgentNotReadyRequested("101", "", "school", R1, supervisor="eva")
        << Reply("1", "ok", "agent 101 is not ready (school)")
    )  # fmt: skip


def test_one_more_call_is_not_the_way_round_an_approval() -> None:
    play = at_work(with_reasons())
    refused = Reply("1", "forbidden", "School needs a supervisor's approval first")
    assert play >> takes_one_more("101", "school", R1) << refused
    assert not play.agent("101").one_more


def test_new_limits_count_for_those_who_are_away() -> None:
    configured = with_reasons()
    play = at_work(configured)
    shorter = replace(configured, reasons=configured.reasons | {"lunch": replace(LUNCH, limit_ms=600_000)})
    assert play >> keys("1") << says(Spoken.NOT_READY) >> passes(9 * MINUTE) >> CentreConfigured(shorter)
    assert row(play)["left_s"] == MINUTE
    assert play >> passes(MINUTE) << logged("a break is longer than it may be", "warning")
    assert play >> CentreConfigured(configured)
    assert (row(play)["left_s"], row(play)["over_limit"]) == (20 * MINUTE, False)
    assert play >> passes(20 * MINUTE) << logged("a break is longer than it may be", "warning")
