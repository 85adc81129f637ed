"""Leads dialled by the adapter alone, on a real Asterisk: every outcome, and what the people called hear."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from acd.adapters.asterisk.provisioning import Options
from acd.commands import ConnectCaller, DialLead, HangUp, PlayAbandoned, ReturnCaller
from acd.embedded import PrivateAsterisk, cache_folder, find_asterisk, find_sipp, free_ports, provide
from acd.embedded.callees import Callee, Manners, callees, number_of
from acd.embedded.layout import free_udp_port
from acd.embedded.progress import silent
from acd.embedded.sipp import Sipp
from acd.events import (
    AttemptAbandoned,
    AttemptFailed,
    AttemptKey,
    AttemptPickedUp,
    AttemptRang,
    AttemptReached,
    ChannelHungUp,
    OfferAnswered,
    OfferReturned,
)
from acd.model.callbacks import plain_number
from acd.model.campaigns import Agentless, AnsweringMachines, KeyAction, MachineAction
from acd.model.centre import Trunk
from acd.model.channels import Place
from acd.model.leads import Verdict
from acd.model.states import OfferResult
from tests.integration.conftest import Switch
from tests.integration.sample import CENTRE
from tests.integration.softphone import SipCall, Softphone
from tests.integration.test_ami_link import Daemon, daemon, eventually

__all__ = ["daemon"]  # a fixture

CARRIER = "127.0.0.3"
PEOPLE = "127.0.0.4"  # SIPp
NUMBER = "+79161112233"
LIMIT_MS = 2_000
EARLY_S = 0.05  # clocks of two processes, and a packet's length


@pytest.fixture(scope="module")
def switch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Switch]:
    """An Asterisk of the module's own, with trunks to dial over."""
    home = tmp_path_factory.mktemp("outbound")
    trunks = {
        name: Trunk(name, "main", (address,), outbound=f"{address}:{free_udp_port(address)}")
        for name, address in (("out", CARRIER), ("people", PEOPLE))
    }
    centre = replace(CENTRE, trunks={**CENTRE.trunks, **trunks})
    cache = cache_folder(home)
    credentials = provide(home, centre)
    asterisk = PrivateAsterisk(home, find_asterisk(cache, silent), free_ports(), cache)
    options = Options(patience_s=3, period_s=1)
    try:
        assert asterisk.start(centre, credentials.of_switch(), options)
        switch = Switch(asterisk, credentials, options, find_sipp(cache, silent))
        switch.outbound.update({name: trunk.outbound for name, trunk in trunks.items()})
        yield switch
    finally:
        asterisk.stop()


def at(switch: Switch, trunk: str) -> tuple[str, int]:
    host, _, port = switch.outbound[trunk].partition(":")
    return host, int(port)


@pytest.fixture
def carrier(switch: Switch) -> Iterator[Softphone]:
    """A telephone in place of the whole network: whatever is dialled rings there."""
    host, port = at(switch, "out")
    with Softphone(("127.0.0.1", switch.asterisk.ports.sip), host, port=port) as phone:
        yield phone


@pytest.fixture
async def agent(switch: Switch, daemon: Daemon) -> AsyncIterator[Softphone]:
    """Phone 1001, which answers by itself when it is asked to, and else rings."""
    with Softphone(
        ("127.0.0.1", switch.asterisk.ports.sip), user="1001", password=switch.credentials.phones["1001"]
    ) as phone:

        def on_call(call: SipCall) -> None:
            assert call.invite is not None
            asked = "answer-after=0" in call.invite.get("Call-Info"), "auto" in call.invite.get("Alert-Info")
            phone.answer(call) if asked == (True, True) else phone.ring(call)

        phone.on_call = on_call
        phone.register()
        yield phone


def lead(attempt: int, number: str = NUMBER, **changed: object) -> DialLead:
    command = DialLead(
        node="main",
        uniqueid=f"acd-a{attempt}",
        attempt=attempt,
        campaign="spring",
        lead=12,
        queue="sales",
        trunk="out",
        number=number,
        caller_id="+74950000000",
        ring_ms=20_000,
        language="en",
        limit_ms=LIMIT_MS,
        message="vm-goodbye",
        opt_out_key="9",
    )
    return replace(command, **changed)  # type: ignore[arg-type]  # fields by their names


def connect(reached: AttemptPickedUp, *, auto_answer: bool = True, offer: int = 7) -> ConnectCaller:
    channel, uniqueid = reached.channel, reached.uniqueid
    return ConnectCaller("main", channel, uniqueid, offer, "101", "1001", "main", 10_000, auto_answer=auto_answer)


def of(command: DialLead) -> Callable[..., bool]:
    return lambda event: bool(event.uniqueid == command.uniqueid)


async def picked_up(daemon: Daemon, carrier: Softphone, command: DialLead) -> tuple[SipCall, AttemptPickedUp]:
    """The person's side of the call, answered, and known to Asterisk as reached."""
    daemon.nodes.send(command)
    await daemon.event(AttemptRang, of(command))
    call = carrier.incoming()
    call.answer()
    told = await daemon.event(AttemptPickedUp, of(command))
    return call, told


