"""The twenty faults of panoramisk 1.4: those in its connections, logins and actions. One test each.

The link has none of them. Where it costs little, a second test (``stock``) shows that panoramisk itself has the fault.
The faults in what it makes of bytes are in ``test_faults_of_messages``.
"""

import asyncio
import hashlib
import logging
from typing import Any

import pytest
from panoramisk.actions import Action as StockAction

from acd.adapters.asterisk.actions import Outcome, Reply
from acd.adapters.asterisk.link import AmiLink, LinkSettings, LinkState
from acd.errors import SwitchError, SwitchLoginError
from acd.testing.ami import Action, FakeAmi, FakeConnection
from tests.adapters.asterisk.links import Eventually, LinkTo, NoWait, StockTo, stock_protocol

PING = (("Action", "Ping"),)


def never(connection: FakeConnection, action: Action) -> None:
    """Answers nothing."""


# 4. A handler that raises closes the connection; the next event of the chunk is lost.


def boom(*_: object) -> None:
    raise ValueError("+79161234567 broke it")


async def test_fault_04_a_handler_that_raises_costs_nothing_else(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    link = link_to(ami)
    seen: list[str] = []
    link.on("Probe", boom)
    link.on("Probe", lambda message: seen.append(message.get("N")))
    await link.ready(5)
    ami.raw(b"Event: Probe\r\nN: 1\r\n\r\nEvent: Probe\r\nN: 2\r\n\r\n")
    await eventually(lambda: len(seen) == 2)
    assert seen == ["1", "2"]
    assert len(ami.connections) == 1
    assert link.counters.handler_errors == {"Probe": 2}
    assert "ValueError" in caplog.text
    assert "7916" not in caplog.text


async def test_fault_04_stock_closes_the_connection(
    ami: FakeAmi, stock_to: StockTo, eventually: Eventually, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    async with stock_to(ami, reconnect_timeout=0) as manager:
        manager.register_event("Probe", boom)
        ami.event("Probe")
        await eventually(lambda: len(ami.connections) == 2)


# 6. Timed-out and cancelled actions are never removed.


async def test_fault_06_overdue_actions_are_removed(ami: FakeAmi, link_to: LinkTo, eventually: Eventually) -> None:
    ami.responders["setvar"] = never
    link = link_to(ami)
    await link.ready(5)
    ends: list[Outcome] = []
    for _ in range(100):
        link.send((("Action", "Setvar"),), lambda reply: ends.append(reply.outcome), deadline_s=0.05)
    assert len(link.protocol.pending) == 100
    await eventually(lambda: len(ends) == 100)
    assert set(ends) == {Outcome.TIMED_OUT}
    assert len(link.protocol.pending) == 0
    assert link.counters.timeouts == 100


async def test_fault_06_a_cancelled_call_is_removed_at_its_deadline(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    ami.responders["setvar"] = never
    link = link_to(ami)
    await link.ready(5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(link.call((("Action", "Setvar"),), deadline_s=0.1), 0.01)
    await eventually(lambda: len(link.protocol.pending) == 0)


async def test_fault_06_stock_keeps_them(ami: FakeAmi, stock_to: StockTo) -> None:
    ami.responders["setvar"] = never
    async with stock_to(ami) as manager:
        for _ in range(3):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(manager.send_action({"Action": "Setvar"}), 0.01)
        assert len(manager.responses) == 3


# 7. Actions without a reply are sent again after a reconnect: an Originate dials twice.


async def test_fault_07_nothing_is_sent_again_after_a_reconnect(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    ami.responders["originate"] = never
    link = link_to(ami)
    await link.ready(5)
    ends: list[Outcome] = []
    link.send((("Action", "Originate"),), lambda reply: ends.append(reply.outcome))
    await eventually(lambda: ami.named("Originate"))
    ami.drop_all()
    await eventually(lambda: len(ami.connections) == 2 and link.state is LinkState.READY)
    await link.call(PING)
    assert len(ami.named("Originate")) == 1
    assert ends == [Outcome.LINK_LOST]


async def test_fault_07_stock_sends_it_again(ami: FakeAmi, stock_to: StockTo, eventually: Eventually) -> None:
    ami.responders["originate"] = never
    async with stock_to(ami, reconnect_timeout=0) as manager:
        manager.send_action({"Action": "Originate"})
        await eventually(lambda: ami.named("Originate"))
        ami.drop_all()
        await eventually(lambda: len(ami.named("Originate")) == 2)


# 8. Without FullyBooted (a user who may not read the class system) futures never finish.


async def test_fault_08_works_without_fully_booted(ami: FakeAmi, link_to: LinkTo) -> None:
    ami.event_classes = {"call", "user"}
    link = link_to(ami)
    await link.ready(5)
    assert (await link.call(PING)).success


async def test_fault_08_waits_for_fully_booted_when_it_comes(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    ami.booted = False
    ready: list[bool] = []
    link = link_to(ami, hooks={"on_ready": lambda: ready.append(True)}, boot_grace_s=60.0)
    await eventually(lambda: link.authenticated)
    assert link.state is LinkState.LOGGING_IN
    ami.event("FullyBooted", privilege="system")
    await link.ready(5)
    assert ready == [True]


async def test_fault_08_a_late_fully_booted_is_announced_again(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    ami.booted = False
    ready: list[bool] = []
    link = link_to(ami, hooks={"on_ready": lambda: ready.append(True)}, boot_grace_s=0.01)
    await link.ready(5)
    ami.event("FullyBooted", privilege="system")
    await eventually(lambda: ready == [True, True])


async def test_fault_08_stock_never_finishes(ami: FakeAmi, stock_to: StockTo, eventually: Eventually) -> None:
    ami.responders["setvar"] = never
    ami.event_classes = {"call"}
    async with stock_to(ami, reconnect_timeout=0) as manager:
        future = manager.send_action({"Action": "Setvar"})
        await eventually(lambda: ami.named("Setvar"))
        ami.drop_all()
        await eventually(lambda: len(ami.connections) == 2 and manager.authenticated)
        assert not future.done()
        assert len(ami.named("Setvar")) == 1


# 9. A half-open link is never noticed: pings have no deadline.


async def test_fault_09_a_half_open_link_is_noticed(ami: FakeAmi, link_to: LinkTo, eventually: Eventually) -> None:
    lost: list[str] = []
    hooks = {"on_lost": lost.append}
    link = link_to(ami, hooks=hooks, ping_interval_s=0.05, ping_deadline_s=0.1, login_deadline_s=0.1)
    await link.ready(5)
    await eventually(lambda: link.last_ping_ms is not None)
    ami.silent = True
    began = asyncio.get_running_loop().time()
    await eventually(lambda: lost)
    assert asyncio.get_running_loop().time() - began < 0.3
    assert lost == ["no answer to a ping"]
    ami.silent = False
    await link.ready(5)


def test_fault_09_the_defaults_notice_within_six_seconds() -> None:
    settings = LinkSettings("", 0, "", "")
    assert settings.ping_interval_s + settings.ping_deadline_s < 6


# 10. A wrong secret: no exception, no sign, a try every two seconds for ever.


async def test_fault_10_a_wrong_secret_is_told_and_tried_ever_more_slowly(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    backoff = NoWait()
    link = link_to(ami, secret="wrong secret", hooks={"backoff": backoff})
    with pytest.raises(SwitchLoginError, match=r"Authentication failed.*manager\.conf"):
        await link.ready(5)
    assert link.state is LinkState.WAITING
    assert link.refused
    assert "secret" in link.problem
    assert "wrong secret" not in link.problem
    await eventually(lambda: len(backoff.waits) >= 7)
    assert backoff.waits[:7] == [1, 2, 4, 8, 30, 30, 30]


async def test_fault_10_the_right_secret_ends_it(ami: FakeAmi, link_to: LinkTo) -> None:
    link = link_to(ami, secret="wrong secret")
    with pytest.raises(SwitchLoginError):
        await link.ready(5)
    ami.secret = "wrong secret"
    async with asyncio.timeout(5):
        while link.state is not LinkState.READY:
            try:
                await link.ready(5)
            except SwitchLoginError:
                await asyncio.sleep(0.01)
    assert not link.refused
    assert link.problem == ""


async def test_fault_10_stock_says_nothing_and_hammers(ami: FakeAmi, stock_to: StockTo, eventually: Eventually) -> None:
    async with stock_to(ami, wait=False, secret="wrong", reconnect_timeout=0) as manager:
        await eventually(lambda: len(ami.connections) >= 4)
        assert not manager.authenticated


# 11. close() during the wait does not stop the reconnect.


async def test_fault_11_close_stops_the_reconnect(ami: FakeAmi, link_to: LinkTo, eventually: Eventually) -> None:
    states: list[LinkState] = []

    def close(_reason: str) -> None:
        states.append(link.state)
        link.close()

    link = link_to(ami, hooks={"on_lost": close})
    await link.ready(5)
    ami.drop_all()
    await eventually(lambda: states == [LinkState.WAITING])
    await asyncio.sleep(0.05)  # five times the wait that NoWait gives
    assert len(ami.connections) == 1
    assert link.state is LinkState.STOPPED


async def test_fault_11_close_stops_an_attempt_under_way(ami: FakeAmi, link_to: LinkTo) -> None:
    link = link_to(ami)
    link.close()
    await asyncio.sleep(0.05)
    assert not [connection for connection in ami.connections if connection.logged_in]
    assert link.state is LinkState.STOPPED


async def test_fault_11_stock_connects_again(ami: FakeAmi, stock_to: StockTo, eventually: Eventually) -> None:
    async with stock_to(ami) as manager:
        manager.reconnect_timeout = 0.2
        ami.drop_all()
        await eventually(lambda: manager.protocol.closed)
        manager.close()
        await eventually(lambda: len(ami.connections) == 2)


# 12. send_action before the first connect: AttributeError.


async def test_fault_12_sending_before_the_first_connect_is_an_error_of_ours() -> None:
    link = AmiLink(LinkSettings("127.0.0.1", 1, "acd", "secret"))
    ends: list[Outcome] = []
    link.send(PING, lambda reply: ends.append(reply.outcome))
    assert ends == [Outcome.NOT_SENT]
    with pytest.raises(SwitchError, match="not ready"):
        await link.call(PING)
    with pytest.raises(SwitchError, match="not ready"):
        link.send_action({"Action": "Ping"})


async def test_fault_12_stock_raises_attribute_error() -> None:
    from panoramisk import Manager

    with pytest.raises(AttributeError):
        Manager().send_action({"Action": "Ping"})


# 15. Action() outside a running loop fails.


def test_fault_15_actions_are_plain_tuples_made_anywhere() -> None:
    asyncio.run(asyncio.sleep(0))  # afterwards this thread has no loop any more
    assert AmiLink(LinkSettings("127.0.0.1", 1, "acd", "secret")).state is LinkState.STOPPED
    assert Reply(Outcome.SUCCESS).success


def test_fault_15_stock_fails() -> None:
    asyncio.run(asyncio.sleep(0))
    with pytest.raises(RuntimeError):
        StockAction({"Action": "Ping"})


# 17. Events with the ActionID of a pending action never reach the handlers; any ...Complete ends any list.


async def test_fault_17_only_the_items_of_a_list_go_to_it(ami: FakeAmi, link_to: LinkTo) -> None:
    def status(connection: FakeConnection, action: Action) -> None:
        given = ("ActionID", action["actionid"])
        connection.respond(action, "Success", ("EventList", "start"))
        connection.message(("Event", "Status"), given, ("Uniqueid", "1.1"))
        connection.message(("Event", "Hangup"), given, ("Uniqueid", "1.1"))  # not part of the list
        connection.message(("Event", "Hangup"), ("Uniqueid", "1.2"))
        connection.message(("Event", "MeetmeComplete"), ("Uniqueid", "1.3"))
        connection.message(("Event", "Status"), given, ("Uniqueid", "1.4"))
        connection.message(("Event", "StatusComplete"), given, ("EventList", "Complete"), ("ListItems", "2"))

    ami.responders["status"] = status
    link = link_to(ami)
    hangups: list[str] = []
    link.on("Hangup", lambda message: hangups.append(message.get("Uniqueid")))
    await link.ready(5)
    reply = await link.list((("Action", "Status"),))
    assert [item.get("Uniqueid") for item in reply.items] == ["1.1", "1.4"]
    assert hangups == ["1.1", "1.2"]


async def test_fault_17_an_event_of_an_action_that_is_no_list_reaches_the_handlers(
    ami: FakeAmi, link_to: LinkTo, eventually: Eventually
) -> None:
    def originate(connection: FakeConnection, action: Action) -> None:
        connection.message(("Event", "OriginateResponse"), ("ActionID", action["actionid"]), ("Reason", "4"))
        connection.respond(action, "Success")

    ami.responders["originate"] = originate
    link = link_to(ami)
    reasons: list[str] = []
    link.on("OriginateResponse", lambda message: reasons.append(message.get("Reason")))
    await link.ready(5)
    assert (await link.call((("Action", "Originate"),))).success
    assert reasons == ["4"]


async def test_fault_17_stock_swallows_it(ami: FakeAmi, stock_to: StockTo) -> None:
    def originate(connection: FakeConnection, action: Action) -> None:
        connection.message(("Event", "OriginateResponse"), ("ActionID", action["actionid"]), ("Reason", "4"))
        connection.respond(action, "Success")

    ami.responders["originate"] = originate
    reasons: list[str] = []
    async with stock_to(ami) as manager:
        manager.register_event("OriginateResponse", lambda _manager, message: reasons.append(message["Reason"]))
        await manager.send_action({"Action": "Originate"})
    assert reasons == []


# 18. save_stream as a path writes bytes to a text file.


def test_fault_18_there_is_no_stream_to_save() -> None:
    """What callers send is not written to files; the link has no such setting."""
    with pytest.raises(TypeError):
        AmiLink(LinkSettings("", 0, "", ""), save_stream="/dev/null")  # type: ignore[call-arg]


async def test_fault_18_stock_raises(tmp_path: Any) -> None:
    protocol, _ = stock_protocol()
    protocol.factory.save_stream = str(tmp_path / "stream")
    with pytest.raises(TypeError):
        protocol.data_received(b"Event: Probe\r\n\r\n")


# 19. The login secret can enter the log; no MD5 challenge.


async def test_fault_19_login_by_challenge_and_no_secret_anywhere(
    ami: FakeAmi, link_to: LinkTo, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    link = link_to(ami)
    await link.ready(5)
    login = ami.named("Login")[0]
    assert login["authtype"] == "MD5"
    assert login["key"] == hashlib.md5(b"847302right secret", usedforsecurity=False).hexdigest()
    assert "right secret" not in str(login.values())
    link.protocol.transport.abort()
    assert "right secret" not in caplog.text
    assert "right secret" not in repr(link.config)
    assert "right secret" not in repr(link._settings)


async def test_fault_19_stock_sends_and_keeps_the_secret(ami: FakeAmi, stock_to: StockTo) -> None:
    async with stock_to(ami) as manager:
        assert ami.named("Login")[0]["secret"] == "right secret"
        assert "right secret" in repr(manager.config)
