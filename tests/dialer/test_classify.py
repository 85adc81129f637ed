"""How attempts ended, from what Asterisk says."""

import pytest

from acd.dialer.classify import classify
from acd.model.leads import AttemptResult


@pytest.mark.parametrize(
    ("dial_status", "cause", "sip", "result"),
    [
        ("BUSY", 17, 486, AttemptResult.BUSY),
        ("NOANSWER", 19, 0, AttemptResult.NO_ANSWER),
        ("CONGESTION", 34, 503, AttemptResult.CONGESTION),
        ("CONGESTION", 21, 603, AttemptResult.REJECTED),
        ("", 1, 404, AttemptResult.INVALID_NUMBER),
        ("CHANUNAVAIL", 0, 0, AttemptResult.FAILED),
        ("", 0, 0, AttemptResult.FAILED),
    ],
)
def test_classes(dial_status: str, cause: int, sip: int, result: AttemptResult) -> None:
    assert classify(dial_status, cause, sip) is result
