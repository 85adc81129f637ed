"""A recorded day, as far as a simulation wants it: who called, who was there, how long things took.

Times are UTC milliseconds since 1970. Calls that entered no queue are left out.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """``queue`` is the first one it entered; ``wait_ms``: until the answer or the end, in all queues together."""

    arrived_ms: int
    queue: str
    dialled: str
    wait_ms: int
    answered: bool
    abandoned: bool
    talk_ms: int  # 0 unless answered


@dataclass(frozen=True, slots=True)
class Presence:
    """A time in which an agent took calls: ready, ringing, talking or in wrap-up."""

    agent: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """``rings_ms``: from the offer to the answer, of answered offers; ``wrap_ups_ms``: of stays in wrap-up."""

    from_ms: int
    to_ms: int
    calls: tuple[RecordedCall, ...]  # by arrival
    presences: tuple[Presence, ...]
    rings_ms: tuple[int, ...]
    wrap_ups_ms: tuple[int, ...]
