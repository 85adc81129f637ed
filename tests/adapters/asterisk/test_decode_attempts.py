"""What Asterisk tells of leads' phones, as Asterisk 22.10 wrote it."""

import itertools

import pytest

from acd.adapters.asterisk.decode import Decoder
from acd.adapters.asterisk.decode_attempts import attempt_of
from acd.adapters.asterisk.framing import Message
from acd.events import (
    AttemptAbandoned,
    AttemptFailed,
    AttemptKey,
    AttemptPickedUp,
    AttemptRang,
    AttemptReached,
    ChannelHungUp,
    Event,
)
from acd.model.leads import Verdict
from acd.testing.ami import FakeChannel
from tests.adapters.asterisk.links import channel_event, message

LEAD = FakeChannel("PJSIP/trunk-out-00000001", "acd-a17")
RINGING = {"ChannelState": "5", "ChannelStateDesc": "Ringing", "Context": "acd-trunk"}
RANG = FakeChannel(LEAD.name, LEAD.uniqueid, fields=RINGING)


@pytest.fixture
def alone() -> list[str]:
    """Failures without a hang-up so far."""
    return []


@pytest.fixture
def decoder(alone: list[str]) -> Decoder:
    return Decoder("main", lambda _agent, _pin: False, alone.append)


def decoded(decoder: Decoder, *told: Message) -> list[Event]:
    return list(itertools.chain.from_iterable(decoder.table[one.get("Event")](one) for one in told))


def user_event(name: str, *headers: tuple[str, str]) -> Message:
    return channel_event("UserEvent", LEAD, ("UserEvent", name), *headers)


def refused(reason: str = "0", uniqueid: str = "acd-a17") -> Message:
    return message(
        ("Event", "OriginateResponse"),
        ("Privilege", "call,all"),
        ("ActionID", "20"),
        ("Response", "Failure"),
        ("Channel", "PJSIP/+79161112233@trunk-out"),
        ("Context", "acd-outbound"),
        ("Exten", "s"),
        ("Reason", reason),
        ("Uniqueid", uniqueid),
        ("CallerIDNum", "+7999"),
        ("CallerIDName", "<unknown>"),
    )


def hangup(cause: str, tech_cause: str = "", channel: FakeChannel = RANG) -> Message:
    tech = (("TechCause", tech_cause),) if tech_cause else ()
    return channel_event("Hangup", channel, ("Cause", cause), ("Cause-txt", "something"), *tech)


@pytest.mark.parametrize(
    ("text", "attempt"), [("7*spring*12", "7*spring*12"), ("", ""), ("7*spring", ""), ("7*a b*1", ""), ("7*x*1\n", "")]
)
def test_the_attempt_of_a_channel(text: str, attempt: str) -> None:
    assert attempt_of(text) == attempt


def dial_state(status: str, channel: FakeChannel = RANG, *more: tuple[str, str]) -> Message:
    headers = (("Privilege", "call,all"), *channel.headers("Dest"), ("DialStatus", status))
    return message(("Event", "DialState"), *headers, *more)


def test_it_rings(decoder: Decoder) -> None:
    assert decoded(decoder, dial_state("RINGING")) == [AttemptRang("main", "acd-a17")]


@pytest.mark.parametrize(
    "told",
    [
        dial_state("PROGRESS"),
        dial_state("PROCEEDING"),
        dial_state("RINGING", FakeChannel("PJSIP/1001-1", "acd-17")),  # an agent's phone, for a callback
        dial_state("RINGING", RANG, ("DialStatus", "RINGING")),
        dial_state("RINGING", FakeChannel("", "acd-a17")),
    ],
)
def test_what_is_no_ringing_of_a_lead(decoder: Decoder, told: Message) -> None:
    assert decoded(decoder, told) == []


def test_picked_up(decoder: Decoder) -> None:
    assert decoded(decoder, user_event("AcdPickedUp")) == [AttemptPickedUp("main", LEAD.name, "acd-a17")]


