"""Shares over windows."""

import pytest

from acd.sim.dialing.floor import DAY_MS
from acd.sim.dialing.measure import worst_window


def test_the_worst_window() -> None:
    served = [(number * 1_000, number % 50 != 0) for number in range(1_000)]
    assert worst_window(served) == pytest.approx(3 / 101)  # the first abandoned and the third, 100 answers later
    assert worst_window(served[:99]) == 0


def test_windows_end_and_begin_anywhere() -> None:
    early = [(number, number != 5) for number in range(100)]
    late = [(DAY_MS + 6 + number, number >= 2) for number in range(150)]
    assert worst_window(early) == pytest.approx(1 / 100)
    assert worst_window(early + late) == pytest.approx(2 / 100)
