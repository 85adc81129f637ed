"""The wall clock that the engine lives by."""

import time

SLEW = 0.05  # how fast a stepped wall clock is followed, in seconds per second


class SystemClock:
    """UTC milliseconds that never go backwards and never jump.

    Time runs by the monotonic clock. Where the wall clock disagrees (set by hand, by NTP, or the machine slept), it is
    followed at 5 % so that no ring time or wrap-up ends early and no wait is negative.
    """

    def __init__(self, not_before_ms: int = 0) -> None:
        self._now_s = max(time.time(), not_before_ms / 1000)
        self._monotonic_s = time.monotonic()

    def now_ms(self) -> int:
        monotonic_s = time.monotonic()
        elapsed_s = monotonic_s - self._monotonic_s
        self._monotonic_s = monotonic_s
        drift_s = time.time() - (self._now_s + elapsed_s)
        limit_s = elapsed_s * SLEW
        self._now_s += elapsed_s + min(max(drift_s, -limit_s), limit_s)
        return int(self._now_s * 1000)
