"""The curve of answers, from attempts that end as they should."""

from itertools import pairwise

import pytest

from acd.dialer.pacing.answers import LEVEL_STEP, Answers, chances, level_step
from acd.dialer.pacing.picture import Outcome


def learnt(given_up: bool = False) -> Answers:
    """A quarter is answered by persons after 6 to 15 s, a quarter is busy after 3 s, the rest ends after 25 s."""
    answers = Answers()
    for number in range(8_000):
        kind, age_ms = number % 4, 6_000 + number * 7_919 % 9_000
        if kind == 0:
            answers.ended(age_ms, Outcome.PERSON)
        elif kind == 1:
            answers.ended(3_500, Outcome.OTHER)
        elif given_up and number % 3:
            answers.ended(age_ms, Outcome.GIVEN_UP)
        else:
            answers.ended(25_000, Outcome.OTHER)
    return answers


def test_shares() -> None:
    curve = learnt().curve()
    assert curve.level == pytest.approx(0.25, abs=0.01)
    assert curve.persons[5] < 0.01
    assert curve.persons[10] == pytest.approx(0.25 * 5 / 9, abs=0.02)
    assert curve.others[4] == pytest.approx(0.25, abs=0.02)


def test_chances_by_age() -> None:
    curve = learnt().curve()
    table = chances(curve, level_step(0.25), moments=14, ages=27)
    fresh, after_busy = table.first[13][0], table.first[13][5]
    assert fresh == pytest.approx(0.25, abs=0.01)
    assert after_busy == pytest.approx(0.25 / 0.75, abs=0.02)
    assert table.first[0][20] < 0.02
    assert all(before <= after for before, after in pairwise(table.fresh))
    assert sum(table.gains) == pytest.approx(1)
    doubled = chances(curve, level_step(0.5), moments=14, ages=27)
    assert doubled.first[13][0] == pytest.approx(0.5, rel=LEVEL_STEP - 1)


def test_attempts_given_up_do_not_bias_it() -> None:
    """Of those that nobody would have answered two thirds are given up while others are being answered."""
    curve = learnt(given_up=True).curve()
    assert curve.persons[7] / curve.persons[12] == pytest.approx(2 / 7, rel=0.2)
    assert curve.level > 0.25
    assert curve.share_by(3_000) < 0.05
    assert curve.share_by(99_000) == pytest.approx(1)
