"""Nodes end to end against fake Asterisks: what is posted, in which order, and what is written."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest

from acd.adapters.asterisk import node as node_module
from acd.adapters.asterisk.link import LinkSettings, LinkState
from acd.adapters.asterisk.node import NodeTimes
from acd.adapters.asterisk.switch import AsteriskNodes
from acd.commands import ConnectCaller, HangUp, MarkCaller, ReturnCaller
from acd.events import (
    AgentLoginRequested,
    CallArrived,
    ChannelHungUp,
    Event,
    NodeAudited,
    NodeConnected,
    NodeLost,
    OfferReturned,
)
from acd.model.facts import CdrFact, Fact
from acd.model.states import OfferResult
from acd.testing.ami import ACTIONS, Action, FakeAmi, FakeChannel, FakeConnection
from tests.adapters.asterisk.links import Eventually, NoWait
from tests.adapters.asterisk.test_decode_cdr import CDR

CALLER = FakeChannel("PJSIP/trunk-00000001", "1.1", fields={"CallerIDNum": "79161234567"})
TIMES = NodeTimes(heartbeat_s=0.05, audit_s=60.0, retry_s=0.01)


@dataclass
class Daemon:
    """What the nodes tell. ``order`` has the events and, between them, "batch end"."""

    order: list[Event | str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def append(self, facts: Sequence[Fact]) -> None:
        self.facts.extend(facts)

    @property
    def events(self) -> list[Event]:
        return [event for event in self.order if not isinstance(event, str)]

    def kinds(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


NodesTo = Callable[..., AsteriskNodes]


@pytest.fixture
def daemon() -> Daemon:
    return Daemon()


@pytest.fixture
async def nodes_to(daemon: Daemon) -> AsyncIterator[NodesTo]:
    started: list[AsteriskNodes] = []

    def make(times: NodeTimes = TIMES, **servers: FakeAmi) -> AsteriskNodes:
        settings = {
            name: LinkSettings("127.0.0.1", ami.port, ami.user, ami.secret, boot_grace_s=0.05)
            for name, ami in servers.items()
        }
        nodes = AsteriskNodes(
            settings,
            post=daemon.order.append,
            on_batch_end=lambda: daemon.order.append("batch end"),
            check_pin=lambda agent, pin: (agent, pin) == ("101", "4711"),
            facts=daemon,
            times=times,
        )
        for node in nodes.nodes.values():
            node.link._backoff = NoWait()
        started.append(nodes)
        return nodes

    yield make
    for nodes in started:
        await nodes.close()


def connect(channel: FakeChannel = CALLER, node: str = "main") -> ConnectCaller:
    return ConnectCaller(node, channel.name, channel.uniqueid, 17, "101", "p101", node, 20_000)


FAILED = OfferReturned("main", "1.1", 17, OfferResult.FAILED)


async def up(nodes: AsteriskNodes, daemon: Daemon, eventually: Eventually) -> None:
    await nodes.start()
    await eventually(lambda: daemon.kinds().count("NodeAudited") == len(nodes.nodes))


async def test_connected_comes_before_audited(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    ami.channels = [CALLER]
    nodes = nodes_to(main=ami)
    assert not nodes.health()["main"].ok
    await up(nodes, daemon, eventually)
    connected, audited = daemon.events
    assert connected == NodeConnected("main", restarted=False)
    assert isinstance(audited, NodeAudited)
    assert audited.channels[0].uniqueid == "1.1"
    assert daemon.order[-1] == "batch end"
    assert nodes.health()["main"].ok


async def test_what_happens_before_connected_comes_right_after_it(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    def core_status(connection: FakeConnection, action: Action) -> None:
        ami.user_event("AcdArrived", CALLER, ("Dialled", "1"))
        connection.respond(action, "Success", ("CoreStartupDate", "d"), ("CoreStartupTime", "t"))

    ami.responders["corestatus"] = core_status
    await up(nodes_to(main=ami), daemon, eventually)
    assert daemon.kinds() == ["NodeConnected", "CallArrived", "NodeAudited"]


async def test_an_event_is_posted_and_its_batch_ended(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    await up(nodes_to(main=ami), daemon, eventually)
    daemon.order.clear()
    ami.user_event("AcdArrived", CALLER, ("Dialled", "74951234567"))
    arrived = CallArrived("main", CALLER.name, "1.1", "79161234567", "", "74951234567")
    await eventually(lambda: arrived in daemon.order)
    at = daemon.order.index(arrived)
    assert daemon.order[at : at + 2] == [arrived, "batch end"]


async def test_a_login_on_a_phone_is_checked_here(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    await up(nodes_to(main=ami), daemon, eventually)
    headers = ("Feature", "login"), ("Agent", "101"), ("Pin", "4711"), ("Phone", "p101")
    ami.user_event("AcdFeature", FakeChannel("PJSIP/p101-1", "1.5"), *headers)
    await eventually(lambda: "AgentLoginRequested" in daemon.kinds())
    login = daemon.events[-1]
    assert isinstance(login, AgentLoginRequested)
    assert login.pin_ok


async def test_cdrs_become_facts(ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually) -> None:
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    ami.event(*("Cdr", *CDR[2:-5]), privilege="cdr")  # without Sequence: cannot be told from others
    ami.event(*("Cdr", *CDR[2:]), privilege="cdr")
    await eventually(lambda: len(daemon.facts) == 1)
    (fact,) = daemon.facts
    assert isinstance(fact, CdrFact)
    assert fact.sequence == 7
    await eventually(lambda: nodes.status()["main"].counters["cdr_dropped"] == 1)


async def test_commands_are_written(ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually) -> None:
    ami.channels = [CALLER]
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    nodes.send(connect())
    nodes.send(MarkCaller("main", CALLER.name, "sales", "jazz"))
    await eventually(lambda: len([a for a in ami.named("Setvar") if "channel" in a]) == 2)
    assert ami.named("Redirect")[0]["exten"] == "17*101*p101*20"
    assert CALLER.variables == {"ACD_QUEUE": "sales", "CHANNEL(musicclass)": "jazz"}
    nodes.send(HangUp("main", CALLER.name))
    await eventually(lambda: ChannelHungUp("main", "1.1", 16) in daemon.events)


async def test_an_offer_that_asterisk_refuses_has_failed(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    nodes.send(ReturnCaller("main", CALLER.name))  # fails too, and nobody waits for it
    nodes.send(connect())
    await eventually(lambda: FAILED in daemon.events)
    counters = nodes.status()["main"].counters
    assert counters["failed_ConnectCaller"] == 1
    assert counters["failed_ReturnCaller"] == 1


def refusing(ami: FakeAmi, times: int) -> None:
    """Refuse redirects as Asterisk does while an earlier one is about to take effect."""
    accept = ACTIONS["redirect"]

    def redirect(connection: FakeConnection, action: Action) -> None:
        if len(ami.named("Redirect")) > times:
            accept(connection, action)
        else:
            connection.respond(action, "Error", ("Message", "Redirect failed, channel not up."))

    ami.responders["redirect"] = redirect


@pytest.mark.parametrize("times", [2, 6])
async def test_a_redirect_on_the_heels_of_another_is_repeated(
    ami: FakeAmi,
    nodes_to: NodesTo,
    daemon: Daemon,
    eventually: Eventually,
    monkeypatch: pytest.MonkeyPatch,
    times: int,
) -> None:
    """An earlier one takes a second to take effect where the machine is busy; so long it is tried."""
    monkeypatch.setattr(node_module, "REDIRECT_AGAIN_S", 0.001)
    ami.channels = [CALLER]
    refusing(ami, times=times)
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    nodes.send(connect())
    await eventually(lambda: len(ami.named("Redirect")) == times + 1)
    await eventually(lambda: not nodes.nodes["main"]._moving)
    assert FAILED not in daemon.events


async def test_a_redirect_is_not_repeated_for_ever(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node_module, "REDIRECT_AGAIN_S", 0.001)
    refusing(ami, times=100)
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    nodes.send(connect())
    await eventually(lambda: FAILED in daemon.events)
    assert len(ami.named("Redirect")) == node_module.REDIRECT_TRIES


async def test_a_repeated_redirect_never_overtakes_a_later_command(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    ami.channels = [CALLER]
    refusing(ami, times=1)
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    nodes.send(connect())
    nodes.send(ReturnCaller("main", CALLER.name))
    await eventually(lambda: FAILED in daemon.events)
    await asyncio.sleep(0.05)  # longer than a repetition waits
    assert [action["context"] for action in ami.named("Redirect")] == ["acd-to-connect", "acd-to-wait"]


async def test_an_offer_to_a_node_that_is_not_there_has_failed(ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon) -> None:
    nodes = nodes_to(main=ami)
    nodes.send(connect())
    nodes.send(connect(node="nowhere"))
    nodes.send(HangUp("nowhere", CALLER.name))
    assert daemon.events == [FAILED, OfferReturned("nowhere", "1.1", 17, OfferResult.FAILED)]


async def test_an_offer_that_cannot_be_written_has_failed(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    nodes.send(connect(FakeChannel("PJSIP/x\r\nAction: Originate", "1.1")))
    assert daemon.events[-1] == FAILED
    assert not ami.named("Redirect")


async def test_what_became_of_an_offer_whose_link_is_lost_the_audit_tells(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    ami.responders["redirect"] = lambda connection, _action: connection.drop()
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    nodes.send(connect())
    await eventually(lambda: daemon.kinds().count("NodeAudited") == 2)
    assert daemon.kinds() == ["NodeConnected", "NodeAudited", "NodeLost", "NodeConnected", "NodeAudited"]
    assert len(ami.named("Redirect")) == 1


async def test_a_restarted_asterisk_is_told_from_a_lost_link(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    await up(nodes_to(main=ami), daemon, eventually)
    for startup in (ami.startup, ("2026-11-23", "11:00:00")):
        before = daemon.kinds().count("NodeAudited")
        ami.startup = startup
        ami.drop_all()
        await eventually(lambda before=before: daemon.kinds().count("NodeAudited") > before)
    restarts = [event.restarted for event in daemon.events if isinstance(event, NodeConnected)]
    assert restarts == [False, False, True]
    assert daemon.events.count(NodeLost("main")) == 2


async def test_the_heartbeat_is_a_global_variable(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    await up(nodes_to(main=ami), daemon, eventually)
    await eventually(lambda: len(ami.named("Setvar")) >= 3)
    assert ami.globals["ACD_HEARTBEAT"].isdecimal()
    assert all("channel" not in action for action in ami.named("Setvar"))


async def test_a_user_who_may_not_redirect_is_told_and_gives_no_node(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    ami.commands.discard("redirect")
    nodes = nodes_to(main=ami)
    await nodes.start()
    await eventually(lambda: "may not use Redirect" in nodes.health()["main"].text)
    assert not nodes.health()["main"].ok
    assert nodes.nodes["main"].link.refused
    assert daemon.events == []


async def test_a_failed_audit_is_tried_again(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    def refuse(connection: FakeConnection, action: Action) -> None:
        del ami.responders["status"]
        connection.respond(action, "Error", ("Message", "Memory Allocation Failure"))

    ami.responders["status"] = refuse
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    assert nodes.status()["main"].counters["audits_failed"] == 1


async def test_audits_are_periodic(ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually) -> None:
    nodes = nodes_to(NodeTimes(audit_s=0.02), main=ami)
    await nodes.start()
    await eventually(lambda: daemon.kinds().count("NodeAudited") >= 3)
    assert daemon.kinds().count("NodeConnected") == 1


async def test_an_asterisk_that_finishes_loading_is_audited_again(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    ami.booted = False
    await up(nodes_to(main=ami), daemon, eventually)
    ami.event("FullyBooted", privilege="system")
    await eventually(lambda: daemon.kinds() == ["NodeConnected", "NodeAudited", "NodeAudited"])


async def test_a_fault_in_the_upkeep_costs_the_link_not_the_node(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    nodes = nodes_to(main=ami)
    node = nodes.nodes["main"]
    startup = node.auditor.startup

    async def broken() -> str:
        node.auditor.startup = startup  # type: ignore[method-assign]
        raise ValueError("+79161234567")

    node.auditor.startup = broken  # type: ignore[method-assign]
    await up(nodes, daemon, eventually)
    assert node.counts["upkeep_failed"] == 1
    assert "ValueError at " in caplog.text
    assert "7916" not in caplog.text


async def test_two_nodes_live_apart(nodes_to: NodesTo, daemon: Daemon, eventually: Eventually) -> None:
    async with FakeAmi() as south, FakeAmi() as north:
        nodes = nodes_to(south=south, north=north)
        await up(nodes, daemon, eventually)
        north.channels = [CALLER]
        north.user_event("AcdArrived", CALLER, ("Dialled", "1"))
        await eventually(lambda: daemon.kinds().count("CallArrived") == 1)
        assert [event.node for event in daemon.events if isinstance(event, CallArrived)] == ["north"]
        nodes.send(connect(node="north"))
        await eventually(lambda: north.named("Redirect"))
        assert not south.named("Redirect")
        await south.stop()
        await eventually(lambda: NodeLost("south") in daemon.events)
        assert NodeLost("north") not in daemon.events
        assert {name: health.ok for name, health in nodes.health().items()} == {"south": False, "north": True}
        await south.start()
        await eventually(lambda: nodes.health()["south"].ok)


async def test_close_ends_everything(ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually) -> None:
    before = asyncio.all_tasks()
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    await nodes.close()
    assert nodes.status()["main"].state is LinkState.STOPPED
    assert "NodeLost" not in daemon.kinds()
    assert not [task for task in asyncio.all_tasks() - before if "upkeep" in task.get_name()]
