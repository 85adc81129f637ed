"""Ways that lead round are found, each once, and no others."""

from typing import Any

import pytest

from acd.config.circles import circles
from acd.config.keylines import KeyPath


def to(*queues: str) -> list[dict[str, Any]]:
    return [{"after_s": 9, "to_queue": queue} for queue in queues]


def found(**queues: Any) -> list[tuple[KeyPath, str]]:
    return circles(queues)


def test_ways_that_meet_are_no_circle() -> None:
    assert not found(a={"overflow": to("b", "c")}, b={"overflow": to("d")}, c={"overflow": to("d")}, d={})


@pytest.mark.parametrize("cause", ["when_full", "when_unstaffed"])
def test_every_way_out_counts(cause: str) -> None:
    assert found(a={"overflow": to("b")}, b={cause: {"to_queue": "a"}}) == [
        (("queues", "a", "overflow", 0, "to_queue"), "overflow goes round: a -> b -> a")
    ]


def test_the_key_that_begins_the_circle_is_named() -> None:
    assert found(a={"overflow": to("c", "b"), "when_full": {"to_queue": "c"}}, b={"overflow": to("a")}, c={}) == [
        (("queues", "a", "overflow", 1, "to_queue"), "overflow goes round: a -> b -> a")
    ]


def test_a_key_of_the_caller_may_lead_back() -> None:
    assert not found(a={"keys": {"1": {"to_queue": "b"}}}, b={"keys": {"1": {"to_queue": "a"}}})


def test_two_circles_through_one_queue_need_two_changes() -> None:
    """The shortest one is told first; the other when that is gone."""
    queues = {"a": {"overflow": to("b", "c")}, "b": {"overflow": to("c")}, "c": {"overflow": to("a")}}
    [(path, text)] = circles(queues)
    assert (path, text) == (("queues", "a", "overflow", 1, "to_queue"), "overflow goes round: a -> c -> a")
    queues["a"] = {"overflow": to("b")}
    assert [text for _, text in circles(queues)] == ["overflow goes round: a -> b -> c -> a"]


@pytest.mark.parametrize("way", [None, 7, "b", [7], {"to_queue": 7}, {"to_queue": "nowhere"}])
def test_what_is_no_way_is_passed_over(way: object) -> None:
    assert not found(a={"overflow": way, "when_full": way})
