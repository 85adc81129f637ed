"""One connection without a socket: what comes in, what goes out, what is counted."""

import asyncio
from typing import Any

import pytest

from acd.adapters.asterisk.actions import Outcome
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.pending import PENDING_MAX
from acd.adapters.asterisk.protocol import WRITE_BUFFER_MAX, AmiProtocol, Handlers, LinkCounters


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []
        self.aborted = False
        self.buffered = 0

    def write(self, data: Any) -> None:
        self.writes.append(data)

    def abort(self) -> None:
        self.aborted = True

    def get_write_buffer_size(self) -> int:
        return self.buffered


def boom() -> None:
    raise ValueError


class Line:
    """A protocol on a wire, greeted; ``order`` is what it called, in order."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.counters = LinkCounters()
        self.wire = Wire()
        handlers: Handlers = {b"hangup": [self.hangup], b"shutdown": [self.shutdown]}
        self.protocol: AmiProtocol = AmiProtocol(handlers, self.counters, self.lost, self.batch_end)
        self.protocol.connection_made(self.wire)
        self.feed("Asterisk Call Manager/11.0.0\r\n")

    def feed(self, text: str) -> None:
        self.protocol.data_received(text.encode())

    def hangup(self, message: Message) -> None:
        self.order.append(message.get("N"))

    def batch_end(self) -> None:
        self.order.append("batch end")

    def shutdown(self, _message: Message) -> None:
        self.protocol.lose("shutdown")

    def lost(self, reason: str) -> None:
        self.order.append(f"lost: {reason}")


async def test_events_are_handled_before_data_received_returns_then_the_batch_ends() -> None:
    line = Line()
    line.feed("Event: Hangup\r\nN: 1\r\n\r\nEvent: Newexten\r\nN: 2\r\n\r\nEvent: Hangup\r\nN: 3\r\n\r\nEvent: Hang")
    assert line.order == ["1", "3", "batch end"]
    line.feed("up\r\nN: 4\r\n\r\n")
    assert line.order == ["1", "3", "batch end", "4", "batch end"]
    assert (line.counters.handled, line.counters.unwanted) == (3, 1)


async def test_half_a_message_is_no_batch() -> None:
    line = Line()
    line.feed("Event: Hangup\r\nN: 1")
    assert line.order == []


@pytest.mark.parametrize("first", ["event: Hangup", "Event: HANGUP", "EVENT: hangup"])
async def test_an_event_is_known_in_any_letter_case(first: str) -> None:
    line = Line()
    line.feed(f"{first}\r\nN: 1\r\n\r\n")
    assert line.order == ["1", "batch end"]


@pytest.mark.parametrize(
    "frame",
    [
        "rubbish",
        "CallerIDName: Joe\r\nUniqueid: 1.1",  # the rest of an event that a caller cut in two
        "Event: Hangup\r\nrubbish",
        "Event: Hangup\r\nEvent: Hangup\r\nN: 1",
        "\0",
    ],
)
async def test_malformed_messages_are_left_out_and_counted(frame: str) -> None:
    line = Line()
    line.feed(f"{frame}\r\n\r\nEvent: Hangup\r\nN: 2\r\n\r\n")
    assert line.order == ["2", "batch end"]
    assert line.counters.malformed == 1


async def test_a_failing_batch_end_is_counted() -> None:
    line = Line()
    line.protocol._on_batch_end = boom
    line.feed("Event: Hangup\r\nN: 1\r\n\r\n")
    assert line.counters.handler_errors == {"batch end": 1}
    assert not line.protocol.closed


async def test_an_action_is_one_write() -> None:
    line = Line()
    line.protocol.begin((("Action", "Ping"),), 5, None)
    (data,) = line.wire.writes
    assert data.startswith(b"Action: Ping\r\nActionID: ")
    assert data.endswith(b"\r\n\r\n")


async def test_an_answer_reaches_its_action() -> None:
    line = Line()
    line.protocol.begin((("Action", "Ping"),), 5, lambda reply: line.order.append(reply.outcome))
    action_id = line.wire.writes[0].split(b"ActionID: ")[1].strip().decode()
    line.feed(f"Response: Success\r\nActionID: {action_id}\r\nPing: Pong\r\n\r\n")
    assert line.order == [Outcome.SUCCESS, "batch end"]


async def test_action_ids_cannot_be_guessed() -> None:
    first, second = Line(), Line()
    for line in (first, second):
        line.protocol.begin((("Action", "Ping"),), 5, None)
    assert first.wire.writes != second.wire.writes


async def test_what_asterisk_does_not_read_is_not_piled_up() -> None:
    line = Line()
    line.wire.buffered = WRITE_BUFFER_MAX + 1
    line.protocol.begin((("Action", "Ping"),), 5, lambda reply: line.order.append(reply.outcome))
    assert line.order == [Outcome.NOT_SENT]
    assert line.wire.writes == []
    assert line.counters.unsent == 1


async def test_pending_actions_are_bounded() -> None:
    line = Line()
    for _ in range(PENDING_MAX + 1):
        line.protocol.begin((("Action", "Ping"),), 5, lambda reply: line.order.append(reply.outcome))
    assert line.order == [Outcome.NOT_SENT]
    assert len(line.wire.writes) == PENDING_MAX


async def test_a_lost_connection_is_told_first_then_its_actions_end() -> None:
    line = Line()
    line.protocol.begin((("Action", "Ping"),), 5, lambda reply: line.order.append(reply.outcome))
    line.protocol.connection_lost(ConnectionResetError())
    line.protocol.connection_lost(None)
    assert line.order == ["lost: connection lost (ConnectionResetError)", Outcome.LINK_LOST]
    assert line.wire.aborted


async def test_after_close_nobody_is_told_but_actions_end() -> None:
    line = Line()
    line.protocol.begin((("Action", "Ping"),), 5, lambda reply: line.order.append(reply.outcome))
    line.protocol.close()
    line.protocol.close()
    assert line.order == [Outcome.LINK_LOST]


async def test_what_follows_the_end_of_a_connection_is_not_handled() -> None:
    line = Line()
    line.feed("Event: Shutdown\r\nN: 1\r\n\r\nEvent: Hangup\r\nN: 2\r\n\r\n")
    assert line.order == ["lost: shutdown", "batch end"]
