"""How long a link waits before it tries again."""

from hypothesis import given
from hypothesis import strategies as st

from acd.adapters.asterisk.backoff import Backoff

chances = st.lists(st.floats(0, 1, exclude_max=True), min_size=20, max_size=20)


def test_unreachable_stays_short_so_that_the_link_is_back_soon_after_asterisk() -> None:
    backoff = Backoff(lambda: 0.999999)
    assert [round(backoff.unreachable_s()) for _ in range(5)] == [2, 4, 4, 4, 4]


@given(chances)
def test_refused_grows_to_at_most_two_tries_a_minute_from_the_fifth_on(numbers: list[float]) -> None:
    backoff = Backoff(lambda: numbers.pop())
    waits = [backoff.refused_s() for _ in range(20)]
    assert all(1 <= wait <= 60 for wait in waits)
    assert all(wait >= 30 for wait in waits[4:])


def test_success_begins_anew() -> None:
    backoff = Backoff(lambda: 0.0)
    for _ in range(9):
        backoff.refused_s()
        backoff.unreachable_s()
    backoff.succeeded()
    assert (backoff.refused_s(), backoff.unreachable_s()) == (1, 1)
