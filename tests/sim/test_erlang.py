"""The closed forms against printed values, against each other, and against the birth-death process itself."""

import math

import pytest

from acd.sim.erlang import agents_needed, blocking, erlang_a, erlang_c, waiting_room


@pytest.mark.parametrize(
    ("rate", "handle_s", "agents", "threshold_s", "waits", "asa_s", "service_level"),
    [
        (360 / 1800, 240, 55, 15, 0.2387, 8.18, 0.8459),
        (100 / 1800, 180, 14, 20, 0.1741, 7.84, 0.8884),
        (90 / 180, 180, 100, 20, 0.2169, 3.90, 0.9286),
        (8 / 180, 180, 10, 20, 0.4092, 36.8, 0.6724),
    ],
)
def test_erlang_c_as_printed(
    rate: float, handle_s: float, agents: int, threshold_s: float, waits: float, asa_s: float, service_level: float
) -> None:
    found = erlang_c(rate, handle_s, agents, threshold_s)
    assert found.waits == pytest.approx(waits, abs=5e-5)
    assert found.mean_wait_s == pytest.approx(asa_s, rel=2e-3)
    assert found.service_level == pytest.approx(service_level, abs=5e-5)


def test_erlang_c_needs_more_agents_than_load() -> None:
    with pytest.raises(ValueError, match=r"10 agents cannot serve a load of 10\.00 erlang"):
        erlang_c(1, 10, 10, 20)


def test_erlang_b_as_printed() -> None:
    assert blocking(25, 30) == pytest.approx(0.0526, abs=5e-5)
    assert blocking(25, 0) == 1


def birth_death(rate: float, handle_s: float, patience_s: float, agents: int) -> tuple[float, float, float]:
    """Probability to wait, share that gives up and mean queue length, by summing over the states."""
    weights = [1.0]
    for k in range(1, agents + 2_000):
        death = min(k, agents) / handle_s + max(0, k - agents) / patience_s
        weights.append(weights[-1] * rate / death)
    total = math.fsum(weights)
    queue = math.fsum(max(0, k - agents) * weight for k, weight in enumerate(weights)) / total
    return math.fsum(weights[agents:]) / total, queue / patience_s / rate, queue


@pytest.mark.parametrize(
    ("load", "handle_s", "patience_s", "agents"),
    [(10, 180, 60, 12), (30, 60, 300, 27), (4, 300, 30, 1), (50, 9, 9, 55)],
)
def test_erlang_a_is_the_birth_death_process(load: float, handle_s: float, patience_s: float, agents: int) -> None:
    rate = load / handle_s
    found = erlang_a(rate, handle_s, patience_s, agents, 20)
    waits, abandoned, queue = birth_death(rate, handle_s, patience_s, agents)
    assert found.waits == pytest.approx(waits, rel=1e-9)
    assert found.abandoned == pytest.approx(abandoned, rel=1e-9)
    assert found.queue_length == pytest.approx(queue, rel=1e-9)


@pytest.mark.parametrize("agents", [1, 80, 85, 90, 100])
def test_those_who_give_up_are_those_who_wait_too_long(agents: int) -> None:
    rate, patience_s = 0.5, 120.0
    found = erlang_a(rate, 180, patience_s, agents, 20)
    assert rate * found.abandoned == pytest.approx(found.queue_length / patience_s, rel=1e-12)


def test_erlang_a_in_its_limits() -> None:
    """Without patience it is Erlang B, with endless patience Erlang C; nobody is served by nobody."""
    impatient = erlang_a(0.1, 180, 1e-4, 20, 20)
    assert impatient.abandoned == pytest.approx(blocking(18, 20), rel=1e-4)
    patient, endless = erlang_a(0.1, 180, 1e6, 20, 20), erlang_c(0.1, 180, 20, 20)
    assert patient.mean_wait_s == pytest.approx(endless.mean_wait_s, rel=5e-3)
    assert patient.service_level == pytest.approx(endless.service_level, rel=1e-3)
    nobody = erlang_a(0.1, 180, 60, 0, 20)
    assert (nobody.abandoned, nobody.service_level, nobody.mean_wait_s) == (1, 0, 60)


def test_service_level_of_erlang_a() -> None:
    """At once or never: with a threshold of nothing it is who need not wait, with an endless one who is served."""
    found = erlang_a(0.5, 180, 120, 85, 0)
    assert found.service_level == pytest.approx(1 - found.waits, rel=1e-9)
    found = erlang_a(0.5, 180, 120, 85, 1e5)
    assert found.service_level == pytest.approx(1 - found.abandoned, rel=1e-9)


@pytest.mark.parametrize(
    ("load", "blocked", "waits", "mean_wait_min"),
    [(84, 0.0036, 0.380, 0.450), (77.4, 0.0002, 0.109, 0.083), (90, 0.0235, 0.722, 1.243)],
)
def test_a_waiting_room_as_printed(load: float, blocked: float, waits: float, mean_wait_min: float) -> None:
    found = waiting_room(load / 600, 600, 90, 30, 30)
    assert found.blocked == pytest.approx(blocked, abs=6e-5)
    assert found.waits == pytest.approx(waits, abs=6e-4)
    assert found.mean_wait_s / 60 == pytest.approx(mean_wait_min, abs=6e-4)
    if load == 84:
        assert found.service_level / (1 - found.blocked) == pytest.approx(0.733, abs=5e-4)
        assert found.occupancy == pytest.approx(0.930, abs=5e-4)


def test_an_endless_waiting_room_is_erlang_c() -> None:
    room, endless = waiting_room(0.1, 180, 20, 2_000, 20), erlang_c(0.1, 180, 20, 20)
    assert room.service_level == pytest.approx(endless.service_level, rel=1e-9)
    assert room.mean_wait_s == pytest.approx(endless.mean_wait_s, rel=1e-9)


@pytest.mark.parametrize(("patience_s", "agents"), [(None, 14), (60.0, 12)])
def test_agents_needed(patience_s: float | None, agents: int) -> None:
    assert agents_needed(100 / 1800, 180, patience_s, 0.8, 20) == agents
