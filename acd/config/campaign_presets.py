"""Kinds of lists, and what campaigns that dial them mostly want: keys of ``[campaigns.<id>]`` with their values.

Cold: people who expect no call; many lines lead to nobody, so machines are told apart and the controller dials ahead.
Warm: people who asked for a call a moment ago; the newest request comes first, and again soon. Hot: people who are
known or wait for the call; an agent looks at each before.
"""

from typing import Any

PRESETS: dict[str, dict[str, Any]] = {
    "cold": {
        "mode": "predictive",
        "order": "new-first",
        "machines": {},
        "retries": {
            "no answer": {"delay_s": 14_400, "attempts_max": 3, "factor": 2.0},
            "machine": {"delay_s": 86_400, "attempts_max": 2},
        },
    },
    "warm": {
        "mode": "progressive",
        "order": "priority",
        "retries": {
            "busy": {"delay_s": 120, "attempts_max": 5},
            "no answer": {"delay_s": 300, "attempts_max": 6, "factor": 3.0},
            "machine": {"delay_s": 3_600, "attempts_max": 4},
        },
    },
    "hot": {
        "mode": "preview",
        "order": "priority",
        "retries": {
            "busy": {"delay_s": 300, "attempts_max": 10},
            "no answer": {"delay_s": 1_800, "attempts_max": 8},
        },
    },
}
