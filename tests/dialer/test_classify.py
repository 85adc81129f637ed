"""How attempts ended, from what Asterisk says."""

import pytest

from acd.dialer.classify import BY_CAUSE, BY_SIP, BY_STATUS, classify
from acd.model.leads import AttemptResult

UNANSWERED = {
    AttemptResult.BUSY,
    AttemptResult.NO_ANSWER,
    AttemptResult.REJECTED,
    AttemptResult.INVALID_NUMBER,
    AttemptResult.CONGESTION,
    AttemptResult.FAILED,
}


@pytest.mark.parametrize(
    ("dial_status", "cause", "sip", "result"),
    [
        ("BUSY", 17, 486, AttemptResult.BUSY),
        ("NOANSWER", 19, 480, AttemptResult.NO_ANSWER),
        ("NOANSWER", 16, 487, AttemptResult.NO_ANSWER),
        ("CONGESTION", 34, 503, AttemptResult.CONGESTION),
        ("CONGESTION", 21, 603, AttemptResult.REJECTED),
        ("CONGESTION", 21, 403, AttemptResult.REJECTED),
        ("", 1, 404, AttemptResult.INVALID_NUMBER),
        ("", 28, 484, AttemptResult.INVALID_NUMBER),
        # the operator's own reason is more exact than the status that brings it
        ("CONGESTION", 17, 503, AttemptResult.BUSY),
        ("", 20, 480, AttemptResult.NO_ANSWER),
        # a cause that says nothing, a status nobody listed, nothing at all
        ("", 127, 604, AttemptResult.INVALID_NUMBER),
        ("", 127, 599, AttemptResult.CONGESTION),
        ("BUSY", 16, 499, AttemptResult.BUSY),
        ("CHANUNAVAIL", 0, 0, AttemptResult.FAILED),
        ("", 0, 0, AttemptResult.FAILED),
        ("SOMETHING NEW", -5, 1_000_000, AttemptResult.FAILED),
    ],
)
def test_classes(dial_status: str, cause: int, sip: int, result: AttemptResult) -> None:
    assert classify(dial_status, cause, sip) is result


def test_the_tables_speak_of_attempts_that_nobody_answered() -> None:
    assert {*BY_CAUSE.values(), *BY_SIP.values(), *BY_STATUS.values()} == UNANSWERED
    assert all(0 < cause < 128 for cause in BY_CAUSE)
    assert all(400 <= status < 700 for status in BY_SIP)
