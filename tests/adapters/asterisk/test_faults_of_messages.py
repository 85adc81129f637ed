"""The twenty faults of panoramisk 1.4: those in what it makes of bytes and writes. One test each.

The link has none of them. Where it costs little, a second test (``stock``) shows that panoramisk itself has the fault.
The faults in its connections, logins and actions are in ``test_faults_of_links``.
"""

import asyncio

import pytest
from panoramisk import Message as StockMessage

from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.link import AmiLink, LinkSettings
from acd.errors import CallerError
from acd.testing.ami import FakeAmi
from tests.adapters.asterisk.links import Eventually, LinkTo, NoWait, StockTo, own_protocol, stock_protocol

PING = (("Action", "Ping"),)

# 1. Header values are written raw: CR LF in a value adds headers, or a whole action.


@pytest.mark.parametrize("value", ["x\r\nApplication: System", "x\r\n\r\nAction: Originate", "x\ny", "x\ry", "x\0y"])
async def test_fault_01_line_ends_in_a_value_are_refused(ami: FakeAmi, link_to: LinkTo, value: str) -> None:
    link = link_to(ami)
    await link.ready(5)
    with pytest.raises(CallerError):
        link.send((("Action", "Setvar"), ("Variable", "NAME"), ("Value", value)))
    await link.call(PING)
    assert not ami.named("Setvar")
    assert not ami.named("Originate")


async def test_fault_01_stock_adds_the_header(ami: FakeAmi, stock_to: StockTo) -> None:
    async with stock_to(ami) as manager:
        await manager.send_action({"Action": "Ping", "CallerID": "x\r\nApplication: System"})
    assert ami.named("Ping")[0]["application"] == "System"


# 2. A UTF-8 character cut over two chunks is dropped.


