"""The benchmark of the expected wait: on a small day it is much nearer to what comes than a moving average."""

from acd.model.facts import VisitFact
from acd.model.states import VisitOutcome
from benchmarks.day import day
from benchmarks.expected_wait import Told, errors, told, visits_of


def visit(id_: int, entered_s: int, wait_s: int, expected_s: int | None) -> VisitFact:
    return VisitFact(
        id_, id_, "sales", "shop", entered_s * 1000, (entered_s + wait_s) * 1000, wait_s * 1000,
        VisitOutcome.ANSWERED, "1", 1, True, expected_wait_ms=None if expected_s is None else expected_s * 1000,
    )  # fmt: skip


def test_the_moving_average_is_that_of_app_queue() -> None:
    """Three quarters old and one quarter new, in whole seconds, of whoever was answered before this caller came."""
    visits = [visit(1, 0, 40, 1), visit(2, 50, 10, 7), visit(3, 55, 20, None), visit(4, 100, 30, 9)]
    assert told(visits) == [Told(7.0, 10, 10.0), Told(9.0, 12, 30.0)]


def test_a_small_day() -> None:
    found = errors(told(visits_of(day(agents=60, calls=6_500, seed=1))))
    assert found["answered"] > 5_000
    assert found["mae_s"] < 0.55 * found["mae_moving_average_s"]
    assert abs(found["told_too_much_s"]) < 0.1 * found["mean_wait_s"]