def heard_loud(call: SipCall) -> list[float]:
    """When there was something to hear, in seconds since the answer."""
    return [packet.at - call.answered_at for packet in call.media.heard if packet.loud]


async def test_how_each_attempt_ends(switch: Switch, daemon: Daemon, tmp_path: Path) -> None:
    host, port = at(switch, "people")
    sipp = Sipp(switch.sipp, switch.asterisk.ports, tmp_path / "sipp")
    sipp.start(callees(host, port, tmp_path / "said", Manners(talk_ms=(6_000, 6_000))))
    try:
        await responding(switch, host, port)
        ends = {
            Callee.CONGESTION: ("", 34, 503),
            Callee.BUSY: ("", 17, 486),
            Callee.REJECTS: ("", 21, 603),
            Callee.INVALID: ("", 1, 404),
            Callee.NO_ANSWER: ("", 19, 480),
        }
        dialled = {
            callee: lead(100 + callee, number_of(callee, 1, 200, 5_000), trunk="people", machines=AnsweringMachines())
            for callee in (*ends, Callee.PERSON, Callee.MACHINE)
        }
        for command in dialled.values():
            daemon.nodes.send(command)
        endless = lead(111, "+79160000006", trunk="people")
        daemon.nodes.send(endless)
        daemon.nodes.send(lead(110, trunk="nowhere"))
        for callee, (dial_status, cause, sip) in ends.items():
            failed = await daemon.event(AttemptFailed, of(dialled[callee]))
            assert failed == AttemptFailed("main", f"acd-a{100 + callee}", dial_status, cause, sip)
        unknown = await daemon.event(AttemptFailed, lambda event: event.uniqueid == "acd-a110")
        assert unknown.dial_status == "CHANUNAVAIL"
        person = await daemon.event(AttemptReached, of(dialled[Callee.PERSON]))
        assert (person.verdict, person.waited_ms) == (Verdict.PERSON, 800)
        machine = await daemon.event(AttemptReached, of(dialled[Callee.MACHINE]))
        assert machine.verdict is Verdict.MACHINE
        await daemon.event(ChannelHungUp, of(dialled[Callee.MACHINE]))
        daemon.nodes.send(HangUp("main", endless.uniqueid))
        silence = await daemon.event(AttemptFailed, of(endless))
        assert (silence.cause, silence.sip) == (16, 0)
        rang = {event.uniqueid for event in daemon.events if isinstance(event, AttemptRang)}
        assert rang == {f"acd-a{100 + callee}" for callee in (0, 6, 7, 8, 11)}
        failed_ids = [event.uniqueid for event in daemon.events if isinstance(event, AttemptFailed)]
        assert len(failed_ids) == len(set(failed_ids)) == len(ends) + 2
    finally:
        sipp.stop()


async def responding(switch: Switch, host: str, port: int) -> None:
    """Until SIPp listens."""
    with Softphone((host, port), "127.0.0.1") as probe:
        assert probe.server == (host, port)

        def listens() -> bool:
            call = probe.dial("0005")
            probe.until(lambda: call.refused > 0 or time.monotonic() - call.began_at > 0.2, "an answer")
            return call.refused == 486

        await eventually(listens)
    assert switch.asterisk.running()


