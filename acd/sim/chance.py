"""Chance that is the same in every run: numbers from a hash of the seed and of whom they are for.

So a caller comes at the same moment, with the same patience and the same business, whatever the centre does meanwhile:
two ways to run the centre are compared on the same callers (common random numbers).
"""

from hashlib import blake2b
from struct import Struct

_EIGHT = Struct("<8Q")
_SCALE = 1.0 / (1 << 52)
NUMBERS = 8


def uniforms(key: str, index: int) -> tuple[float, ...]:
    """Eight independent numbers, uniform strictly between 0 and 1, of thing ``index`` under ``key``."""
    digest = blake2b(f"{key}/{index}".encode(), digest_size=_EIGHT.size).digest()
    return tuple([((word >> 12) + 0.5) * _SCALE for word in _EIGHT.unpack(digest)])
