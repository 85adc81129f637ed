"""How an attempt that nobody answered ended: from Asterisk's word, the Q.850 cause and the final SIP status.

The cause is asked first: Asterisk makes it of the SIP status (``chan_pjsip``, ``hangup_sip2cause``), or takes the one
that the operator gave in a ``Reason`` header (``res_pjsip_rfc3326``), which is more exact. A cause that says nothing
(normal clearing, interworking) leaves it to the SIP status, and that to the word.
"""

from acd.model.leads import AttemptResult

_INVALID, _BUSY, _NO_ANSWER = AttemptResult.INVALID_NUMBER, AttemptResult.BUSY, AttemptResult.NO_ANSWER
_REJECTED, _CONGESTION, _FAILED = AttemptResult.REJECTED, AttemptResult.CONGESTION, AttemptResult.FAILED

BY_CAUSE = {  # ITU-T Q.850, table 1; Asterisk's causes.h
    1: _INVALID,  # unallocated number
    2: _FAILED,  # no route to the transit network
    3: _FAILED,  # no route to the destination
    5: _INVALID,  # misdialled trunk prefix
    17: _BUSY,  # user busy
    18: _NO_ANSWER,  # no user responding: no sign from the phone
    19: _NO_ANSWER,  # no answer: it rang
    20: _NO_ANSWER,  # subscriber absent: the mobile is off
    21: _REJECTED,  # call rejected
    22: _INVALID,  # number changed
    25: _CONGESTION,  # exchange routing error
    27: _FAILED,  # destination out of order
    28: _INVALID,  # invalid number format
    29: _FAILED,  # facility rejected
    34: _CONGESTION,  # no circuit or channel available
    38: _CONGESTION,  # network out of order
    41: _CONGESTION,  # temporary failure
    42: _CONGESTION,  # switching equipment congestion
    44: _CONGESTION,  # requested channel not available
    47: _CONGESTION,  # resource unavailable
    50: _FAILED,  # facility not subscribed
    55: _REJECTED,  # incoming calls barred
    57: _FAILED,  # bearer capability not authorized
    58: _FAILED,  # bearer capability not available: no common codec
    88: _FAILED,  # incompatible destination
    102: _CONGESTION,  # recovery on timer expiry
}

BY_SIP = {  # RFC 3261 section 21, and as named
    401: _FAILED,  # the trunk does not know us
    403: _REJECTED,
    404: _INVALID,
    407: _FAILED,
    408: _FAILED,  # no response at all, as Asterisk says where it has no cause from the other side
    410: _INVALID,  # gone
    433: _REJECTED,  # anonymity disallowed: RFC 5079
    480: _NO_ANSWER,  # temporarily unavailable
    484: _INVALID,  # address incomplete
    485: _INVALID,  # ambiguous
    486: _BUSY,
    487: _NO_ANSWER,  # we gave up
    488: _FAILED,  # no common codec
    500: _CONGESTION,
    502: _FAILED,
    503: _CONGESTION,
    504: _CONGESTION,
    600: _BUSY,  # busy everywhere
    603: _REJECTED,  # declined
    604: _INVALID,  # does not exist anywhere
    606: _FAILED,
    607: _REJECTED,  # unwanted: RFC 8197
    608: _REJECTED,  # by a filter on the way: RFC 8688
}

BY_STATUS = {  # Asterisk's DIALSTATUS
    "BUSY": _BUSY,
    "NOANSWER": _NO_ANSWER,
    "CANCEL": _NO_ANSWER,
    "CONGESTION": _CONGESTION,
    "CHANUNAVAIL": _FAILED,
}


def classify(dial_status: str, cause: int, sip: int) -> AttemptResult:
    """``cause`` and ``sip`` are 0, ``dial_status`` is empty where not known."""
    found = BY_CAUSE.get(cause) or BY_SIP.get(sip)
    if found is None and 500 <= sip < 600:
        found = _CONGESTION
    return found or BY_STATUS.get(dial_status, _FAILED)
