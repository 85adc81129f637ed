"""The survey after the talk: who is asked, what counts as an answer, and what comes at the wrong time."""

from dataclasses import replace
from typing import Any

import pytest

from acd.commands import ConnectCaller
from acd.events import ChannelHungUp, HangupRequested, SurveyAnswered
from acd.model.channels import Place
from acd.model.facts import CallFact, SurveyFact
from acd.model.states import AgentState, CallState, HungUpBy
from acd.model.surveys import Survey
from acd.testing.engine import NODE, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    answers,
    arrives,
    audit,
    caller_hangs_up,
    centre,
    channel,
    connects,
    is_gone,
    leg,
    logs_in,
    returns,
    rings,
)

SURVEY = Survey(("was-it-good", "solved"))
ASKED = "1&5&was-it-good&solved"


def surveyed(caller: str, agent: str, offer: Any, survey: str | None = ASKED) -> ConnectCaller:
    return replace(connects(caller, agent, offer), survey=survey)


def answer(question: int, key: str, caller: str = "c1") -> SurveyAnswered:
    return SurveyAnswered(NODE, caller, question, key)


def talking(survey: Survey | None = SURVEY) -> Script:
    play = script(centre(sales={"survey": survey}))
    play >> arrives("c1") >> logs_in("101") << surveyed("c1", "101", unknown(), ASKED if survey else None)
    return play >> rings("1001") >> answers("c1", "1001") >> passes(30)


def asked(survey: Survey | None = SURVEY) -> Script:
    """The agent has hung up; the caller is in the survey."""
    play = talking(survey)
    return play >> [HangupRequested(NODE, leg("c1", "1001")), ChannelHungUp(NODE, leg("c1", "1001"), 16)]


def test_the_answers_are_bound_to_call_and_agent() -> None:
    play = asked()
    call = play.call("c1").id
    assert play.agent("101").state is AgentState.READY
    assert (
        play
        >> passes(4)
        >> answer(1, "5")
        << recorded(SurveyFact, call=call, agent="101", queue="sales", question="was-it-good", answer=5)
        >> passes(3)
        >> answer(2, "1")
        << recorded(SurveyFact, call=call, agent="101", question="solved", answer=1)
        >> is_gone("c1")
        << recorded(CallFact, id=call, csat=5, hung_up_by=HungUpBy.AGENT)
    )


@pytest.mark.parametrize("nonsense", ["", "0", "6", "9", "12", "*", "٣", "-1", "x" * 10])
def test_nonsense_and_silence_are_no_answer(nonsense: str) -> None:
    assert (
        asked()
        >> answer(1, nonsense)
        << recorded(SurveyFact, question="was-it-good", answer=None)
        >> answer(2, "4")
        << recorded(SurveyFact, question="solved", answer=4)
        >> is_gone("c1")
        << recorded(CallFact, csat=None)
    )


def test_who_hangs_up_in_the_survey_has_answered_what_was_answered() -> None:
    assert asked() >> answer(1, "3") >> is_gone("c1") << recorded(CallFact, csat=3)


def test_a_caller_who_hangs_up_first_is_not_asked() -> None:
    play = talking()
    assert play >> caller_hangs_up("c1", "1001") << recorded(CallFact, csat=None)
    assert not play.recorded(SurveyFact)


@pytest.mark.parametrize("question", [0, 1, 3, 99])
def test_a_question_is_taken_once_and_only_if_it_is_one(question: int) -> None:
    play = asked()
    play >> answer(1, "5") >> answer(question, "1")
    assert len(play.recorded(SurveyFact)) == 1
    assert play.call("c1").csat == 5


def test_an_answer_while_waiting_or_talking_is_forged() -> None:
    play = talking()
    play >> answer(1, "5") >> answer(1, "5", "c9") >> arrives("c2") >> answer(1, "5", "c2")
    assert not play.recorded(SurveyFact)
    assert play.state.ignored["an answer nobody asked for"] == 3


def test_a_queue_without_a_survey_asks_nothing() -> None:
    play = asked(None)
    play >> answer(1, "5")
    assert not play.recorded(SurveyFact)


def test_what_stands_on_the_channel_is_said_once_and_taken_back() -> None:
    """The caller is offered twice in sales, then moves to a queue that asks nothing."""
    first, second = unknown(), unknown()
    play = script(centre(sales={"survey": SURVEY, "refusals_max": 1}))
    play >> arrives("c1") >> logs_in("101") << surveyed("c1", "101", first) >> rings("1001")
    play >> logs_in("102") >> returns("c1", first, "1001") << surveyed("c1", "102", second, None)
    assert play
    call = play.call("c1")
    assert call.survey == ASKED


def test_a_share_of_the_calls_is_asked() -> None:
    play = script(centre(agents={}, sales={"survey": replace(SURVEY, share=0.25)}))
    for count in range(400):
        play >> arrives(f"c{count}")
    from acd.engine.calls.surveys import questions_for

    chosen = [questions_for(play.engine._ctx, call, "sales") for call in play.state.calls.values()]
    assert 70 <= sum(text is not None for text in chosen) <= 130


def test_an_agent_whose_hang_up_was_not_heard_is_freed_by_the_audit() -> None:
    play = talking()
    assert play >> audit(channel("c1", Place.LEAVING)) >> answer(1, "5") << recorded(SurveyFact, agent="101", answer=5)
    assert play.agent("101").state is AgentState.READY
    assert play.call("c1").state is CallState.LEAVING
