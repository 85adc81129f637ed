import time
from itertools import pairwise

import pytest

from acd.runtime.clock import SLEW, SystemClock


class Clocks:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.wall_s = 1_800_000_000.0
        self.monotonic_s = 100.0
        monkeypatch.setattr(time, "time", lambda: self.wall_s)
        monkeypatch.setattr(time, "monotonic", lambda: self.monotonic_s)

    def pass_s(self, seconds: float) -> None:
        self.wall_s += seconds
        self.monotonic_s += seconds


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    return Clocks(monkeypatch)


def test_it_tells_the_wall_clock(clocks: Clocks) -> None:
    clock = SystemClock()
    clocks.pass_s(12.5)
    assert clock.now_ms() == 1_800_000_012_500


@pytest.mark.parametrize("step_s", [-3600.0, 3600.0])
def test_a_step_of_the_wall_clock_is_followed_slowly(clocks: Clocks, step_s: float) -> None:
    clock = SystemClock()
    clocks.wall_s += step_s
    times = [clock.now_ms()]
    for _ in range(100):
        clocks.pass_s(1)
        times.append(clock.now_ms())
    steps = [later - earlier for earlier, later in pairwise(times)]
    assert times[0] == 1_800_000_000_000
    assert all(abs(step - 1_000) <= 1_000 * SLEW + 1 for step in steps)
    drift_ms = times[-1] - times[0] - 100_000
    assert drift_ms == pytest.approx(100_000 * SLEW * (1 if step_s > 0 else -1), abs=2)


def test_a_small_difference_is_made_good_and_then_kept(clocks: Clocks) -> None:
    clock = SystemClock()
    clocks.wall_s += 0.02
    clocks.pass_s(10)
    assert clock.now_ms() == 1_800_000_010_020
    clocks.pass_s(10)
    assert clock.now_ms() == 1_800_000_020_020


def test_it_begins_no_earlier_than_what_was_journalled(clocks: Clocks) -> None:
    assert SystemClock(not_before_ms=1_800_000_099_000).now_ms() == 1_800_000_099_000
