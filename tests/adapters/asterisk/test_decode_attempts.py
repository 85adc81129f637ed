"""What Asterisk tells of leads' phones."""

import pytest

from acd.adapters.asterisk.decode_attempts import attempt_of


@pytest.mark.parametrize(
    ("text", "attempt"), [("7*spring*12", "7*spring*12"), ("", ""), ("7*spring", ""), ("7*a b*1", ""), ("7*x*1\n", "")]
)
def test_the_attempt_of_a_channel(text: str, attempt: str) -> None:
    assert attempt_of(text) == attempt
