"""Percentiles and CPU times."""

import math
import os
import time

from benchmarks.rig.figures import Busy, cpu_s, machine, percentile, spread


def test_percentiles_are_samples_by_nearest_rank() -> None:
    samples = [float(number) for number in range(100, 0, -1)]
    assert [percentile(samples, share) for share in (0.0, 0.5, 0.99, 1.0)] == [1.0, 50.0, 99.0, 100.0]
    assert percentile([3.0], 0.5) == 3.0
    assert math.isnan(percentile([], 0.5))


def test_a_spread_without_samples_says_so() -> None:
    assert spread([]) == {"samples": 0}
    assert spread([1.0, 2.0])["p50_ms"] == 1.0


def test_cpu_of_this_process_grows_with_work() -> None:
    before_s, busy = cpu_s(os.getpid()), Busy.now()
    deadline_s = time.process_time() + 0.1
    while time.process_time() < deadline_s:
        pass
    assert 0.05 <= cpu_s(os.getpid()) - before_s <= 0.5
    assert 0 < Busy.now().since(busy) <= 1


def test_a_machine_has_a_name_and_a_date() -> None:
    assert {"date", "cores", "cpu", "kernel", "python"} == set(machine())
