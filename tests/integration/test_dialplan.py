"""The dialplan's contract with the daemon, on a real Asterisk with real SIP."""

import pytest

from tests.integration.ami import Ami, Message
from tests.integration.conftest import Sip, Switch


def arrived(ami: Ami, sip: Sip, number: str = "700") -> Message:
    sip.call(number)
    return ami.event("AcdArrived")


def connect(ami: Ami, call: Message, phone: str, offer: int = 7, ring_s: int = 2) -> None:
    ami.redirect(call["Channel"], "acd-connect", f"{offer}*101*{phone}*{ring_s}")


def test_a_call_arrives_with_its_caller_and_number(ami: Ami, sip: Sip) -> None:
    call = arrived(ami, sip)
    assert call["CallerIDNum"] == "+15551234"
    assert call["CallerIDName"] == "Ann"
    assert call["Dialled"] == "700"
    assert call["Language"] == "en"


def test_a_number_of_another_language_sets_it(ami: Ami, sip: Sip) -> None:
    assert arrived(ami, sip, "800")["Language"] == "ru"


def test_an_answered_offer_connects_and_ends_with_the_agents_hangup(ami: Ami, sip: Sip) -> None:
    sip.phones("1001", ring=200, talk=500)
    call = arrived(ami, sip)
    connect(ami, call, "1001")
    ami.event("DeviceStateChange", Device="PJSIP/1001", State="RINGING")
    answer = ami.event("DialEnd")
    assert (answer["Uniqueid"], answer["DialStatus"]) == (call["Uniqueid"], "ANSWER")
    assert answer["DestChannel"].startswith("PJSIP/1001-")
    assert ami.event("HangupRequest")["Uniqueid"] == answer["DestUniqueid"]
    ami.event("Hangup", Uniqueid=call["Uniqueid"])


def test_no_answer_returns_the_caller_to_waiting(ami: Ami, sip: Sip) -> None:
    sip.phones("1001", ring=60_000, talk=0)
    call = arrived(ami, sip)
    connect(ami, call, "1001", offer=8, ring_s=1)
    back = ami.event("AcdReturned")
    assert (back["Offer"], back["DialStatus"], back["Uniqueid"]) == ("8", "NOANSWER", call["Uniqueid"])
    ami.channel(call, Context="acd-wait")


@pytest.mark.parametrize(
    ("code", "status", "cause"),
    [
        (486, "BUSY", "17"),
        (600, "BUSY", "17"),
        (603, "CHANUNAVAIL", "21"),
        (403, "CHANUNAVAIL", "21"),
        (480, "NOANSWER", "19"),
        (404, "CHANUNAVAIL", "1"),
        (500, "CHANUNAVAIL", "38"),
        (503, "CONGESTION", "34"),
    ],
)
def test_a_refusal_returns_at_once_and_tells_why(ami: Ami, sip: Sip, code: int, status: str, cause: str) -> None:
    sip.phones("1001", behaviour="refuse", code=code)
    call = arrived(ami, sip)
    connect(ami, call, "1001")
    back = ami.event("AcdReturned")
    assert (back["DialStatus"], back["HangupCause"], back["Rang"]) == (status, cause, "")
    ami.channel(call, Context="acd-wait")


def test_whether_the_phone_rang_is_told_of_each_offer(ami: Ami, sip: Sip) -> None:
    """The cause is left over from the offer before; whether it rang is not."""
    sip.phones("1001", behaviour="refuse", code=486)
    sip.phones("1002", ring=60_000, talk=0)
    sip.phones("1003", behaviour="deaf")
    call = arrived(ami, sip)
    for offer, phone in enumerate(("1001", "1002", "1003"), start=1):
        connect(ami, call, phone, offer=offer, ring_s=1)
        ami.event("AcdReturned", Offer=str(offer))
    told = [message for message in ami.events() if message.get("UserEvent") == "AcdReturned"]
    assert [(message["DialStatus"], message["Rang"] != "") for message in told] == [
        ("BUSY", False),
        ("NOANSWER", True),
        ("NOANSWER", False),
    ]


