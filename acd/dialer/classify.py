"""How an attempt that nobody answered ended: from Asterisk's word, the SIP status and the Q.850 cause."""

from acd.model.leads import AttemptResult

BY_CAUSE = {
    1: AttemptResult.INVALID_NUMBER,  # unallocated
    2: AttemptResult.CONGESTION,
    3: AttemptResult.CONGESTION,
    16: AttemptResult.NO_ANSWER,
    17: AttemptResult.BUSY,
    18: AttemptResult.NO_ANSWER,
    19: AttemptResult.NO_ANSWER,
    20: AttemptResult.NO_ANSWER,
    21: AttemptResult.REJECTED,
    22: AttemptResult.INVALID_NUMBER,  # number changed
    27: AttemptResult.FAILED,
    28: AttemptResult.INVALID_NUMBER,
    34: AttemptResult.CONGESTION,
    38: AttemptResult.CONGESTION,
    41: AttemptResult.CONGESTION,
    42: AttemptResult.CONGESTION,
    44: AttemptResult.CONGESTION,
    47: AttemptResult.CONGESTION,
    58: AttemptResult.CONGESTION,
}
BY_STATUS = {
    "BUSY": AttemptResult.BUSY,
    "NOANSWER": AttemptResult.NO_ANSWER,
    "CANCEL": AttemptResult.NO_ANSWER,
    "CONGESTION": AttemptResult.CONGESTION,
    "CHANUNAVAIL": AttemptResult.FAILED,
}


def classify(dial_status: str, cause: int, sip: int) -> AttemptResult:
    """``cause`` and ``sip`` are 0 where not known."""
    if sip in (404, 410, 484, 604):
        return AttemptResult.INVALID_NUMBER
    if sip in (486, 600):
        return AttemptResult.BUSY
    if sip in (403, 603, 607, 608):
        return AttemptResult.REJECTED
    if cause in BY_CAUSE:
        return BY_CAUSE[cause]
    return BY_STATUS.get(dial_status, AttemptResult.FAILED)