@pytest.mark.parametrize(
    ("headers", "verdict", "cause", "waited_ms"),
    [
        (("", "", ""), Verdict.OFF, "", 0),
        (("HUMAN", "HUMAN-800-800", "800"), Verdict.PERSON, "HUMAN-800-800", 800),
        (("MACHINE", "LONGGREETING-1500-1500", ""), Verdict.MACHINE, "LONGGREETING-1500-1500", 0),
        (("NOTSURE", "TOOLONG-4900", ""), Verdict.UNSURE, "TOOLONG-4900", 0),
    ],
)
def test_who_it_is(
    decoder: Decoder, headers: tuple[str, str, str], verdict: Verdict, cause: str, waited_ms: int
) -> None:
    told = user_event("AcdReached", *zip(("Verdict", "Reason", "Waited"), headers, strict=True))
    assert decoded(decoder, told) == [AttemptReached("main", "acd-a17", verdict, cause, waited_ms)]


def test_keys_and_the_end_of_the_limit(decoder: Decoder) -> None:
    told = user_event("AcdAttemptKey", ("Key", "9")), user_event("AcdAbandoned")
    assert decoded(decoder, *told) == [AttemptKey("main", "acd-a17", "9"), AttemptAbandoned("main", "acd-a17")]


@pytest.mark.parametrize(
    "told", [user_event("AcdAttemptKey", ("Key", "99")), user_event("AcdReached", ("Verdict", "MARTIAN"))]
)
def test_nonsense_is_counted(decoder: Decoder, told: Message) -> None:
    assert decoded(decoder, told) == []
    assert decoder.dropped.total() == 1


@pytest.mark.parametrize(
    ("reason", "cause", "tech_cause", "failed"),
    [
        ("0", "17", "486", ("", 17, 486)),
        ("0", "1", "404", ("", 1, 404)),
        ("0", "34", "503", ("", 34, 503)),
        ("0", "16", "", ("", 16, 0)),  # the daemon hung up
        ("3", "19", "480", ("NOANSWER", 19, 0)),  # nobody sent that status: the time was over
    ],
)
@pytest.mark.parametrize("hangup_first", [False, True])
def test_a_failure_is_told_once_in_whichever_order_its_events_come(
    decoder: Decoder, reason: str, cause: str, tech_cause: str, failed: tuple[str, int, int], hangup_first: bool
) -> None:
    told = [refused(reason), hangup(cause, tech_cause)]
    events = decoded(decoder, *(reversed(told) if hangup_first else told))
    assert sorted(events, key=str) == [
        AttemptFailed("main", "acd-a17", *failed),
        ChannelHungUp("main", "acd-a17", int(cause)),
    ]
    assert decoder.failed_attempts.overdue("acd-a17") == ()


@pytest.mark.parametrize("told", [(refused("3"), "19", "480"), (refused("0"), "16", "")])
def test_a_carrier_that_gave_no_sign_of_life_is_no_phone_that_rang(
    decoder: Decoder, told: tuple[Message, str, str]
) -> None:
    down = FakeChannel(LEAD.name, LEAD.uniqueid, fields={"ChannelState": "0", "ChannelStateDesc": "Down"})
    response, cause, tech_cause = told
    events = decoded(decoder, response, hangup(cause, tech_cause, down))
    assert events[-1] == AttemptFailed("main", "acd-a17", "CHANUNAVAIL", 0, 408)
    events = decoded(decoder, dial_state("PROGRESS", down), response, hangup(cause, tech_cause, down))
    assert isinstance(events[-1], AttemptFailed)
    assert (events[-1].cause, events[-1].sip) == (int(cause), 0)


def test_a_failure_without_a_channel_is_told_when_no_hang_up_came(decoder: Decoder, alone: list[str]) -> None:
    assert decoded(decoder, refused()) == []
    assert alone == ["acd-a17"]
    assert decoder.failed_attempts.overdue("acd-a17") == (AttemptFailed("main", "acd-a17", "CHANUNAVAIL", 0, 0),)
    assert decoder.failed_attempts.overdue("acd-a17") == ()


def test_who_was_picked_up_cannot_fail(decoder: Decoder) -> None:
    answered = message(("Event", "OriginateResponse"), ("Response", "Success"), ("Uniqueid", "acd-a17"))
    assert decoded(decoder, answered, hangup("16", channel=LEAD)) == [ChannelHungUp("main", "acd-a17", 16)]


def test_a_lost_link_forgets_halves(decoder: Decoder) -> None:
    decoded(decoder, refused())
    decoder.failed_attempts.lost()
    assert decoded(decoder, hangup("17", "486")) == [ChannelHungUp("main", "acd-a17", 17)]
