from acd.config.scenario_times import clock_ms, span_ms


def test_times_of_day() -> None:
    assert clock_ms("08:30") == 30_600_000
    assert span_ms("08:00-24:00") == (28_800_000, 86_400_000)
