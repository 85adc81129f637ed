"""Audits: what Asterisk holds, and what of it is uncertain."""

import asyncio

import pytest

from acd.adapters.asterisk.resync import Auditor, channel_snapshot, place_of
from acd.commands import ConnectCaller, HangUp
from acd.errors import SwitchError
from acd.events import NodeAudited
from acd.model.channels import ChannelSnapshot, Place
from acd.model.states import PhoneState
from acd.testing.ami import Action, FakeAmi, FakeChannel, FakeConnection
from tests.adapters.asterisk.links import LinkTo, channel_event, message

WAITING = FakeChannel(
    "PJSIP/trunk-00000001",
    "1.1",
    fields={"CallerIDNum": "79161234567", "CallerIDName": r"O\'Neill", "Context": "acd-wait"},
    variables={"ACD_DIALLED": "74951234567"},
    seconds=7,
)
TALKING = FakeChannel(
    "PJSIP/trunk-00000002",
    "1.2",
    fields={"Context": "acd-connect"},
    variables={"ACD_DIALLED": "74951234567", "ACD_QUEUE": "sales", "ACD_OFFER": "17*101*p101*20"},
    bridge="b-1",
)


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


async def test_the_lists_become_one_event(ami: FakeAmi, link_to: LinkTo) -> None:
    ami.channels = [WAITING, TALKING]
    ami.devices = {"PJSIP/p102": "NOT_INUSE", "PJSIP/p101": "INUSE", "Queue:x": "INUSE"}
    link = link_to(ami)
    await link.ready(5)
    audit = await Auditor("main", link, Clock()).audit()
    assert audit == NodeAudited(
        "main",
        (
            ChannelSnapshot(
                channel="PJSIP/trunk-00000001",
                uniqueid="1.1",
                linkedid="1.1",
                place=Place.WAITING,
                caller_number="79161234567",
                caller_name="O'Neill",
                dialled="74951234567",
                queue="",
                offer="",
                bridge="",
                age_ms=7000,
            ),
            ChannelSnapshot(
                channel="PJSIP/trunk-00000002",
                uniqueid="1.2",
                linkedid="1.2",
                place=Place.CONNECTING,
                caller_number="",
                caller_name="",
                dialled="74951234567",
                queue="sales",
                offer="17*101*p101*20",
                bridge="b-1",
                age_ms=1000,
            ),
        ),
        (("p101", PhoneState.IN_USE), ("p102", PhoneState.IDLE)),
        (),
    )
    assert ami.named("Status")[0]["allvariables"] == "no"


async def test_what_is_named_while_the_lists_come_is_uncertain(ami: FakeAmi, link_to: LinkTo) -> None:
    ami.channels = [WAITING, TALKING]
    link = link_to(ami)
    await link.ready(5)
    auditor = Auditor("main", link, Clock())

    def device_states(connection: FakeConnection, action: Action) -> None:
        auditor.heard(message(("Event", "DialEnd"), ("Uniqueid", "1.1"), ("DestUniqueid", "1.9")))
        auditor.heard(message(("Event", "DeviceStateChange"), ("Device", "PJSIP/x")))
        auditor.commanded(HangUp("main", TALKING.name))
        connection.respond(action, "Success")

    ami.responders["devicestatelist"] = device_states
    audit = await auditor.audit()
    assert set(audit.uncertain) >= {"1.1", "1.2", "1.9"}
    assert "" not in audit.uncertain


async def test_what_was_heard_of_a_phone_meanwhile_is_newer_than_the_list(ami: FakeAmi, link_to: LinkTo) -> None:
    ami.devices = {"PJSIP/p101": "NOT_INUSE", "PJSIP/p102": "NOT_INUSE"}
    link = link_to(ami)
    await link.ready(5)
    auditor = Auditor("main", link, Clock())

    def status(connection: FakeConnection, action: Action) -> None:
        auditor.heard(message(("Event", "DeviceStateChange"), ("Device", "PJSIP/p102"), ("State", "INUSE")))
        connection.respond(action, "Success")

    ami.responders["status"] = status
    assert (await auditor.audit()).phones == (("p101", PhoneState.IDLE),)
    assert (await Auditor("main", link, Clock()).audit()).phones[-1] == ("p102", PhoneState.IDLE)


async def test_what_was_commanded_just_before_is_uncertain_too(ami: FakeAmi, link_to: LinkTo) -> None:
    ami.channels = [WAITING, TALKING]
    link = link_to(ami)
    await link.ready(5)
    clock = Clock()
    auditor = Auditor("main", link, clock)
    auditor.commanded(ConnectCaller("main", WAITING.name, "1.1", 1, "101", "p101", "main", 20_000))
    clock.now_s += 1.0
    assert (await auditor.audit()).uncertain == ("1.1",)
    clock.now_s += 1.5
    assert (await auditor.audit()).uncertain == ()