async def test_a_person_and_an_agent_talk_and_the_limit_is_gone(
    daemon: Daemon, carrier: Softphone, agent: Softphone
) -> None:
    person, told = await picked_up(daemon, carrier, lead(201, limit_ms=3_000))
    assert person.invite is not None
    assert "sip:+74950000000@" in person.invite.get("From")
    daemon.nodes.send(connect(told))
    answered = await daemon.event(OfferAnswered)
    assert answered.uniqueid == "acd-a201"
    (at_agent,) = agent.calls
    assert at_agent.invite is not None
    assert f"sip:{NUMBER}@" in at_agent.invite.get("From")
    person.wait_hears(at_agent)
    at_agent.wait_hears(person)
    assert not [at for at in heard_loud(person) if person.answered_at + at < at_agent.answered_at]
    person.wait_hears(at_agent, frames=3_000 // 20)  # for longer than the limit
    audit = await daemon.audit(lambda audit: all(row.bridge for row in audit.channels))
    assert {row.attempt for row in audit.channels} == {"201*spring*12"}
    daemon.nodes.send(ReturnCaller("main", told.channel))
    person.wait_music()
    person.hang_up()
    await daemon.event(ChannelHungUp, of(lead(201)))


async def test_without_an_agent_the_person_hears_the_message_in_time_and_opts_out(
    daemon: Daemon, carrier: Softphone
) -> None:
    command = lead(202)
    person, _ = await picked_up(daemon, carrier, command)
    await daemon.event(AttemptAbandoned, of(command))
    person.wait_music(frames=5)
    first = heard_loud(person)[0]
    assert first >= LIMIT_MS / 1000 - EARLY_S
    assert len([packet for packet in person.media.heard if packet.at - person.answered_at < first]) > 50  # not dead
    person.press("9")
    assert (await daemon.event(AttemptKey, of(command))).key == "9"
    person.wait_ended()


async def test_without_a_daemon_the_promise_holds(daemon: Daemon, carrier: Softphone) -> None:
    person, _ = await picked_up(daemon, carrier, lead(203))
    await daemon.nodes.close()
    person.wait_music(frames=5)
    assert heard_loud(person)[0] >= LIMIT_MS / 1000 - EARLY_S
    person.wait_ended()
    assert not person.ended_by_us


async def test_an_offer_in_vain_leaves_the_rest_of_the_limit(
    daemon: Daemon, carrier: Softphone, agent: Softphone
) -> None:
    command = lead(204, limit_ms=4_000)
    person, told = await picked_up(daemon, carrier, command)
    daemon.nodes.send(connect(told, auto_answer=False, offer=8))
    agent.incoming().refuse(486)
    assert (await daemon.event(OfferReturned)).result is OfferResult.REFUSED
    daemon.nodes.send(connect(told, auto_answer=False, offer=9))  # nobody answers; it ends with the limit
    returned = await daemon.event(OfferReturned, lambda event: event.offer == 9)
    assert returned.result is OfferResult.NO_ANSWER
    await daemon.event(AttemptAbandoned, of(command))
    person.wait_music(frames=5)
    assert heard_loud(person)[0] >= 4 - EARLY_S
    after = len(daemon.events)
    daemon.nodes.send(connect(told, offer=10))  # too late
    assert (await daemon.event(OfferReturned, after=after)).result is not OfferResult.NO_ANSWER
    await daemon.event(AttemptAbandoned, after=after)
    person.hang_up()
    assert len(agent.calls) == 2


async def test_the_daemon_may_end_the_limit_sooner(daemon: Daemon, carrier: Softphone) -> None:
    command = lead(205, limit_ms=20_000)
    person, told = await picked_up(daemon, carrier, command)
    waiting = await daemon.audit(lambda audit: command.uniqueid not in audit.uncertain)
    assert [(row.place, row.attempt) for row in waiting.channels] == [(Place.WAITING, "205*spring*12")]
    daemon.nodes.send(PlayAbandoned("main", told.channel))
    await daemon.event(AttemptAbandoned, of(command))
    person.wait_music(frames=5)
    person.hang_up()


async def test_a_message_is_left_after_a_machines_greeting(daemon: Daemon, carrier: Softphone) -> None:
    machines = AnsweringMachines(on_machine=MachineAction.MESSAGE, machine_message="vm-goodbye")
    command = lead(206, machines=machines)
    machine, _ = await picked_up(daemon, carrier, command)
    reached = await daemon.event(AttemptReached, of(command))
    assert (reached.verdict, reached.cause.partition("-")[0]) == (Verdict.MACHINE, "LONGGREETING")
    assert not heard_loud(machine)
    machine.media.speaks = False  # the greeting is over
    machine.wait_music(frames=5)
    machine.wait_ended()


async def test_without_agents_a_message_and_its_keys(daemon: Daemon, carrier: Softphone) -> None:
    agentless = Agentless("im-sorry", {"1": KeyAction.CONNECT, "9": KeyAction.OPT_OUT}, wait_ms=10_000)
    first, second = (lead(number, agentless=agentless) for number in (207, 208))
    wants_out, _ = await picked_up(daemon, carrier, first)
    wants_out.wait_music(frames=5)
    wants_out.press("9")
    assert (await daemon.event(AttemptKey, of(first))).key == "9"
    wants_out.wait_ended()
    wants_an_agent, _ = await picked_up(daemon, carrier, second)
    wants_an_agent.press("51")
    await daemon.event(AttemptKey, lambda event: event.key == "1")
    assert [event.key for event in daemon.events if isinstance(event, AttemptKey)] == ["9", "5", "1"]
    await daemon.audit(lambda audit: [row.place for row in audit.channels] == [Place.WAITING])
    wants_an_agent.wait_music()
    wants_an_agent.hang_up()


async def test_another_daemon_finds_what_was_dialled(switch: Switch, daemon: Daemon, carrier: Softphone) -> None:
    command = lead(209)
    daemon.nodes.send(command)
    await daemon.event(AttemptRang, of(command))
    await daemon.nodes.close()
    other = Daemon(switch)
    await other.nodes.start()
    try:
        audit = await other.audit()
        assert [(row.uniqueid, row.place, row.attempt) for row in audit.channels] == [
            ("acd-a209", Place.DIALLED, "209*spring*12")
        ]
        person = carrier.incoming()
        person.answer()
        assert (await other.event(AttemptReached, of(command))).verdict is Verdict.OFF
        person.hang_up()
        await other.event(ChannelHungUp, of(command))
        assert len(carrier.calls) == 1
    finally:
        await other.nodes.close()


def test_numbers_of_callees_can_be_dialled() -> None:
    number = number_of(Callee.PERSON, 7, 1_234, 200_000)
    assert number == "+9990129990" + "70"
    assert plain_number(number) == number
