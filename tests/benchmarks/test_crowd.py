"""A crowd that comes at once is served, told and sent away within bounds, whoever else is busy on the machine."""

from benchmarks.crowd import run


def test_a_crowd_within_bounds() -> None:
    found = run(600)
    assert found["connected"] + found["left"] == 600
    assert found["announced_per_s"] <= 50
    assert found["bytes_each"] < 8_000
    assert found["leaving_s"] <= 6
    assert found["tick_us"]["p99"] < 20_000
