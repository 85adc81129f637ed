"""What Asterisk's events mean, and what of them is not believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.adapters.asterisk.decode import Decoder, device_state
from acd.adapters.asterisk.framing import Message, Parser
from acd.adapters.asterisk.results import offer_result
from acd.events import (
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentOneMoreRequested,
    AgentReadyRequested,
    AgentToggleRequested,
    CallArrived,
    CallChosen,
    ChannelHungUp,
    Event,
    FailsafeTook,
    HangupRequested,
    KeyPressed,
    OfferAnswered,
    OfferRang,
    OfferReturned,
    Origin,
    PhoneReached,
    PhoneStateChanged,
    WrapUpExtensionRequested,
)
from acd.model.entrances import NOTHING, Brought
from acd.model.states import OfferResult, PhoneState
from acd.testing.ami import FakeChannel, render
from tests.adapters.asterisk.links import channel_event, message

CALLER = FakeChannel(
    "PJSIP/trunk-00000001", "1795444040.1", fields={"CallerIDNum": "79161234567", "CallerIDName": "Иванова"}
)
PHONE = FakeChannel("PJSIP/p101-00000002", "1795444040.2", "1795444040.1")


@pytest.fixture
def decoder() -> Decoder:
    return Decoder("main", lambda agent, pin: (agent, pin) == ("101", "4711"))


def user_event(name: str, *headers: tuple[str, str], channel: FakeChannel = CALLER) -> Message:
    return channel_event("UserEvent", channel, ("UserEvent", name), *headers)


def decoded(decoder: Decoder, event: Message) -> list[Event]:
    return list(decoder.table[event.get("Event")](event))


def test_arrived(decoder: Decoder) -> None:
    event = user_event("AcdArrived", ("Dialled", "74951234567"))
    assert decoded(decoder, event) == [
        CallArrived("main", "PJSIP/trunk-00000001", "1795444040.1", "79161234567", "Иванова", "74951234567")
    ]


def test_arrived_in_a_menu_with_what_was_brought_along(decoder: Decoder) -> None:
    brought = ("AcdRequires", "cards >= 3"), ("AcdPriority", "-7"), ("AcdAgent", "101")
    (arrived,) = decoded(
        decoder, user_event("AcdArrived", ("Dialled", "1"), ("Menu", "main"), ("Entry", "m*1"), *brought)
    )
    assert isinstance(arrived, CallArrived)
    assert (arrived.menu, arrived.entry, arrived.brought) == ("main", "m*1", Brought("cards >= 3", -7, "101"))


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Menu", "a b"),
        ("Entry", "x" * 200),
        ("Entry", "a/../b"),
        ("AcdRequires", "x" * 400),
        ("AcdPriority", "many"),
        ("AcdPriority", "9" * 30),
        ("AcdAgent", "Ann"),
    ],
)
def test_what_cannot_be_meant_is_left_out(decoder: Decoder, header: str, value: str) -> None:
    (arrived,) = decoded(decoder, user_event("AcdArrived", ("Dialled", "1"), (header, value)))
    assert isinstance(arrived, CallArrived)
    assert (arrived.menu, arrived.entry, arrived.brought) == ("", "", NOTHING)


def test_a_priority_has_bounds(decoder: Decoder) -> None:
    (arrived,) = decoded(decoder, user_event("AcdArrived", ("Dialled", "1"), ("AcdPriority", "5000")))
    assert isinstance(arrived, CallArrived)
    assert arrived.brought.priority == 100


def test_chosen_in_a_menu(decoder: Decoder) -> None:
    assert decoded(decoder, user_event("AcdChosen", ("Entry", "main*1*star"))) == [
        CallChosen("main", "1795444040.1", "main*1*star")
    ]
    assert decoded(decoder, user_event("AcdChosen", ("Entry", "<x>"))) == [CallChosen("main", "1795444040.1", "")]


@pytest.mark.parametrize(
    ("number", "name", "shown"),
    [
        ("<unknown>", "<unknown>", ("", "")),
        ("7" * 300, "ж" * 300, ("7" * 80, "ж" * 80)),
        ("7\t9\x1b[31m", "<img onerror=x>", ("79[31m", "<img onerror=x>")),
        ("anonymous", r"O\'Neill \"Bob\" \\ \r\n\?", ("anonymous", 'O\'Neill "Bob" \\ ?')),
        ("7\n9", "a\rb", ("79", "ab")),
    ],
)
def test_a_callers_number_and_name_are_plain_short_text(
    decoder: Decoder, number: str, name: str, shown: tuple[str, str]
) -> None:
    channel = FakeChannel("PJSIP/t-1", "1.1", fields={"CallerIDNum": number, "CallerIDName": name})
    (arrived,) = decoded(decoder, user_event("AcdArrived", ("Dialled", "1"), channel=channel))
    assert isinstance(arrived, CallArrived)
    assert (arrived.caller_number, arrived.caller_name) == shown


@pytest.mark.parametrize(
    ("status", "cause", "rang", "result"),
    [
        ("NOANSWER", 0, "812", OfferResult.NO_ANSWER),
        ("NOANSWER", 21, "812", OfferResult.NO_ANSWER),  # the cause is left over from an earlier offer
        ("NOANSWER", 0, "", OfferResult.UNREACHABLE),
        ("BUSY", 17, "300", OfferResult.REFUSED),
        ("BUSY", 0, "", OfferResult.REFUSED),
        ("CHANUNAVAIL", 21, "300", OfferResult.REFUSED),
        ("CONGESTION", 17, "", OfferResult.REFUSED),
        ("CHANUNAVAIL", 20, "", OfferResult.UNREACHABLE),
        ("CONGESTION", 34, "", OfferResult.UNREACHABLE),
        ("CANCEL", 16, "", OfferResult.FAILED),
        ("", 0, "", OfferResult.FAILED),
    ],
)
def test_returned(decoder: Decoder, status: str, cause: int, rang: str, result: OfferResult) -> None:
    headers = ("Offer", "17"), ("DialStatus", status), ("HangupCause", str(cause)), ("Rang", rang)
    assert decoded(decoder, user_event("AcdReturned", *headers)) == [OfferReturned("main", "1795444040.1", 17, result)]


def test_without_word_of_ringing_no_answer_is_no_answer() -> None:
    assert offer_result("NOANSWER", 0) is OfferResult.NO_ANSWER


@pytest.mark.parametrize("offer", ["", "x", "-1", "1" * 30, "１"])
def test_returned_without_an_offer_is_dropped(decoder: Decoder, offer: str) -> None:
    assert decoded(decoder, user_event("AcdReturned", ("Offer", offer), ("DialStatus", "BUSY"))) == []
    assert decoder.dropped == {"no offer": 1}


def test_failsafe(decoder: Decoder) -> None:
    assert decoded(decoder, user_event("AcdFailsafe")) == [FailsafeTook("main", "1795444040.1")]


@pytest.mark.parametrize("key", ["0", "9", "*", "#", "A", "D"])
def test_a_key(decoder: Decoder, key: str) -> None:
    assert decoded(decoder, user_event("AcdKey", ("Key", key))) == [KeyPressed("main", "1795444040.1", key)]


@pytest.mark.parametrize("key", ["", "E", "12", "a", "٣"])
def test_what_is_no_key(decoder: Decoder, key: str) -> None:
    assert decoded(decoder, user_event("AcdKey", ("Key", key))) == []
    assert decoder.dropped == {"no key": 1}


ORIGIN = Origin(node="main", channel="PJSIP/p101-00000002")


def feature(name: str, *headers: tuple[str, str], phone: str = "p101") -> Message:
    return user_event("AcdFeature", ("Feature", name), *headers, ("Phone", phone), channel=PHONE)


@pytest.mark.parametrize(
    ("agent", "pin", "told", "right"),
    [
        ("101", "4711", "101", True),
        ("101", "0000", "101", False),
        ("101", "", "101", False),
        ("", "4711", "", False),
        ("10l", "4711", "", False),
    ],
)
def test_login(decoder: Decoder, agent: str, pin: str, told: str, right: bool) -> None:
    events = decoded(decoder, feature("login", ("Agent", agent), ("Pin", pin)))
    assert events == [AgentLoginRequested(told, "p101", right, True, ORIGIN)]


def test_the_pin_is_not_in_the_event(decoder: Decoder) -> None:
    event = feature("login", ("Agent", "101"), ("Pin", "4711"))
    assert "4711" not in repr(decoded(decoder, event))
    assert "4711" not in repr(event)


def test_the_other_features(decoder: Decoder) -> None:
    names = ("logout", "ready", "not-ready", "one-more", "extend", "toggle")
    events = [decoded(decoder, feature(name, ("Reason", "2"), ("Agent", "101"))) for name in names]
    assert events == [
        [AgentLogoutRequested("", "p101", ORIGIN)],
        [AgentReadyRequested("", "p101", ORIGIN)],
        [AgentNotReadyRequested("", "p101", "2", ORIGIN)],
        [AgentOneMoreRequested("", "p101", "2", ORIGIN)],
        [WrapUpExtensionRequested("", "p101", 0, ORIGIN)],
        [AgentToggleRequested("101", "p101", ORIGIN)],
    ]


def test_strange_features_are_dropped(decoder: Decoder) -> None:
    assert decoded(decoder, feature("reboot")) == []
    assert decoded(decoder, feature("login", ("Agent", "101"), phone="p 101")) == []
    assert decoder.dropped == {"unknown feature": 1, "no phone": 1}


def test_user_events_of_others_are_passed_over(decoder: Decoder) -> None:
    assert decoded(decoder, user_event("Queue")) == []
    assert not decoder.dropped


def test_answered(decoder: Decoder) -> None:
    event = channel_event("DialEnd", CALLER, *PHONE.headers("Dest"), ("DialStatus", "ANSWER"))
    assert decoded(decoder, event) == [OfferAnswered("main", "1795444040.1", PHONE.name, PHONE.uniqueid)]


@pytest.mark.parametrize("status", ["BUSY", "NOANSWER", "CANCEL", ""])
def test_a_dial_that_was_not_answered_says_nothing(decoder: Decoder, status: str) -> None:
    assert decoded(decoder, channel_event("DialEnd", CALLER, *PHONE.headers("Dest"), ("DialStatus", status))) == []


def test_a_dial_without_a_caller_says_nothing(decoder: Decoder) -> None:
    event = message(("Event", "DialEnd"), *PHONE.headers("Dest"), ("DialStatus", "ANSWER"))
    assert decoded(decoder, event) == []


def test_hangups(decoder: Decoder) -> None:
    assert decoded(decoder, channel_event("Hangup", CALLER, ("Cause", "16"))) == [
        ChannelHungUp("main", "1795444040.1", 16)
    ]
    assert decoded(decoder, channel_event("Hangup", CALLER)) == [ChannelHungUp("main", "1795444040.1", 0)]
    assert decoded(decoder, channel_event("HangupRequest", CALLER)) == [HangupRequested("main", "1795444040.1")]


def test_channel_variables_may_repeat(decoder: Decoder) -> None:
    event = channel_event("Hangup", CALLER, ("ChanVariable", "A=1"), ("ChanVariable", "B=2"), ("Cause", "16"))
    assert len(decoded(decoder, event)) == 1


@pytest.mark.parametrize(
    ("state", "events"),
    [
        ("NOT_INUSE", [PhoneStateChanged("p101", PhoneState.IDLE)]),
        ("INUSE", [PhoneStateChanged("p101", PhoneState.IN_USE)]),
        ("ONHOLD", [PhoneStateChanged("p101", PhoneState.IN_USE)]),
        ("UNAVAILABLE", [PhoneStateChanged("p101", PhoneState.UNREACHABLE)]),
        ("RINGING", [OfferRang("p101"), PhoneStateChanged("p101", PhoneState.RINGING)]),
        ("RINGINUSE", [OfferRang("p101"), PhoneStateChanged("p101", PhoneState.IN_USE)]),
        ("NONSENSE", []),
    ],
)
def test_phone_states(decoder: Decoder, state: str, events: list[Event]) -> None:
    event = message(("Event", "DeviceStateChange"), ("Device", "PJSIP/p101"), ("State", state))
    assert decoded(decoder, event) == events


@pytest.mark.parametrize(
    ("status", "events"),
    [("Reachable", [PhoneReached("p101")]), ("NonQualified", []), ("Removed", []), ("Unreachable", [])],
)
def test_a_phone_that_answers_asterisk_is_reached(decoder: Decoder, status: str, events: list[Event]) -> None:
    event = message(("Event", "ContactStatus"), ("ContactStatus", status), ("AOR", "p101"), ("EndpointName", "p101"))
    assert decoded(decoder, event) == events


@pytest.mark.parametrize("device", ["Queue:sales", "Custom:x", "", "PJSIP/", "PJSIP/a b", "PJSIP/" + "x" * 200])
def test_other_devices_are_no_phones(device: str) -> None:
    assert device_state(message(("Event", "DeviceStateChange"), ("Device", device), ("State", "INUSE"))) is None


# --- what a caller smuggles in. The bytes are as Asterisk 22.10 wrote them.


def cut_by_a_caller(smuggled: str) -> list[Message]:
    """The messages that a hang-up becomes when the caller's number carries line ends."""
    caller = FakeChannel("PJSIP/t-1", "6.6", fields={"CallerIDNum": f"5{smuggled}"})
    data = render([("Event", "Hangup"), ("Privilege", "call,all"), *caller.headers(), ("Cause", "16")])
    parsed = [Parser().parse(frame) for frame in data.removesuffix(b"\r\n\r\n").split(b"\r\n\r\n")]
    return [found for found in parsed if found is not None and "Event" in found]


