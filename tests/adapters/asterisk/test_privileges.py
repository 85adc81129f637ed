"""What the manager user lacks, in words for manager.conf."""

import pytest

from acd.adapters.asterisk.privileges import NEEDED, Hearing, find_lacking, lacking
from acd.errors import SwitchError
from acd.events import CallArrived, ChannelHungUp, NodeAudited
from acd.model.channels import ChannelSnapshot, Place
from acd.testing.ami import Action, FakeAmi, FakeConnection
from tests.adapters.asterisk.links import LinkTo


def test_nothing_is_lacking() -> None:
    assert lacking(frozenset(NEEDED) | {"Ping"}, "acd") == ""


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ({"Redirect"}, ["may not use Redirect", "add call to the line write = call,originate,reporting", "'acd'"]),
        ({"CoreStatus", "DeviceStateList"}, ["CoreStatus, DeviceStateList", "add reporting"]),
        (set(NEEDED), ["Redirect, Setvar, Hangup, Status", "add call,originate,reporting"]),
        ({"DeviceStateList"}, ["res_manager_devicestate.so", "modules.conf"]),
    ],
)
def test_what_is_lacking_is_named(missing: set[str], words: list[str]) -> None:
    text = lacking(frozenset(NEEDED) - missing, "acd")
    for word in words:
        assert word in text


async def test_asterisk_is_asked(ami: FakeAmi, link_to: LinkTo) -> None:
    link = link_to(ami)
    await link.ready(5)
    assert await find_lacking(link, "acd") == ""
    ami.commands.discard("redirect")
    assert "may not use Redirect" in await find_lacking(link, "acd")


async def test_no_answer_is_an_error(ami: FakeAmi, link_to: LinkTo) -> None:
    def refuse(connection: FakeConnection, action: Action) -> None:
        connection.respond(action, "Error", ("Message", "Asterisk is shutting down"))

    ami.responders["listcommands"] = refuse
    link = link_to(ami)
    await link.ready(5)
    with pytest.raises(SwitchError, match="shutting down"):
        await find_lacking(link, "acd")


def audit(*uniqueids: str, age_ms: int = 60_000, uncertain: tuple[str, ...] = ()) -> NodeAudited:
    """Callers that wait."""
    rows = tuple(
        ChannelSnapshot(f"PJSIP/t-{uniqueid}", uniqueid, uniqueid, Place.WAITING, "", "", "", "", "", "", age_ms)
        for uniqueid in uniqueids
    )
    return NodeAudited("main", rows, (), uncertain)


def arrived(uniqueid: str) -> CallArrived:
    return CallArrived("main", "c", uniqueid, "", "", "")


LONG = 100_000


def test_an_arrival_that_was_not_heard_is_told() -> None:
    hearing = Hearing()
    hearing.heard(arrived("1.1"))
    hearing.audited(audit("1.1"), LONG)
    assert hearing.problem == ""
    hearing.audited(audit("1.1", "1.2"), LONG)
    assert "read = system,call,user,cdr (here: user)" in hearing.problem
    hearing.heard(arrived("1.3"))
    hearing.audited(audit("1.3"), LONG)
    assert hearing.problem == ""


@pytest.mark.parametrize(
    ("age_ms", "linked_ms", "uncertain"),
    [
        (60_000, 50_000, ()),  # arrived before the link was there
        (1_000, LONG, ()),  # its event may be on its way
        (60_000, LONG, ("1.1",)),
    ],
)
def test_what_proves_nothing_is_not_told(age_ms: int, linked_ms: int, uncertain: tuple[str, ...]) -> None:
    hearing = Hearing()
    hearing.audited(audit("1.1", age_ms=age_ms, uncertain=uncertain), linked_ms)
    assert hearing.problem == ""


def test_a_hangup_that_was_not_heard_is_told_one_audit_later() -> None:
    hearing = Hearing()
    for uniqueid in ("1.1", "1.2"):
        hearing.heard(arrived(uniqueid))
    hearing.audited(audit("1.1", "1.2"), LONG)
    hearing.heard(ChannelHungUp("main", "1.1", 16))
    hearing.audited(audit(), LONG)
    assert hearing.problem == ""  # it may be on its way
    hearing.audited(audit(), LONG)
    assert "event Hangup" in hearing.problem


def test_a_late_hangup_is_no_proof() -> None:
    hearing = Hearing()
    hearing.heard(arrived("1.1"))
    hearing.audited(audit("1.1"), LONG)
    hearing.audited(audit(), LONG)
    hearing.heard(ChannelHungUp("main", "1.1", 16))
    hearing.audited(audit(), LONG)
    assert hearing.problem == ""


def test_what_happens_without_a_link_is_no_proof() -> None:
    hearing = Hearing()
    hearing.heard(arrived("1.1"))
    hearing.audited(audit("1.1"), LONG)
    hearing.lost()
    hearing.audited(audit(), 0)
    hearing.audited(audit(), LONG)
    assert hearing.problem == ""
