"""The first rule of routing: longest idle takes longest waiting, ties by id, and the reason tells so."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from acd.routing.longest_idle import Choice, choose_agent, choose_queue

TIMES = st.integers(0, 10**13)
IDS = st.text("abc0123456789-_", min_size=1, max_size=8)
READY = st.lists(st.tuples(TIMES, IDS), max_size=20, unique_by=lambda entry: entry[1]).map(sorted)
HEADS = st.lists(st.tuples(TIMES, st.integers(1, 10**16), IDS), max_size=20, unique_by=lambda entry: entry[2])
LATER_MS = 10**13


def test_nobody_ready_nobody_chosen() -> None:
    assert choose_agent([], 5) is None
    assert choose_queue([], 5) is None


def test_the_reason_is_for_people() -> None:
    ready = [(2_000, "102"), (3_500, "101")]
    assert choose_agent(ready, 10_000) == Choice("102", "longest idle: 8.0 s, of 2 ready")
    heads = [(9_000, 7, "sales"), (4_950, 8, "support")]
    assert choose_queue(heads, 10_000) == Choice("support", "longest waiting: 5.0 s, of 2 queues with callers")


def test_ties_are_broken_by_id() -> None:
    assert choose_agent([(1, "101"), (1, "102")], 9) == Choice("101", "longest idle: 0.0 s, of 2 ready")
    chosen = choose_queue([(1, 12, "sales"), (1, 11, "support")], 9)
    assert chosen is not None
    assert chosen.chosen == "support"


@given(READY)
def test_nobody_was_idle_longer_than_the_chosen_agent(ready: list[tuple[int, str]]) -> None:
    choice = choose_agent(ready, LATER_MS)
    assert (choice is None) == (not ready)
    if choice is not None:
        since_ms = {agent: since for since, agent in ready}
        assert all((since_ms[choice.chosen], choice.chosen) <= entry for entry in ready)


@given(HEADS, st.randoms(use_true_random=False))
def test_nobody_waited_longer_than_the_chosen_caller_in_whatever_order_they_are_given(
    heads: list[tuple[int, int, str]], chance: Random
) -> None:
    choice = choose_queue(heads, LATER_MS)
    mixed = list(heads)
    chance.shuffle(mixed)
    assert choose_queue(mixed, LATER_MS) == choice
    if choice is not None:
        [chosen] = [head for head in heads if head[2] == choice.chosen]
        assert all(chosen <= head for head in heads)
