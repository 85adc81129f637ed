"""Numbers and results as Asterisk writes them."""

import re

from acd.model.states import OfferResult

CAUSE_BUSY, CAUSE_REJECTED = 17, 21  # Q.850
_number = re.compile(r"[0-9]{1,18}").fullmatch  # offers count from a microsecond: 16 digits


def offer_result(dial_status: str, cause: int, *, rang: bool = True) -> OfferResult:
    """Why a phone did not take the call: Dial's DIALSTATUS, the Q.850 cause of the phone's leg, and whether it rang.

    After NOANSWER the cause may be left over from an earlier offer; without a sign of ringing until the end of the ring
    time the phone was not reached at all.
    """
    if dial_status == "NOANSWER":
        return OfferResult.NO_ANSWER if rang else OfferResult.UNREACHABLE
    if dial_status == "BUSY" or cause in (CAUSE_BUSY, CAUSE_REJECTED):
        return OfferResult.REFUSED
    if dial_status in ("CHANUNAVAIL", "CONGESTION"):
        return OfferResult.UNREACHABLE
    return OfferResult.FAILED


def number(text: str) -> int:
    """A number that Asterisk wrote; 0 for anything else."""
    return int(text) if _number(text) else 0
