"""What agents' phones and keys, and the dialplan of transfers, tell."""

import pytest

from acd.adapters.asterisk.decode import Decoder
from acd.adapters.asterisk.framing import Message, Parser
from acd.events import AgentKeys, AgentKeysPressed, CallerSent, Event, JoinFailed, LegHeld
from tests.adapters.asterisk.test_decode_offers import CHANNEL

UNIQUEID = "1795446574.0"


def told(name: str, *headers: str) -> tuple[Event, ...]:
    text = "\r\n".join((f"Event: {name}", *CHANNEL.split("\n"), *headers))
    message = Parser().parse(text.encode())
    assert isinstance(message, Message)
    return Decoder("main", lambda _agent, _pin: False).table[name](message)


@pytest.mark.parametrize("keys", AgentKeys)
def test_keys(keys: AgentKeys) -> None:
    event = told("UserEvent", "UserEvent: AcdAgentKeys", f"Keys: {keys}", "Target: 102")
    assert event == (AgentKeysPressed("main", UNIQUEID, keys, "102"),)


@pytest.mark.parametrize("keys", ["", "fly", "blind\tconsult"])
def test_unknown_keys_are_none(keys: str) -> None:
    assert told("UserEvent", "UserEvent: AcdAgentKeys", f"Keys: {keys}", "Target: 102") == ()


def test_a_phones_own_transfer() -> None:
    event = told("UserEvent", "UserEvent: AcdTransferred", "Target: 800")
    assert event == (CallerSent("main", "PJSIP/trunk-demo-00000000", UNIQUEID, "800"),)


def test_nobody_to_join() -> None:
    event = told("UserEvent", "UserEvent: AcdJoinFailed", "Result: NONEXISTENT")
    assert event == (JoinFailed("main", UNIQUEID),)


@pytest.mark.parametrize(("name", "held"), [("Hold", True), ("Unhold", False)])
def test_a_phones_own_hold(name: str, held: bool) -> None:
    assert told(name) == (LegHeld("main", UNIQUEID, held),)


def test_an_event_with_an_added_line_is_none() -> None:
    assert told("Hold", "Uniqueid: 1.1") == ()
