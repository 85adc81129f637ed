"""Leads are dialled once an attempt and none is lost, whatever fails."""

import pytest

from acd.model.facts import AttemptBegunFact
from acd.sim.outbound.faults import Books, Faults
from benchmarks.dial_faults import dial


def test_two_thousand_leads_among_cut_links_and_killed_daemons() -> None:
    result = dial(2_000, 30, seed=1, faults=Faults(cut_ms=300_000, kill_ms=300_000))
    assert not result.faults
    figures = result.figures
    assert figures["leads done"] == figures["leads"] == 2_000
    assert figures["attempts"] > 3_000
    for happened in ("links cut", "starts from the journal", "starts from nothing", "events lost", "events doubled"):
        assert figures[happened] > 3, happened


@pytest.mark.parametrize("seed", [2, 3])
def test_the_engines_rules_hold_meanwhile(seed: int) -> None:
    result = dial(60, 5, seed, Faults(cut_ms=30_000, kill_ms=60_000, lost=20, doubled=20), check=True)
    assert not result.faults


def test_the_books_find_what_is_wrong() -> None:
    books = Books()
    begun = AttemptBegunFact(7, "spring", "shop", 1, "", 0)
    books.recorded(begun)
    books.recorded(begun)
    books.waited(2_001, 2_000)
    books.close()
    assert books.faults == [
        "attempt 7 begins twice",
        "a person waited 2001 ms, and not 2000",
        "attempt 7 has no end",
    ]
