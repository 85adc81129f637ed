"""The pacing controller: how many to dial now, from what is there, what was learnt, and what may still be abandoned.

Pure: ``decide(pacing, pace, picture)`` returns a ``Decision``; ``Pace`` is its memory, JSON-able, one a campaign,
fed through its methods. docs/pacing.md tells how it works.
"""

from acd.dialer.pacing.pacer import decide
from acd.dialer.pacing.picture import Busy, Decision, Flight, Limit, Method, Outcome, Pacing, Picture, Reason
from acd.dialer.pacing.state import Pace

__all__ = [
    "Busy",
    "Decision",
    "Flight",
    "Limit",
    "Method",
    "Outcome",
    "Pace",
    "Pacing",
    "Picture",
    "Reason",
    "decide",
]
