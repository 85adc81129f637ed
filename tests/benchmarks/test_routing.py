"""The benchmark of routing makes real decisions: agents find callers who wait, callers find agents who are ready."""

from benchmarks.routing import Bench, measure


def test_most_decisions_are_a_pair() -> None:
    bench = Bench((60, 10, 8, 80))
    for number in range(80):
        bench.now_ms += number
        bench.arrive()
    assert bench.decide() == 0
    assert len(bench.busy(50)) == 50 == len(bench.quiet(50))


def test_figures() -> None:
    result = measure((60, 10, 8, 80), decisions=50)
    assert result["decisions"] == 100
    assert 0 < result["p50_us"] <= result["p99_us"]
    assert 100 < result["bytes_per_agent"] < 100_000