@pytest.mark.parametrize(
    ("smuggled", "reason"),
    [
        ("\r\nUniqueid: 1.1", "repeated header"),
        ("\r\nuniqueid: 1.1", "repeated header"),
        ("\r\n\r\nEvent: Hangup\r\nUniqueid: 1.1\r\n\r\n", "incomplete"),
        ("\r\n\r\nEvent: Hangup\r\nPrivilege: call,all\r\nUniqueid: 1.1", "repeated header"),
        ("\r\n\r\nEvent: Hangup\r\nChannel: a\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n\r\n", "incomplete"),
    ],
)
def test_a_caller_hangs_up_nobody_else(decoder: Decoder, smuggled: str, reason: str) -> None:
    messages = cut_by_a_caller(smuggled)
    assert messages
    for event in messages:
        assert decoded(decoder, event) == []
    assert reason in decoder.dropped


def test_a_whole_forged_event_is_longer_than_a_number_can_be(decoder: Decoder) -> None:
    """Asterisk keeps 79 characters of a number (AST_CHANNEL_NAME); all required headers take more."""
    forged = channel_event("Hangup", FakeChannel("a", "1.1"))
    least = "\r\n\r\n" + "\r\n".join(f"{name}: " for name in forged.names) + "\r\n\r\n"
    assert len(least) > 79
    assert decoded(decoder, forged)


hostile = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(st.data())
def test_no_event_makes_a_decoder_raise(data: st.DataObject) -> None:
    decoder = Decoder("main", lambda _agent, _pin: False)
    name = data.draw(st.sampled_from(sorted(decoder.table)))
    others = "UserEvent", "Offer", "DialStatus", "Feature", "Phone", "Device", "State", "DestUniqueid"
    wanted = [*channel_event(name, CALLER).names, *others]
    chosen = data.draw(st.lists(st.sampled_from(wanted), max_size=40))
    usual = st.sampled_from(["AcdArrived", "AcdReturned", "AcdFeature", "ANSWER", "PJSIP/p1", "1.1"])
    kinds = st.one_of(hostile, usual)
    lines = [f"Event: {name}", *(f"{header}: {data.draw(kinds)}" for header in chosen)]
    parsed = Parser().parse("\r\n".join(lines).encode())
    if parsed is not None:
        decoder.table[name](parsed)
