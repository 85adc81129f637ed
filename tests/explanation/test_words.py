"""Times and names."""

import pytest

from acd.explanation.words import agent_name, doing, duration, onward
from acd.model.agents import Agent
from acd.model.centre import Centre, Destination, Message
from acd.model.states import AgentState


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (-1, "0.0 s"),
        (0, "0.0 s"),
        (4_240, "4.2 s"),
        (59_949, "59.9 s"),
        (60_000, "1 min 0 s"),
        (3_599_999, "59 min 59 s"),
        (3_600_000 * 30 + 60_000, "30 h 1 min"),
    ],
)
def test_durations(ms: int, text: str) -> None:
    assert duration(ms) == text


def test_names() -> None:
    centre = Centre(agents={"101": Agent("101", "Ann", ())})
    assert (agent_name(centre, "101"), agent_name(centre, "999")) == ("101 (Ann)", "999")


@pytest.mark.parametrize(
    ("destination", "text"),
    [
        (None, "a message, and the end"),
        (Destination(), "a message, and the end"),
        (Destination(message=Message.CLOSED), "the message closed, and the end"),
        (Destination(to_queue="sales"), "queue sales"),
    ],
)
def test_where_callers_are_sent(destination: Destination | None, text: str) -> None:
    assert onward(destination) == text


@pytest.mark.parametrize("state", AgentState)
def test_every_state_has_words(state: AgentState) -> None:
    assert doing(state, "", None)
    assert "None" not in doing(state, "", None)