async def test_events_between_audits_make_nothing_uncertain(ami: FakeAmi, link_to: LinkTo) -> None:
    ami.channels = [WAITING]
    link = link_to(ami)
    await link.ready(5)
    auditor = Auditor("main", link, Clock())
    auditor.heard(channel_event("Hangup", WAITING))
    assert (await auditor.audit()).uncertain == ()


async def test_a_refused_list_is_an_error(ami: FakeAmi, link_to: LinkTo) -> None:
    ami.commands.discard("devicestatelist")
    link = link_to(ami)
    await link.ready(5)
    with pytest.raises(SwitchError, match="DeviceStateList: Permission denied"):
        await Auditor("main", link, Clock()).audit()


async def test_a_cancelled_audit_stops_listening(ami: FakeAmi, link_to: LinkTo) -> None:
    link = link_to(ami)
    await link.ready(5)
    ami.silent = True
    auditor = Auditor("main", link, Clock())
    task = asyncio.create_task(auditor.audit())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert auditor._heard is None


async def test_the_process_is_known_by_its_beginning(ami: FakeAmi, link_to: LinkTo) -> None:
    link = link_to(ami)
    await link.ready(5)
    auditor = Auditor("main", link, Clock())
    assert await auditor.startup() == "2026-11-23 10:00:00"


@pytest.mark.parametrize(
    ("context", "place"),
    [
        ("acd-trunk", Place.ARRIVING),
        ("acd-arrive", Place.ARRIVING),
        ("acd-wait", Place.WAITING),
        ("acd-announce", Place.WAITING),
        ("acd-connect", Place.CONNECTING),
        ("acd-join", Place.CONNECTING),
        ("acd-outbound", Place.REACHED),
        ("acd-outbound-wait", Place.WAITING),
        ("acd-outbound-connect", Place.CONNECTING),
        ("acd-agentless", Place.TOLD),
        ("acd-machine", Place.TOLD),
        ("acd-abandoned", Place.TOLD),
        ("acd-conference", Place.CONNECTING),
        ("acd-hold", Place.HELD),
        ("acd-own-hold", Place.ASIDE),
        ("acd-kept", Place.ASIDE),
        ("acd-consult", Place.ASIDE),
        ("acd-consult-connect", Place.ASIDE),
        ("acd-consult-external", Place.OUTSIDE),
        ("acd-external", Place.OUTSIDE),
        ("acd-join-outside", Place.OUTSIDE),
        ("acd-message", Place.LEAVING),
        ("acd-to-wait", Place.WAITING),
        ("acd-to-own-hold", Place.ASIDE),
        ("acd-failsafe", Place.FAILSAFE),
        ("acd-failsafe-queues", Place.FAILSAFE),
        ("acd-phones", Place.ELSEWHERE),
        ("acd-feature-answer", Place.ELSEWHERE),
        ("default", Place.ELSEWHERE),
        ("", Place.ELSEWHERE),
    ],
)
def test_places(context: str, place: Place) -> None:
    assert place_of(context) is place


@pytest.mark.parametrize("tampered", [(("Uniqueid", "6.6"),), (("Context", "acd-wait"),), (("Channel", "x"),)])
def test_rows_that_a_caller_tampered_with_are_left_out(tampered: tuple[tuple[str, str]]) -> None:
    assert channel_snapshot(channel_event("Status", WAITING, *tampered)) is None


@pytest.mark.parametrize(
    ("uniqueid", "state", "context", "place"),
    [
        ("acd-a7", "Ringing", "acd-trunk", Place.DIALLED),
        ("acd-a7", "Up", "acd-outbound-wait", Place.WAITING),
        ("1.5", "Ringing", "acd-phones", Place.ELSEWHERE),  # an agent's leg, which inherits the attempt
    ],
)
def test_a_leads_phone(uniqueid: str, state: str, context: str, place: Place) -> None:
    fields = {"ChannelStateDesc": state, "Context": context}
    channel = FakeChannel("PJSIP/trunk-out-1", uniqueid, fields=fields)
    snapshot = channel_snapshot(channel_event("Status", channel, ("Variable", "ACD_ATTEMPT=7*spring*12")))
    assert snapshot is not None
    assert (snapshot.place, snapshot.attempt) == (place, "7*spring*12")


def test_rows_without_a_channel_are_left_out() -> None:
    assert channel_snapshot(message(("Event", "Status"), ("Uniqueid", "1.1"))) is None


def test_hostile_values_become_plain() -> None:
    row = channel_event(
        "Status",
        FakeChannel("PJSIP/t-1", "1.1"),
        ("Variable", "ACD_DIALLED=7\x1b495" + "1" * 99),
        ("Variable", "ACD_QUEUE=(null)"),
        ("Variable", "no sign"),
        ("Seconds", "many"),
    )
    snapshot = channel_snapshot(row)
    assert snapshot is not None
    assert (snapshot.dialled, snapshot.queue, snapshot.age_ms) == ("7495" + "1" * 36, "", 0)
