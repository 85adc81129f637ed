"""Keys that callers press while they wait, at random and at the wrong moment."""

import pytest

from acd.events import KeyPressed
from acd.testing.engine import NODE, script, unknown
from tests.scenarios.words import answers, arrives, centre, connects, logs_in


@pytest.mark.parametrize("key", [*"0123456789*#ABCD"])
def test_a_key_that_means_nothing_costs_nothing(key: str) -> None:
    play = script(centre())
    assert (
        play
        >> arrives("c1")
        >> KeyPressed(NODE, "c1", key)
        >> arrives("c2")
        >> KeyPressed(NODE, "c1", key)
        >> logs_in("101")
        << connects("c1", "101", unknown())
        >> KeyPressed(NODE, "c1", key)
        >> answers("c1", "1001")
        >> KeyPressed(NODE, "c1", key)
    )
    assert play.state.ignored == {
        "key of a call that is waiting": 2,
        "key of a call that is offering": 1,
        "key of a call that is talking": 1,
    }


def test_a_key_of_nobody() -> None:
    play = script(centre())
    assert play >> KeyPressed(NODE, "c9", "1")
    assert play.state.ignored == {"key without a call": 1}
