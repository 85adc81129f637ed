"""What screens and programs are shown of the live centre."""

import json

from acd.engine import views
from acd.model.states import PhoneState
from acd.testing.engine import passes, script, unknown
from tests.engine.runs import Run
from tests.scenarios.words import (
    answers,
    arrives,
    caller_hangs_up,
    centre,
    connects,
    hangs_up,
    logs_in,
    phone_is,
    rings,
    takes_a_break,
)


def test_the_board_of_a_morning() -> None:
    play = script(centre(sales={"wrap_up_ms": 60_000}))
    play >> logs_in("101") >> passes(1) >> logs_in("102") >> logs_in("104") >> takes_a_break("104", "lunch")
    play >> arrives("c1") << connects("c1", "101", unknown()) >> rings("1001") >> passes(2) >> answers("c1", "1001")
    play >> arrives("c2") << connects("c2", "102", unknown()) >> rings("1002") >> arrives("c3") >> passes(3)
    sales, support = views.queues(play.state, play.now_ms)
    assert sales == {
        "id": "sales",
        "name": "Sales",
        "project": "shop",
        "waiting": 2,
        "longest_wait_s": 3.0,
        "expected_wait_s": None,
        "agents_logged_in": 2,
        "agents_ready": 0,
        "agents_talking": 1,
        "offered": 3,
        "answered": 1,
        "abandoned": 0,
        "service_level": 1.0,
        "abandon_rate": 0.0,
        "asa_s": 2.0,
    }
    assert (support["agents_logged_in"], support["agents_ready"], support["waiting"]) == (1, 0, 0)
    one, _, _, four = views.agents(play.state, play.now_ms)
    assert (one["state"], one["call"], one["phone"], one["phone_state"]) == (
        "talking",
        play.call("c1").id,
        "1001",
        "in use",
    )
    assert (four["state"], four["reason"], four["since"]) == ("not ready", "lunch", "2026-01-01T12:00:01.000Z")
    first, second, third = views.calls(play.state, play.now_ms)
    assert (first["state"], first["agent"], first["waited_s"], first["talking_s"]) == ("talking", "101", 2.0, 3.0)
    assert (second["state"], second["agent"], second["waited_s"], second["talking_s"]) == ("offering", "102", 3.0, None)
    assert (third["state"], third["agent"], third["arrived"]) == ("waiting", None, "2026-01-01T12:00:03.000Z")
    play >> caller_hangs_up("c1", "1001")
    assert [row["state"] for row in views.agents(play.state, play.now_ms)][:2] == ["wrap-up", "ringing"]


def test_the_counters_of_yesterday_are_not_shown() -> None:
    play = script(centre())
    assert play >> arrives("c1") >> hangs_up("c1")
    assert views.queues(play.state, play.now_ms)[0]["abandoned"] == 1
    assert views.queues(play.state, play.now_ms + 86_400_000)[0]["abandoned"] == 0


def test_an_agent_whose_phone_is_busy_is_not_counted_as_ready() -> None:
    play = script(centre())
    assert play >> logs_in("101")
    assert views.queues(play.state, play.now_ms)[0]["agents_ready"] == 1
    assert play >> phone_is("1001", PhoneState.IN_USE)
    assert views.queues(play.state, play.now_ms)[0]["agents_ready"] == 0


def test_every_moment_of_a_long_run_can_be_shown() -> None:
    run = Run(21)
    for _ in range(200):
        run.live(5)
        state, now_ms = run.engine.state, run.now_ms
        queues, agents, calls = views.queues(state, now_ms), views.agents(state, now_ms), views.calls(state, now_ms)
        json.dumps([queues, agents, calls], allow_nan=False)
        assert [row["id"] for row in queues] == list(state.centre.queues)
        assert [row["id"] for row in agents] == list(state.centre.agents)
        assert len(calls) == len(state.calls)
        assert sum(row["waiting"] for row in queues) == sum(call.visit is not None for call in state.calls.values())
        assert all(row["waited_s"] >= 0 for row in calls)
        assert all(row["longest_wait_s"] >= 0 for row in queues)
