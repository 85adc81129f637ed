"""Numbers from a hash are uniform, independent enough, and the same again."""

from statistics import correlation, mean

import pytest

from acd.sim.chance import NUMBERS, uniforms


def test_uniform_between_nothing_and_one() -> None:
    numbers = [uniforms("1/0/sales", index) for index in range(5_000)]
    assert uniforms("1/0/sales", 7) == numbers[7] != uniforms("2/0/sales", 7)
    for place in range(NUMBERS):
        column = [each[place] for each in numbers]
        assert min(column) > 0
        assert max(column) < 1
        assert mean(column) == pytest.approx(0.5, abs=0.02)
        assert sum(number < 0.1 for number in column) / len(column) == pytest.approx(0.1, abs=0.02)
    assert abs(correlation([each[0] for each in numbers], [each[1] for each in numbers])) < 0.06
