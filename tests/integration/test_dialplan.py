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
    assert place(ami, call) == "acd-wait"


@pytest.mark.parametrize(
    ("code", "status", "cause"), [(486, "BUSY", "17"), (603, "CHANUNAVAIL", "21"), (480, "NOANSWER", "19")]
)
def test_a_refusal_returns_at_once_and_tells_why(ami: Ami, sip: Sip, code: int, status: str, cause: str) -> None:
    sip.phones("1001", behaviour="refuse", code=code)
    connect(ami, arrived(ami, sip), "1001")
    back = ami.event("AcdReturned")
    assert (back["DialStatus"], back["HangupCause"]) == (status, cause)


def place(ami: Ami, call: Message) -> str:
    """The context of the caller's channel."""
    (context,) = [channel["Context"] for channel in ami.channels() if channel["Uniqueid"] == call["Uniqueid"]]
    return context


def test_the_daemons_user_may_do_no_more(switch: Switch, ami: Ami) -> None:
    for action, headers in {
        "Command": {"Command": "core show version"},
        "Originate": {"Channel": "Local/700@acd-numbers", "Context": "acd-wait", "Exten": "s", "Priority": "1"},
        "GetConfig": {"Filename": "manager.conf"},
        "Reload": {},
    }.items():
        assert ami.action(action, **headers)["Response"] == "Error", action
