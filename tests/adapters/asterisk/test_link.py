"""The life of a link: see also ``test_faults``."""

import asyncio
import socket

import pytest

from acd.adapters.asterisk.actions import Outcome
from acd.adapters.asterisk.link import AmiLink, LinkSettings, LinkState
from acd.errors import CallerError, SwitchError
from acd.testing.ami import FakeAmi
from tests.adapters.asterisk.links import Eventually, LinkTo, NoWait

PING = (("Action", "Ping"),)


async def test_it_waits_for_a_server_that_is_not_there_yet(ami: FakeAmi, link_to: LinkTo) -> None:
    await ami.stop()
    link = link_to(ami)
    with pytest.raises(SwitchError, match="cannot connect"):
        await link.ready(0.1)
    await ami.start()
    await link.ready(5)
    assert link.problem == ""


async def test_lost_is_told_once_and_ready_again(ami: FakeAmi, link_to: LinkTo, eventually: Eventually) -> None:
    order: list[str] = []
    hooks = {"on_ready": lambda: order.append("ready"), "on_lost": lambda _reason: order.append("lost")}
    link = link_to(ami, hooks=hooks)
    await link.ready(5)
    for times in range(1, 4):
        ami.drop_all()
        await eventually(lambda times=times: link.reconnects == times)  # the state is soon another one
        await link.ready(5)
    assert order == ["ready", *["lost", "ready"] * 3]
    assert link.reconnects == 3


async def test_losing_a_link_that_was_never_ready_is_not_told(ami: FakeAmi, link_to: LinkTo) -> None:
    order: list[str] = []
    link = link_to(ami, secret="wrong", hooks={"on_lost": order.append})
    with pytest.raises(SwitchError):
        await link.ready(5)
    assert order == []


async def test_a_server_that_says_nothing_is_given_up(ami: FakeAmi, link_to: LinkTo, eventually: Eventually) -> None:
    ami.silent = True
    link = link_to(ami, login_deadline_s=0.05)
    await eventually(lambda: "no answer to the login" in link.problem)
    assert not link.refused
    ami.silent = False
    await link.ready(5)


async def test_a_connection_that_ends_during_login_is_tried_again(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    ami.responders["login"] = lambda connection, _action: connection.drop()
    link = link_to(ami)
    await eventually(lambda: len(ami.connections) >= 2)
    assert not link.refused
    del ami.responders["login"]
    await link.ready(5)


async def test_the_socket_sends_at_once_and_keeps_alive(ami: FakeAmi, link_to: LinkTo) -> None:
    link = link_to(ami)
    await link.ready(5)
    sock = link.protocol.transport.get_extra_info("socket")
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)


async def test_call_returns_errors_and_raises_without_an_answer(ami: FakeAmi, link_to: LinkTo) -> None:
    link = link_to(ami)
    await link.ready(5)
    reply = await link.call((("Action", "Hangup"), ("Channel", "PJSIP/x-1")))
    assert (reply.outcome, reply.text) == (Outcome.ERROR, "No such channel")
    ami.silent = True
    with pytest.raises(SwitchError, match="Ping: timed out"):
        await link.call(PING, deadline_s=0.05)


async def test_actions_of_a_lost_link_end_as_lost(ami: FakeAmi, link_to: LinkTo, eventually: Eventually) -> None:
    link = link_to(ami)
    await link.ready(5)
    ami.silent = True
    call = asyncio.create_task(link.call(PING))
    await eventually(lambda: ami.named("Ping"))
    ami.drop_all()
    with pytest.raises(SwitchError, match="link lost"):
        await call


async def test_panoramisks_own_interface_works(ami: FakeAmi, link_to: LinkTo, eventually: Eventually) -> None:
    link = link_to(ami)
    seen: list[tuple[object, str]] = []

    link.register_event("Probe")(lambda manager, message: seen.append((manager, message.get("N"))))
    await link.ready(5)
    ami.event("Probe", ("N", "1"))
    await eventually(lambda: seen)
    assert seen == [(link, "1")]
    reply = await link.send_action({"Action": "Setvar", "Variable": "A"}, Value="b")
    assert reply.success
    assert ami.globals == {"A": "b"}
    listed = await link.send_action({"Action": "Status"}, as_list=True)
    assert listed.items == []


@pytest.mark.parametrize("pattern", ["Dial*", "", "?"])
def test_handlers_are_for_exact_names(pattern: str) -> None:
    with pytest.raises(CallerError):
        AmiLink(LinkSettings("127.0.0.1", 1, "acd", "secret")).on(pattern, lambda _message: None)


async def test_a_link_that_lasted_begins_its_back_off_anew(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    backoff = NoWait()
    link = link_to(ami, hooks={"backoff": backoff}, proven_after_s=0.0, ping_interval_s=0.01)
    for _ in range(3):
        await link.ready(5)
        await eventually(lambda: link.last_ping_ms is not None)
        ami.drop_all()
        await eventually(lambda: link.state is not LinkState.READY)
    assert backoff.waits == [1, 1, 1]


async def test_close_is_for_good_and_silent(ami: FakeAmi, link_to: LinkTo) -> None:
    order: list[str] = []
    link = link_to(ami, hooks={"on_lost": order.append})
    await link.ready(5)
    ends: list[Outcome] = []
    ami.silent = True
    link.send(PING, lambda reply: ends.append(reply.outcome))
    link.close()
    link.close()
    assert (order, ends, link.state) == ([], [Outcome.LINK_LOST], LinkState.STOPPED)
    with pytest.raises(SwitchError):
        await link.call(PING)
