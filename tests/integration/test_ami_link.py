"""The link and the nodes on a real Asterisk: the whole way of a call in events, a restart, a link that hangs."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from acd.adapters.asterisk.actions import Outcome
from acd.adapters.asterisk.link import AmiLink, LinkSettings, LinkState
from acd.adapters.asterisk.node import NodeTimes
from acd.adapters.asterisk.switch import AsteriskNodes
from acd.commands import ConnectCaller, HangUp, MarkCaller, PlayMessage, ReturnCaller
from acd.embedded.process import load_mark
from acd.errors import CallerError, SwitchLoginError
from acd.events import (
    CallArrived,
    ChannelHungUp,
    Event,
    HangupRequested,
    NodeAudited,
    NodeConnected,
    NodeLost,
    OfferAnswered,
    OfferRang,
    OfferReturned,
    PhoneStateChanged,
)
from acd.model.centre import Message
from acd.model.channels import Place
from acd.model.facts import CdrFact, Fact
from acd.model.states import OfferResult, PhoneState
from tests.integration.conftest import Sip, Switch

WAIT_S = 15.0
CALLERS, ROUNDS = 20, 30
E = TypeVar("E")


@dataclass
class Daemon:
    """The nodes, and what they told."""

    switch: Switch
    events: list[Event] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    nodes: AsteriskNodes = field(init=False)

    def __post_init__(self) -> None:
        self.nodes = AsteriskNodes(
            {"main": settings(self.switch)},
            post=self.events.append,
            on_batch_end=self.heard.set,
            check_pin=lambda _agent, _pin: False,
            facts=self,
            times=NodeTimes(audit_s=0.5),
        )

    def append(self, facts: Sequence[Fact]) -> None:
        self.facts.extend(facts)

    async def event(self, kind: type[E], matches: Callable[[E], bool] = lambda _event: True, after: int = 0) -> E:
        """Wait for an event of this kind, from the ``after``-th event on."""
        try:
            async with asyncio.timeout(WAIT_S):
                while True:
                    for event in self.events[after:]:
                        if isinstance(event, kind) and matches(event):
                            return event
                    self.heard.clear()
                    await self.heard.wait()
        except TimeoutError:
            told = [event for event in self.events if not isinstance(event, NodeAudited)]
            raise AssertionError(f"no {kind.__name__}; told {told[-12:]}") from None

    async def audit(self, matches: Callable[[NodeAudited], bool] = lambda _audit: True) -> NodeAudited:
        """Wait for an audit that is still to come."""
        return await self.event(NodeAudited, matches, after=len(self.events))

    def calls(self) -> list[CallArrived]:
        return [event for event in self.events if isinstance(event, CallArrived)]


def settings(switch: Switch, secret: str = "") -> LinkSettings:
    login = switch.login
    return LinkSettings(login.host, login.port, login.user, secret or login.secret)


def connect(call: CallArrived, phone: str, offer: int = 7, ring_ms: int = 10_000) -> ConnectCaller:
    return ConnectCaller("main", call.channel, call.uniqueid, offer, "101", phone, "main", ring_ms)


@pytest.fixture
async def daemon(switch: Switch) -> AsyncIterator[Daemon]:
    daemon = Daemon(switch)
    await daemon.nodes.start()
    await daemon.event(NodeAudited)
    yield daemon
    await daemon.nodes.close()


async def test_it_connects_then_audits(daemon: Daemon) -> None:
    connected, audited = daemon.events[:2]
    assert connected == NodeConnected("main", restarted=False)
    assert isinstance(audited, NodeAudited)
    assert {phone for phone, _ in audited.phones} >= {"1001", "1009"}
    health = daemon.nodes.health()["main"]
    assert health.ok
    assert "user" not in health.text  # the rendered manager user lacks nothing


async def test_a_call_from_arrival_to_its_record(daemon: Daemon, sip: Sip) -> None:
    sip.phones("1001", ring=300, talk=1500)
    sip.call("700", name='"O\'Neill"')
    call = await daemon.event(CallArrived)
    assert (call.caller_number, call.caller_name, call.dialled) == ("+15551234", "O'Neill", "700")
    waiting = await daemon.audit(lambda audit: bool(audit.channels))
    assert [(row.uniqueid, row.place) for row in waiting.channels] == [(call.uniqueid, Place.WAITING)]
    assert (waiting.channels[0].dialled, waiting.channels[0].queue, waiting.channels[0].offer) == ("700", "", "")

    daemon.nodes.send(MarkCaller("main", call.channel, "sales", "default"))
    daemon.nodes.send(connect(call, "1001"))
    await daemon.event(OfferRang)
    await daemon.event(PhoneStateChanged, lambda event: event.state is PhoneState.RINGING)
    answered = await daemon.event(OfferAnswered)
    assert answered.uniqueid == call.uniqueid
    assert answered.agent_channel.startswith("PJSIP/1001-")

    talking = await daemon.audit(lambda audit: all(row.bridge for row in audit.channels))
    rows = {row.uniqueid: row for row in talking.channels}
    caller, agent = rows[call.uniqueid], rows[answered.agent_uniqueid]
    assert caller.place is Place.CONNECTING
    assert caller.bridge == agent.bridge
    assert agent.linkedid == call.uniqueid
    assert (caller.queue, caller.offer, agent.offer) == ("sales", "7*101*1001*10", "7*101*1001*10")

    requested = await daemon.event(HangupRequested)
    assert requested.uniqueid == answered.agent_uniqueid
    await daemon.event(ChannelHungUp, lambda event: event.uniqueid == call.uniqueid)
    await eventually(lambda: bool(daemon.facts))
    (fact,) = daemon.facts
    assert isinstance(fact, CdrFact)
    assert (fact.uniqueid, fact.disposition, fact.src) == (call.uniqueid, "ANSWERED", "+15551234")
    assert fact.billsec >= 1
    assert (await daemon.audit()).channels == ()


async def eventually(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110 - another process has to act
            await asyncio.sleep(0.01)


async def test_offers_that_come_to_nothing(daemon: Daemon, sip: Sip) -> None:
    sip.phones("1001", behaviour="refuse", code=486)
    sip.phones("1002", ring=60_000, talk=0)
    sip.call()
    call = await daemon.event(CallArrived)
    expected = {
        1: ("1001", OfferResult.REFUSED),
        2: ("1002", OfferResult.NO_ANSWER),
        3: ("1003", OfferResult.UNREACHABLE),  # not registered
    }
    for offer, (phone, result) in expected.items():
        daemon.nodes.send(connect(call, phone, offer, ring_ms=1000))
        returned = await daemon.event(OfferReturned, after=len(daemon.events))
        assert returned == OfferReturned("main", call.uniqueid, offer, result)
    after = len(daemon.events)
    daemon.nodes.send(connect(call, "1002", 4, ring_ms=60_000))
    await daemon.event(OfferRang, after=after)
    after = len(daemon.events)
    daemon.nodes.send(ReturnCaller("main", call.channel))
    await daemon.event(PhoneStateChanged, lambda event: event.state is PhoneState.IDLE, after)
    audit = await daemon.audit(lambda audit: call.uniqueid not in audit.uncertain)
    assert [row.place for row in audit.channels if row.uniqueid == call.uniqueid] == [Place.WAITING]
    daemon.nodes.send(PlayMessage("main", call.channel, Message.ALL_BUSY, "en"))
    await daemon.audit(lambda audit: [row.place for row in audit.channels] == [Place.LEAVING])
    daemon.nodes.send(HangUp("main", call.channel))
    await daemon.event(ChannelHungUp, lambda event: event.uniqueid == call.uniqueid)


async def test_commands_on_each_others_heels_are_all_carried_out(daemon: Daemon, sip: Sip) -> None:
    sip.phones("1002", ring=60_000, talk=0)
    sip.call()
    call = await daemon.event(CallArrived)
    for offer in (10, 11):
        daemon.nodes.send(connect(call, "1002", offer))
        daemon.nodes.send(ReturnCaller("main", call.channel))
        daemon.nodes.send(connect(call, "1002", offer + 100))
        daemon.nodes.send(ReturnCaller("main", call.channel))
        await asyncio.sleep(0.2)
        audit = await daemon.audit(lambda audit: call.uniqueid not in audit.uncertain)
        assert [row.place for row in audit.channels] == [Place.WAITING]


async def test_no_caller_is_lost_however_the_commands_come(daemon: Daemon, sip: Sip) -> None:
    """A redirect may meet its channel at any instant, as between two steps of the dialplan."""
    sip.phones("1002", ring=60_000, talk=0)
    sip.call(calls=CALLERS)
    await eventually(lambda: len(daemon.calls()) == CALLERS)
    for offer in range(100, 100 + 2 * ROUNDS, 2):
        for call in daemon.calls():
            daemon.nodes.send(connect(call, "1002", offer))
            daemon.nodes.send(ReturnCaller("main", call.channel))
            daemon.nodes.send(connect(call, "1002", offer + 1))
            daemon.nodes.send(ReturnCaller("main", call.channel))
        await asyncio.sleep(0.1)
    audit = await daemon.audit(lambda audit: not audit.uncertain)
    places = {row.uniqueid: row.place for row in audit.channels}
    assert [places.get(call.uniqueid) for call in daemon.calls()] == [Place.WAITING] * CALLERS


async def test_an_offer_for_a_caller_who_is_gone_has_failed(daemon: Daemon) -> None:
    gone = CallArrived("main", "PJSIP/demo-ffffffff", "1.1", "", "", "")
    daemon.nodes.send(connect(gone, "1001"))
    assert await daemon.event(OfferReturned) == OfferReturned("main", "1.1", 7, OfferResult.FAILED)


async def test_a_wrong_secret_is_told(switch: Switch) -> None:
    link = AmiLink(settings(switch, secret="wrong"))
    link.start()
    try:
        with pytest.raises(SwitchLoginError, match="Authentication failed"):
            await link.ready(5)
    finally:
        link.close()


async def test_the_encoders_limits_are_asterisks(switch: Switch) -> None:
    """What the encoder lets through, Asterisk takes; one byte or header more, and Asterisk would refuse it."""
    link = AmiLink(settings(switch))
    link.start()
    try:
        await link.ready(5)
        longest = "x" * (1022 - len("Value: "))
        fits = (("Action", "Setvar"), ("Variable", "ACD_PROBE"), ("Value", longest))
        assert (await link.call(fits)).success
        many = (*fits[:2], ("Value", "1"), *((f"X{number}", "x") for number in range(124)))
        assert (await link.call(many)).success
        for too_much in ((*fits[:2], ("Value", longest + "x")), (*many, ("Y", "x"))):
            with pytest.raises(CallerError):
                link.send(too_much)
        raw = f"Action: Setvar\r\nActionID: over\r\nVariable: A\r\nValue: {longest}xx\r\n\r\n"
        link.protocol.transport.write(raw.encode())
        assert (await link.call((("Action", "Ping"),))).success
        assert link.counters.late_replies == 1  # "line too long"
    finally:
        link.close()


async def test_a_stopped_asterisk_is_noticed_within_six_seconds(daemon: Daemon, sip: Sip) -> None:
    sip.call()
    call = await daemon.event(CallArrived)
    mark = load_mark(daemon.switch.asterisk._mark)
    assert mark is not None
    loop = asyncio.get_running_loop()
    os.kill(mark.pid, signal.SIGSTOP)
    try:
        stopped = loop.time()
        daemon.nodes.send(connect(call, "1001"))
        await daemon.event(NodeLost)
        assert loop.time() - stopped < 6.5  # 5.9 s, and what a busy machine adds
        assert daemon.nodes.nodes["main"].link.state is LinkState.WAITING
    finally:
        os.kill(mark.pid, signal.SIGCONT)
    after = len(daemon.events)
    audit = await daemon.event(NodeAudited, after=after)
    assert call.uniqueid in {row.uniqueid for row in audit.channels}  # nobody hung up
    assert NodeConnected("main", restarted=False) in daemon.events[after:]


async def test_calls_without_an_answer_end_at_their_deadline(switch: Switch) -> None:
    link = AmiLink(settings(switch))
    link.start()
    mark = load_mark(switch.asterisk._mark)
    assert mark is not None
    ends: list[Outcome] = []
    await link.ready(5)
    os.kill(mark.pid, signal.SIGSTOP)
    try:
        link.send((("Action", "Ping"),), lambda reply: ends.append(reply.outcome), deadline_s=0.2)
        await eventually(lambda: bool(ends))
    finally:
        os.kill(mark.pid, signal.SIGCONT)
        link.close()
    assert ends == [Outcome.TIMED_OUT]
