"""Callers without a daemon: nobody is lost, and the daemon finds them again."""

from tests.integration.ami import Ami
from tests.integration.conftest import Sip, Switch
from tests.integration.test_dialplan import arrived

DEAD_S = 60  # age of the heartbeat of a daemon that died a minute ago


def test_with_a_fresh_heartbeat_a_caller_waits_on(ami: Ami, sip: Sip) -> None:
    call = arrived(ami, sip)
    ami.listen(1.5)
    ami.beat()
    ami.listen(1.5)  # two waiting periods have ended
    ami.channel(call, Context="acd-wait")
    assert not [message for message in ami.heard if message.get("UserEvent") == "AcdFailsafe"]


def test_without_a_daemon_a_caller_reaches_a_phone_of_the_queue(ami: Ami, sip: Sip) -> None:
    sip.phones("1001", ring=200, talk=700)
    ami.beat(seconds_ago=DEAD_S)
    call = arrived(ami, sip)
    assert ami.event("AcdFailsafe")["Uniqueid"] == call["Uniqueid"]
    answer = ami.event("DialEnd")
    assert answer["Uniqueid"] == call["Uniqueid"]
    assert answer["DestChannel"].startswith("PJSIP/1001-")
    ami.event("Hangup", Uniqueid=call["Uniqueid"])


def test_a_heartbeat_from_the_future_does_not_hold_the_failsafe_back(ami: Ami, sip: Sip) -> None:
    ami.beat(seconds_ago=-3600)
    call = arrived(ami, sip)
    assert ami.event("AcdFailsafe")["Uniqueid"] == call["Uniqueid"]


def test_a_caller_of_a_moved_call_reaches_the_queue_it_was_moved_to(ami: Ami, sip: Sip) -> None:
    """Also: a queue's id with ``-`` in it."""
    sip.phones("1003", ring=200, talk=300)
    call = arrived(ami, sip)
    ami.action("Setvar", Channel=call["Channel"], Variable="ACD_QUEUE", Value="support-2")
    ami.beat(seconds_ago=DEAD_S)
    assert ami.event("DialEnd")["DestChannel"].startswith("PJSIP/1003-")


def test_a_returning_daemon_gets_the_callers_back(ami: Ami, sip: Sip) -> None:
    """Nobody answers the failsafe's round; after it the call arrives anew."""
    ami.beat(seconds_ago=DEAD_S)
    call = arrived(ami, sip, "800")
    ami.event("AcdFailsafe")
    ami.heard.clear()
    for _ in range(5):  # ringing and music of a round take 8 s
        ami.beat()
        ami.listen(1.9)
    assert ami.event("AcdArrived")["Uniqueid"] == call["Uniqueid"]
    ami.channel(call, Context="acd-wait")


def test_the_daemon_can_take_a_caller_out_of_the_failsafe(ami: Ami, sip: Sip) -> None:
    sip.phones("1002", ring=60_000, talk=0)
    ami.beat(seconds_ago=DEAD_S)
    call = arrived(ami, sip)
    ami.event("DeviceStateChange", Device="PJSIP/1002", State="RINGING")
    ami.beat()
    ami.heard.clear()
    ami.redirect(call["Channel"], "acd-wait", "s")
    ami.event("DeviceStateChange", Device="PJSIP/1002", State="NOT_INUSE")
    ami.channel(call, Context="acd-wait")


def test_a_number_that_nobody_configured_ends_with_a_message(switch: Switch, ami: Ami, sip: Sip) -> None:
    ami.beat(seconds_ago=DEAD_S)
    call = arrived(ami, sip, "999")
    ami.event("AcdFailsafe", seconds=8)
    assert ami.event("Hangup", Uniqueid=call["Uniqueid"])["Context"] == "acd-message"
