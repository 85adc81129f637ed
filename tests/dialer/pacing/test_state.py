"""What the pace learns from what it is told."""

import math

from acd.dialer.pacing import Outcome, Pace
from acd.dialer.pacing.state import RISK_MIN
from tests.dialer.pacing.pictures import NOW_MS, PACING, taught


def served(pace: Pace, lost_every: int, persons: int) -> float:
    """How the allowed risk has moved after so many persons, of whom every so many-th is abandoned."""
    before = pace.log_risk
    for number in range(persons):
        pace.person_served(PACING, lost_every > 0 and number % lost_every == 0, NOW_MS + number * 5_000)
    return pace.log_risk - before


def test_the_allowed_risk_follows_the_headroom() -> None:
    assert served(Pace(), lost_every=10, persons=300) < 0
    assert served(Pace(), lost_every=0, persons=600) > 0


def test_it_stays_within_bounds() -> None:
    pace = Pace()
    served(pace, lost_every=2, persons=9_000)
    assert pace.log_risk == math.log(RISK_MIN)


def test_attempts_given_up_do_not_raise_the_present_share() -> None:
    pace = taught()
    before, _ = pace.level.now()
    for number in range(600):
        outcome = Outcome.PERSON if number % 8 == 0 else Outcome.GIVEN_UP if number % 2 else Outcome.OTHER
        pace.attempt_ended(21_500, outcome, NOW_MS + number * 1_000)
    after, _ = pace.level.now()
    assert after < before


def test_curves_are_drawn_from_time_to_time() -> None:
    pace = Pace()
    before = pace.drawn_curves()
    assert pace.drawn == 0
    for number in range(100):
        pace.attempt_ended(5_000, Outcome.PERSON, NOW_MS + number)
    assert pace.drawn > 50
    assert pace.drawn_curves().persons[6] > before.persons[6]
