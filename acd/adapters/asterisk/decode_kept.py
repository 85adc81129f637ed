"""What Asterisk tells of callbacks, messages, the survey, and of the calls that we have it make.

Pure functions of the node and a message that is known to be genuine; None: it makes no sense.
"""

from collections.abc import Callable, Mapping
from typing import Final

from acd.adapters.asterisk.actions import clean
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.results import number, offer_result
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

Meaning = Callable[[str, Message], Event | None]

WAV_HEADER_BYTES, WAV_BYTES_PER_MS = 44, 16
_ORIGINATE_REASONS: Final = {"1": OfferResult.NO_ANSWER, "3": OfferResult.NO_ANSWER, "5": OfferResult.REFUSED}
"""By the last control frame of the channel (include/asterisk/frame.h): hang-up, ringing, busy."""


def _placed(node: str, message: Message) -> Event:
    return CallPlaced(node, message.get("Channel"), message.get("Uniqueid"))


def _missed(node: str, message: Message) -> Event:
    status, cause = clean(message.get("DialStatus"), 20), number(message.get("HangupCause"))
    return CustomerMissed(node, message.get("Uniqueid"), offer_result(status, cause), status, cause)


def _callback_number(node: str, message: Message) -> Event:
    return CallbackNumberGiven(node, message.get("Uniqueid"), clean(message.get("Number"), 40))


def _survey(node: str, message: Message) -> Event:
    question, answer = number(message.get("Question")), clean(message.get("Answer"), 10)
    return SurveyAnswered(node, message.get("Uniqueid"), question, answer)


def _voicemail(node: str, message: Message) -> Event:
    """The size is that of a wav file with 8,000 samples of 16 bits a second."""
    duration_ms = max(number(message.get("Size")) - WAV_HEADER_BYTES, 0) // WAV_BYTES_PER_MS
    return MessageRecorded(node, message.get("Uniqueid"), clean(message.get("File"), 40), duration_ms)


def _listened(node: str, message: Message) -> Event | None:
    try:
        return MessageHandled(node, message.get("Uniqueid"), MessageAction(message.get("Action")))
    except ValueError:
        return None


def placing_failed(node: str, message: Message) -> Event:
    """``OriginateResponse`` with ``Response: Failure``; where there was a channel, its ``Hangup`` says more."""
    result = _ORIGINATE_REASONS.get(message.get("Reason"), OfferResult.UNREACHABLE)
    return PlacingFailed(node, message.get("Uniqueid"), result)


KEPT: Final[Mapping[str, Meaning]] = {
    "AcdPlaced": _placed,
    "AcdMissed": _missed,
    "AcdCallbackNumber": _callback_number,
    "AcdSurvey": _survey,
    "AcdVoicemail": _voicemail,
    "AcdListened": _listened,
}
"""By the name of the ``UserEvent``."""
