"""What Asterisk tells of callbacks, of the calls that we have it make, of the survey and of messages."""

import pytest

from acd.adapters.asterisk.decode import Decoder
from acd.adapters.asterisk.framing import Message
from acd.events import (
    CallbackNumberGiven,
    CallPlaced,
    CustomerMissed,
    Event,
    MessageHandled,
    MessageRecorded,
    PlacingFailed,
    SurveyAnswered,
)
from acd.model.states import MessageAction, OfferResult
from acd.testing.ami import FakeChannel
from tests.adapters.asterisk.links import channel_event, message

AGENT = FakeChannel("PJSIP/1001-00000001", "acd-17")


@pytest.fixture
def decoder() -> Decoder:
    return Decoder("main", lambda _agent, _pin: False)


def decoded(decoder: Decoder, told: Message) -> list[Event]:
    return list(decoder.table[told.get("Event")](told))


def user_event(name: str, *headers: tuple[str, str]) -> Message:
    return channel_event("UserEvent", AGENT, ("UserEvent", name), *headers)


def test_an_answer(decoder: Decoder) -> None:
    assert decoded(decoder, user_event("AcdPlaced")) == [CallPlaced("main", "PJSIP/1001-00000001", "acd-17")]


@pytest.mark.parametrize(
    ("status", "cause", "result"),
    [
        ("NOANSWER", "0", OfferResult.NO_ANSWER),
        ("BUSY", "17", OfferResult.REFUSED),
        ("CHANUNAVAIL", "21", OfferResult.REFUSED),
        ("CHANUNAVAIL", "3", OfferResult.UNREACHABLE),
        ("CONGESTION", "34", OfferResult.UNREACHABLE),
        ("", "", OfferResult.FAILED),
    ],
)
def test_a_customer_missed(decoder: Decoder, status: str, cause: str, result: OfferResult) -> None:
    told = user_event("AcdMissed", ("DialStatus", status), ("HangupCause", cause))
    assert decoded(decoder, told) == [CustomerMissed("main", "acd-17", result, status, int(cause or 0))]


@pytest.mark.parametrize(("given", "kept"), [("+7495", "+7495"), ("", ""), ("1" * 60, "1" * 40)])
def test_a_number(decoder: Decoder, given: str, kept: str) -> None:
    told = decoded(decoder, user_event("AcdCallbackNumber", ("Number", given)))
    assert told == [CallbackNumberGiven("main", "acd-17", kept)]


def response(*headers: tuple[str, str]) -> Message:
    return message(("Event", "OriginateResponse"), *headers)


@pytest.mark.parametrize(
    ("reason", "result"),
    [("0", OfferResult.UNREACHABLE), ("3", OfferResult.NO_ANSWER), ("5", OfferResult.REFUSED)],
)
def test_an_order_that_failed(decoder: Decoder, reason: str, result: OfferResult) -> None:
    told = response(("Response", "Failure"), ("Reason", reason), ("Uniqueid", "acd-17"))
    assert decoded(decoder, told) == [PlacingFailed("main", "acd-17", result)]


def test_an_order_carried_out_is_told_by_the_dialplan(decoder: Decoder) -> None:
    assert decoded(decoder, response(("Response", "Success"), ("Reason", "4"), ("Uniqueid", "acd-17"))) == []


def test_an_order_of_nobody(decoder: Decoder) -> None:
    assert decoded(decoder, response(("Response", "Failure"), ("Reason", "0"), ("Uniqueid", ""))) == []


@pytest.mark.parametrize(("question", "answer"), [("1", "5"), ("2", ""), ("3", "77")])
def test_an_answer_of_the_survey(decoder: Decoder, question: str, answer: str) -> None:
    told = user_event("AcdSurvey", ("Question", question), ("Answer", answer))
    assert decoded(decoder, told) == [SurveyAnswered("main", "acd-17", int(question), answer)]


@pytest.mark.parametrize(("size", "duration_ms"), [("16044", 1_000), ("44", 0), ("0", 0), ("", 0), ("-1", 0)])
def test_a_message_lasts_as_long_as_its_file_is_large(decoder: Decoder, size: str, duration_ms: int) -> None:
    told = user_event("AcdVoicemail", ("File", "2026-01-01/17"), ("Size", size))
    assert decoded(decoder, told) == [MessageRecorded("main", "acd-17", "2026-01-01/17", duration_ms)]


def test_what_the_agent_does_with_it(decoder: Decoder) -> None:
    told = user_event("AcdListened", ("Action", "later"))
    assert decoded(decoder, told) == [MessageHandled("main", "acd-17", MessageAction.LATER)]
    assert decoded(decoder, user_event("AcdListened", ("Action", "eat"))) == []
    assert decoder.dropped == {"malformed": 1}