async def test_fault_02_a_character_cut_over_two_chunks_arrives(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    link = link_to(ami)
    names: list[str] = []
    link.on("Probe", lambda message: names.append(message.get("Name")))
    await link.ready(5)
    ami.slice_bytes = 1
    ami.event("Probe", ("Name", "Иванов"))
    await eventually(lambda: names)
    assert names == ["Иванов"]


async def test_fault_02_stock_drops_it() -> None:
    protocol, seen = stock_protocol()
    data = "Event: Probe\r\nName: Иванов\r\n\r\n".encode()
    middle = data.index("в".encode()) + 1
    protocol.data_received(data[:middle])
    protocol.data_received(data[middle:])
    assert seen[0]["Name"] == "Ианов"


# 3. A last header with an empty value is dropped.


async def test_fault_03_a_last_header_with_an_empty_value_is_kept() -> None:
    protocol, seen, _ = own_protocol()
    protocol.data_received(b"Event: Probe\r\nFirst: \r\nMiddle:\r\nLast: \r\n\r\n")
    assert [(name, seen[0].get(name, "absent")) for name in ("First", "Middle", "Last")] == [
        ("First", ""),
        ("Middle", ""),
        ("Last", ""),
    ]


async def test_fault_03_stock_drops_it() -> None:
    protocol, seen = stock_protocol()
    protocol.data_received(b"Event: Probe\r\nLast: \r\n\r\n")
    assert "Last" not in seen[0]


# 5. A repeated Event header raises in dispatch and closes the connection.


async def test_fault_05_a_repeated_event_header_is_left_out_and_counted(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    link = link_to(ami)
    seen: list[Message] = []
    link.on("Probe", seen.append)
    await link.ready(5)
    ami.raw(b"Event: Probe\r\nEvent: Hangup\r\n\r\n")
    ami.event("Probe", ("N", "2"))
    await eventually(lambda: seen)
    assert [message.get("N") for message in seen] == ["2"]
    assert link.counters.malformed == 1
    assert len(ami.connections) == 1


async def test_fault_05_stock_raises() -> None:
    protocol, _ = stock_protocol()
    with pytest.raises(AttributeError):
        protocol.data_received(b"Event: Probe\r\nEvent: Hangup\r\n\r\n")


# 13. The same header in another letter case: the earlier value is overwritten.


async def test_fault_13_a_header_in_another_letter_case_is_kept_beside_the_first() -> None:
    protocol, seen, _ = own_protocol()
    protocol.data_received(b"Event: Probe\r\nVariable: a=1\r\nVARIABLE: b=2\r\nvariable: c=3\r\n\r\n")
    assert seen[0].getall("Variable") == ["a=1", "b=2", "c=3"]
    assert seen[0].get("vaRiable") == "a=1"


async def test_fault_13_stock_overwrites_it() -> None:
    protocol, seen = stock_protocol()
    protocol.data_received(b"Event: Probe\r\nVariable: a=1\r\nVARIABLE: b=2\r\n\r\n")
    assert seen[0]["Variable"] == "b=2"


# 14. No limit on an unterminated message, and quadratic concatenation.


async def test_fault_14_an_endless_message_is_skipped_and_the_stream_goes_on() -> None:
    protocol, seen, counters = own_protocol()
    loop = asyncio.get_running_loop()
    began = loop.time()
    protocol.data_received(b"Event: Probe\r\nBig: ")
    for _ in range(320):
        protocol.data_received(b"x" * 65536)  # 20 MiB
    protocol.data_received(b"\r\n\r\nEvent: Probe\r\nN: 1\r\n\r\n")
    assert [message.get("N") for message in seen] == ["1"]
    assert counters.oversize == 1
    assert loop.time() - began < 1.0


async def test_fault_14_a_long_message_in_small_pieces_is_joined_once() -> None:
    protocol, seen, _ = own_protocol()
    loop = asyncio.get_running_loop()
    began = loop.time()
    protocol.data_received(b"Event: Probe\r\nBig: ")
    for _ in range(60_000):
        protocol.data_received(b"0123456789")
    protocol.data_received(b"\r\n\r\n")
    assert len(seen[0].get("Big")) == 600_000
    assert loop.time() - began < 2.0  # panoramisk: 60,000 copies of up to 600 kB


async def test_fault_14_stock_keeps_everything() -> None:
    protocol, _ = stock_protocol()
    protocol.data_received(b"Event: Probe\r\nBig: ")
    for _ in range(40):
        protocol.data_received(b"x" * 65536)
    assert len(protocol.queue[0]) > 2_000_000


# 16. Handlers run as tasks nobody keeps: concurrently, in no order, without limit.


async def test_fault_16_handlers_run_at_once_and_in_order() -> None:
    protocol, seen, _ = own_protocol()
    data = b"".join(b"Event: Probe\r\nN: %d\r\n\r\n" % number for number in range(1000))
    before = asyncio.all_tasks()
    protocol.data_received(data)
    assert [message.get("N") for message in seen] == [str(number) for number in range(1000)]
    assert asyncio.all_tasks() == before


async def test_fault_16_stock_has_handled_nothing_when_the_bytes_are_in() -> None:
    protocol, _ = stock_protocol()
    seen: list[str] = []

    async def handle(_manager: object, message: StockMessage) -> None:
        seen.append(message["N"])

    protocol.factory.register_event("Probe", handle)
    protocol.data_received(b"Event: Probe\r\nN: 1\r\n\r\n")
    assert seen == []
    await asyncio.sleep(0)


# 20. The greeting is only recognised when it starts the first chunk.


async def test_fault_20_the_greeting_is_recognised_however_it_is_cut(ami: FakeAmi, link_to: LinkTo) -> None:
    ami.slice_bytes = 1
    link = link_to(ami)
    await link.ready(5)
    assert link.protocol.framer.greeting == "Asterisk Call Manager/11.0.0"


async def test_fault_20_a_port_that_speaks_something_else_is_told(eventually: Eventually) -> None:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        link = AmiLink(LinkSettings("127.0.0.1", port, "acd", "secret"), backoff=NoWait())
        link.start()
        await eventually(lambda: "does not speak" in link.problem)
        link.close()


async def test_fault_20_stock_misses_it() -> None:
    protocol, _ = stock_protocol()
    protocol.data_received(b"Aster")
    protocol.data_received(b"isk Call Manager/11.0.0\r\n")
    assert protocol.version is None
