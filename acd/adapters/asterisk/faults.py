"""Our own faults in log lines: an exception's text may hold what a caller sent, so its kind and place must do."""

import traceback


def describe(error: BaseException) -> str:
    """``ValueError at .../decode.py:123``."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return type(error).__name__ + place
