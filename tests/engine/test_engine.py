"""The engine's promises to its shell: time, wake-ups, and the same commands for the same events."""

from acd.engine.engine import Engine
from acd.runtime import codec
from acd.testing.engine import script
from tests.scenarios.words import arrives, centre, hangs_up, logs_in


def test_asking_when_to_wake_up_changes_nothing() -> None:
    play = script(centre())
    play >> logs_in("101") >> arrives("c1")
    assert play.engine.next_wakeup_ms() is not None
    play.engine.handle(hangs_up("c1")[1], play.now_ms)
    before = codec.encode_state(play.state)
    assert play.engine.next_wakeup_ms() is None
    assert codec.encode_state(play.state) == before


def test_an_engine_with_nothing_to_wait_for_wants_no_tick() -> None:
    assert Engine().next_wakeup_ms() is None
