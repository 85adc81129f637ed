"""Pictures for tests: a campaign of so many agents at a moment."""

from acd.dialer.pacing import Busy, Flight, Outcome, Pace, Pacing, Picture

NOW_MS = 1_767_268_800_000
PACING = Pacing(seed="c")


def taught(attempts: int = 2_000, each_s: int = 1) -> Pace:
    """A pace that has seen a quarter of its attempts answered after 4 to 21 s, talks of 60 to 160 s."""
    pace = Pace()
    for number in range(attempts):
        now_ms = NOW_MS - (attempts - number) * each_s * 1_000
        if number % 4:
            pace.attempt_ended(25_000 if number % 3 else 3_000, Outcome.OTHER, now_ms)
            continue
        pace.attempt_ended(4_000 + number * 37 % 17_000, Outcome.PERSON, now_ms)
        pace.talk_ended(60_000 + number * 7_919 % 100_000)
        pace.wrap_up_ended(15_000 + number * 7_919 % 30_000)
        pace.person_served(PACING, False, now_ms)
    return pace


def picture(idle: int, waiting: int, ringing: int, busy: int, room: int = 1_000) -> Picture:
    """Attempts and agents of many ages."""
    return Picture(
        NOW_MS,
        idle,
        waiting,
        tuple(Flight(NOW_MS - number * 1_117 % 25_000) for number in range(ringing)),
        tuple(Busy(NOW_MS - number * 3_331 % 200_000, number % 5 == 0) for number in range(busy)),
        room,
    )
