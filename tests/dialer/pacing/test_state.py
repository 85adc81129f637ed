"""What the pace learns from what it is told."""

import math

from acd.dialer.pacing import Outcome, Pace
from acd.dialer.pacing.state import FIRST_RISK
from tests.dialer.pacing.pictures import NOW_MS, PACING


def test_the_allowed_risk_falls_with_abandonments_and_grows_with_agents_in_time() -> None:
    pace = Pace()
    pace.person_served(PACING, True, NOW_MS)
    assert pace.log_risk < math.log(FIRST_RISK)
    lowest = pace.log_risk
    for number in range(50):
        pace.person_served(PACING, False, NOW_MS + number)
    assert pace.log_risk > lowest


def test_curves_are_drawn_from_time_to_time() -> None:
    pace = Pace()
    before = pace.drawn_curves()
    assert pace.drawn == 0
    for number in range(100):
        pace.attempt_ended(5_000, Outcome.PERSON, NOW_MS + number)
    assert pace.drawn > 50
    assert pace.drawn_curves().persons[6] > before.persons[6]
