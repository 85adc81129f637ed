"""Phones and callers of the rig, wired to each other without an Asterisk between them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from benchmarks.rig.callers import Callers, Ending
from benchmarks.rig.phones import PhoneEvents, Phones, Ringing


@dataclass
class Line:
    """One phone, any number of callers, and what they told."""

    phones: Phones
    callers: Callers
    ended: asyncio.Queue[Ending]
    rang: list[Ringing] = field(default_factory=list)
    talking: asyncio.Queue[Ringing] = field(default_factory=asyncio.Queue)
    freed: asyncio.Queue[bool] = field(default_factory=asyncio.Queue)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    nowhere = ("127.0.0.1", 9)
    ended: asyncio.Queue[Ending] = asyncio.Queue()
    phones = Phones("127.0.0.1", nowhere, {"1001": "secret"}, ring_s=0.0)
    callers = Callers("127.0.0.2", nowhere, lambda _number, ending: ended.put_nowait(ending))
    line = Line(phones, callers, ended)
    await phones.open()
    await callers.open()
    phones.switch, callers.switch = ("127.0.0.2", callers.port), ("127.0.0.1", phones.port)
    phones.tell(PhoneEvents(line.rang.append, line.talking.put_nowait, lambda _r, _ns, us: line.freed.put_nowait(us)))
    yield line
    phones.close()
    callers.close()


async def test_the_agent_hangs_up(line: Line) -> None:
    number = line.callers.call("1001")
    async with asyncio.timeout(5):
        ringing = await line.talking.get()
        assert (ringing.phone, ringing.caller) == ("1001", number)
        line.phones.hang_up(ringing)
        assert await line.freed.get() is True
        assert await line.ended.get() is Ending.SWITCH
        await line.callers.nobody.wait()
    assert len(line.rang) == 1


async def test_the_caller_hangs_up(line: Line) -> None:
    number = line.callers.call("1001")
    async with asyncio.timeout(5):
        ringing = await line.talking.get()
        line.callers.hang_up(number)
        assert await line.ended.get() is Ending.CALLER
        assert await line.freed.get() is False
        line.phones.hang_up(ringing)  # too late: nothing happens
    assert line.freed.empty()
    assert line.ended.empty()


async def test_a_repeated_invite_rings_once(line: Line) -> None:
    line.callers.call("1001")
    invite = next(iter(line.callers._sent.values())).data
    line.callers.send(invite)
    async with asyncio.timeout(5):
        await line.talking.get()
    assert len(line.rang) == 1


async def test_what_nobody_answers_is_sent_again(line: Line) -> None:
    line.callers.switch, phone = ("127.0.0.1", 9), line.callers.switch
    line.callers.call("1001")
    line.callers.switch = phone
    async with asyncio.timeout(5):
        await line.talking.get()
    assert line.callers.wire.retransmissions == 1
