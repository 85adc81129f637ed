"""The abandonment rate of windows, recomputed from single answers."""

import random

from acd.dialer.abandonment import Answer, window_now, worst_window
from acd.dialer.pacing import Limit

HOUR_MS = 3_600_000
EVER = Limit("campaign", 0.03, None, 100)
HOUR = Limit("hour", 0.03, HOUR_MS, 10)


def answers(*pairs: tuple[int, bool]) -> list[Answer]:
    return [Answer(at_ms, abandoned) for at_ms, abandoned in pairs]


def test_a_window_without_answers_is_kept() -> None:
    window = window_now([], HOUR, 5)
    assert (window.answers, window.abandoned, window.rate, window.judged, window.kept) == (0, 0, None, False, True)
    assert worst_window([], HOUR) is None


def test_what_is_older_than_the_window_does_not_count() -> None:
    some = answers((0, True), (1, True), (HOUR_MS, False))
    assert window_now(some, HOUR, HOUR_MS).answers == 2
    assert window_now(some, HOUR, HOUR_MS).abandoned == 1
    assert window_now(some, EVER, HOUR_MS).abandoned == 2
    assert window_now(some, HOUR, 1).answers == 2, "what comes later does not count either"


def test_a_limit_is_broken_only_where_it_is_judged() -> None:
    lost = answers(*((at_ms, at_ms == 0) for at_ms in range(9)))
    assert window_now(lost, HOUR, 100).kept
    broken = window_now([*lost, Answer(9, False)], HOUR, 100)
    assert (broken.judged, broken.kept, broken.rate) == (True, False, 0.1)
    three = answers(*((at_ms, at_ms < 3) for at_ms in range(100)))
    assert window_now(three, EVER, 100).kept, "3 of 100 is 3 %"


def test_the_worst_window_is_the_worst_of_all_that_end_with_an_answer() -> None:
    chance = random.Random(7)
    for _ in range(50):
        moments = sorted(chance.randrange(5 * HOUR_MS) for _ in range(chance.randrange(1, 80)))
        some = answers(*((at_ms, chance.random() < 0.1) for at_ms in moments))
        judged = [window for answer in some if (window := window_now(some, HOUR, answer.at_ms)).judged]
        worst = worst_window(some, HOUR)
        assert (None if worst is None else worst.rate) == max((window.rate or 0 for window in judged), default=None)