@pytest.mark.parametrize("phone", ["1009", "1999", "1001@nowhere"])
def test_a_phone_that_is_not_there_returns_at_once(ami: Ami, sip: Sip, phone: str) -> None:
    """Never registered; no such phone; no such node."""
    call = arrived(ami, sip)
    connect(ami, call, phone)
    back = ami.event("AcdReturned")
    assert (back["DialStatus"], back["HangupCause"]) == ("CHANUNAVAIL", "3")
    ami.channel(call, Context="acd-wait")


def test_a_caller_who_hangs_up_while_a_phone_rings_stops_it(ami: Ami, sip: Sip) -> None:
    sip.phones("1001", ring=60_000, talk=0)
    sip.call(patience_ms=1_500)
    call = ami.event("AcdArrived")
    connect(ami, call, "1001", ring_s=20)
    ami.event("DeviceStateChange", Device="PJSIP/1001", State="RINGING")
    ami.heard.clear()
    assert ami.event("HangupRequest")["Uniqueid"] == call["Uniqueid"]
    ami.event("Hangup", Uniqueid=call["Uniqueid"])
    ami.event("DeviceStateChange", Device="PJSIP/1001", State="NOT_INUSE")
    assert not [message for message in ami.events() if message.get("UserEvent") == "AcdReturned"]


def test_an_offer_that_is_withdrawn_stops_the_phone_and_keeps_the_caller(ami: Ami, sip: Sip) -> None:
    sip.phones("1001", ring=60_000, talk=0)
    call = arrived(ami, sip)
    connect(ami, call, "1001", ring_s=20)
    ami.event("DeviceStateChange", Device="PJSIP/1001", State="RINGING")
    ami.heard.clear()
    ami.redirect(call["Channel"], "acd-wait", "s")
    ami.event("DeviceStateChange", Device="PJSIP/1001", State="NOT_INUSE")
    ami.channel(call, Context="acd-wait")


@pytest.mark.parametrize("priority", ["1", "3"])
def test_a_redirect_that_was_read_half_arrives(ami: Ami, sip: Sip, priority: str) -> None:
    """What Asterisk does when it reads a channel's place while a Redirect writes it: it finds no step there."""
    call = arrived(ami, sip)
    place = {"Context": "acd-to-connect", "Exten": "9*101*1009*1", "Priority": priority}
    assert ami.action("Redirect", Channel=call["Channel"], **place)["Response"] == "Success"
    assert ami.event("AcdReturned")["Offer"] == "9"
    ami.channel(call, Context="acd-wait")


@pytest.mark.parametrize(("landing", "waits"), [("acd-to-connect", "acd-wait"), ("acd-to-consult", "acd-consult")])
def test_a_caller_whose_key_overwrote_a_redirect_waits_on(ami: Ami, sip: Sip, landing: str, waits: str) -> None:
    call = arrived(ami, sip)
    assert (
        ami.action("Redirect", Channel=call["Channel"], Context=landing, Exten="5", Priority="1")["Response"]
        == "Success"
    )
    ami.channel(call, Context=waits)


def test_both_channels_of_a_conversation_know_its_offer(ami: Ami, sip: Sip) -> None:
    """So that a daemon that starts again finds who talks to whom."""
    sip.phones("1001", ring=100, talk=60_000)
    call = arrived(ami, sip)
    connect(ami, call, "1001", offer=12345)
    answer = ami.event("DialEnd")
    for channel in (answer["Channel"], answer["DestChannel"]):
        assert ami.action("Getvar", Channel=channel, Variable="ACD_OFFER")["Value"] == "12345*101*1001*2"
        assert ami.action("Getvar", Channel=channel, Variable="ACD_DIALLED")["Value"] == "700"


def test_the_daemons_user_may_do_no_more(switch: Switch, ami: Ami) -> None:
    for action, headers in {
        "Command": {"Command": "core show version"},
        "Originate": {"Channel": "Local/700@acd-numbers", "Application": "System", "Data": "true"},
        "GetConfig": {"Filename": "manager.conf"},
        "Reload": {},
    }.items():
        assert ami.action(action, **headers)["Response"] == "Error", action
