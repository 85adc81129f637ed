"""What phones can subscribe to."""

from dataclasses import replace

from acd.adapters.asterisk.hints import hints
from acd.model.centre import Desk
from tests.scenarios.words import centre

CENTRE = centre({"101": ("sales",), "102": ("sales",)}, **{"vip-2": {}})


def test_each_agent_and_queue_has_a_hint() -> None:
    assert hints(replace(CENTRE, desk=Desk(lamps=True))).splitlines()[1:] == [
        "[acd-hints]",
        "exten => *17101,hint,Custom:acd-agent-101",
        "exten => *17102,hint,Custom:acd-agent-102",
        "exten => *18sales,hint,Custom:acd-queue-sales",
        "exten => *18support,hint,Custom:acd-queue-support",
        "exten => *18vip+2,hint,Custom:acd-queue-vip-2",
    ]


def test_without_lamps_the_context_is_there_and_empty() -> None:
    assert hints(CENTRE) == "\n[acd-hints]\n"
