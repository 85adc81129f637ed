"""What agents' phones and keys, and the dialplan of transfers, tell."""

import pytest

from acd.adapters.asterisk.decode import Decoder
from acd.adapters.asterisk.framing import Message, Parser
from acd.events import AgentKeys, AgentKeysPressed, CallerJoined, CallerSent, Event, JoinFailed, LegHeld
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


def several(**channels: str) -> tuple[str, ...]:
    """The headers of several channels, each with its prefix and the end of its uniqueid."""
    names = [line.partition(":")[::2] for line in CHANNEL.split("\n")[1:]]
    given = {"Uniqueid": "1.{}", "Channel": "PJSIP/p-{}"}
    return tuple(
        f"{prefix}{name}: {given[name].format(number) if name in given else value.strip()}"
        for prefix, number in channels.items()
        for name, value in names
    )


def transfer(name: str, *headers: str) -> tuple[Event, ...]:
    text = "\r\n".join((f"Event: {name}", "Privilege: call,all", "Result: Success", *headers))
    message = Parser().parse(text.encode())
    assert isinstance(message, Message)
    return Decoder("main", lambda _agent, _pin: False).table[name](message)


CHANNELS = several(Transferer="1", Transferee="2")
WHERE = "Context: acd-transfer", "Extension: 800"


def test_a_phones_own_transfer() -> None:
    assert transfer("BlindTransfer", *CHANNELS, *WHERE) == (CallerSent("main", "PJSIP/p-2", "1.2", "800"),)


def test_another_phones_transfer_is_none_of_ours() -> None:
    assert transfer("BlindTransfer", *CHANNELS, "Context: acd-phones", "Extension: 800") == ()


def test_a_transfer_with_an_added_or_a_missing_line_is_none() -> None:
    assert transfer("BlindTransfer", *CHANNELS, *WHERE, "TransfereeUniqueid: 1.9") == ()
    assert transfer("BlindTransfer", *CHANNELS[1:], *WHERE) == ()


def test_a_phones_own_attended_transfer() -> None:
    lines = {"OrigTransferer": "1", "SecondTransferer": "2", "Transferee": "3"}
    bridged = transfer("AttendedTransfer", *several(**lines, TransferTarget="4"), "DestType: Bridge")
    assert bridged == (CallerJoined("main", "1.3", "1.2", "PJSIP/p-4"),)
    waiting = transfer("AttendedTransfer", *several(**lines), "DestType: App", "DestApp: WaitExten")
    assert waiting == (CallerJoined("main", "1.3", "1.2", ""),)


def test_nobody_to_join() -> None:
    event = told("UserEvent", "UserEvent: AcdJoinFailed", "Result: NONEXISTENT")
    assert event == (JoinFailed("main", UNIQUEID),)


@pytest.mark.parametrize(("name", "held"), [("Hold", True), ("Unhold", False)])
def test_a_phones_own_hold(name: str, held: bool) -> None:
    assert told(name) == (LegHeld("main", UNIQUEID, held),)


def test_an_event_with_an_added_line_is_none() -> None:
    assert told("Hold", "Uniqueid: 1.1") == ()
