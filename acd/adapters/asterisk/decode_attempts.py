"""What Asterisk tells of leads' phones that we have it dial; their uniqueids begin with ``ATTEMPT_PREFIX``."""

import re

_attempt = re.compile(r"[0-9]{1,18}\*[A-Za-z0-9_.-]{1,60}\*[0-9]{1,18}").fullmatch


def attempt_of(text: str) -> str:
    """ACD_ATTEMPT of a channel; "" for what cannot be one."""
    return text if _attempt(text) else ""
