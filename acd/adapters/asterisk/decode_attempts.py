"""What Asterisk tells of leads' phones that we have it dial; their uniqueids begin with ``ATTEMPT_PREFIX``.

Why an attempt failed is told in two events. ``OriginateResponse`` (``Response: Failure``) comes once for each order
and hardly says more than that. ``Hangup`` of the channel has the Q.850 ``Cause``, and in ``TechCause`` the status of
the SIP response that ended it. The first is written at once, the second by way of Asterisk's message bus: it mostly
comes second (tried on 22.10), and not at all where there never was a channel (no such trunk, or an id that is in use).

A carrier that gives no sign of life until we end the attempt is told by Asterisk as a phone that nobody answers. It is
not: the lead is not to blame.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, TypeVar

from acd.adapters.asterisk.actions import clean
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.results import number
from acd.events import (
    AttemptAbandoned,
    AttemptFailed,
    AttemptKey,
    AttemptPickedUp,
    AttemptRang,
    AttemptReached,
    Event,
)
from acd.model.channels import ATTEMPT_PREFIX
from acd.model.leads import Verdict

Value = TypeVar("Value")

REMEMBERED_MAX: Final = 10_000
RANG_OUT: Final = "3"
"""``Reason`` of an order whose ``Timeout`` came; Asterisk then writes a SIP status of its own, which nobody sent."""
UNAVAILABLE: Final = "CHANUNAVAIL"
NO_RESPONSE: Final = 408  # Request Timeout, RFC 3261
_VERDICTS: Final = {"HUMAN": Verdict.PERSON, "MACHINE": Verdict.MACHINE, "NOTSURE": Verdict.UNSURE, "": Verdict.OFF}
_attempt = re.compile(r"[0-9]{1,18}\*[A-Za-z0-9_.-]{1,60}\*[0-9]{1,18}").fullmatch
_uniqueid = re.compile(rf"{ATTEMPT_PREFIX}[0-9]{{1,18}}").fullmatch
_key = re.compile(r"[0-9*#A-D]").fullmatch


def attempt_of(text: str) -> str:
    """ACD_ATTEMPT of a channel; "" for what cannot be one."""
    return text if _attempt(text) else ""


def is_attempt(uniqueid: str) -> bool:
    return _uniqueid(uniqueid) is not None


def _picked_up(node: str, message: Message) -> Event:
    return AttemptPickedUp(node, message.get("Channel"), message.get("Uniqueid"))


def _reached(node: str, message: Message) -> Event | None:
    verdict = _VERDICTS.get(message.get("Verdict"))
    if verdict is None:
        return None
    waited_ms = number(message.get("Waited"))
    return AttemptReached(node, message.get("Uniqueid"), verdict, clean(message.get("Reason"), 60), waited_ms)


def _pressed(node: str, message: Message) -> Event | None:
    key = message.get("Key")
    return AttemptKey(node, message.get("Uniqueid"), key) if _key(key) else None


def _abandoned(node: str, message: Message) -> Event:
    return AttemptAbandoned(node, message.get("Uniqueid"))


ATTEMPTS: Final = {
    "AcdPickedUp": _picked_up,
    "AcdReached": _reached,
    "AcdAttemptKey": _pressed,
    "AcdAbandoned": _abandoned,
}
"""By the name of the ``UserEvent``."""


class FailedAttempts:
    """Makes one ``AttemptFailed`` of the two events, whichever comes first.

    ``alone`` is called with the uniqueid of a failure without a hang-up so far: whoever has a clock calls ``overdue``
    for it a moment later.
    """

    def __init__(self, node: str, alone: Callable[[str], None]) -> None:
        self._node = node
        self._alone = alone
        self._alive: OrderedDict[str, None] = OrderedDict()  # the carrier gave a sign of life for them
        self._failed: OrderedDict[str, str] = OrderedDict()  # uniqueid: Reason
        self._hung_up: OrderedDict[str, tuple[int, int, bool]] = OrderedDict()  # cause, status, alive

    def dialled(self, message: Message) -> tuple[Event, ...]:
        """``DialState``: ``RINGING``, or ``PROGRESS`` (183), which may as well be an announcement of the network."""
        uniqueid = message.get("DestUniqueid")
        if not is_attempt(uniqueid):
            return ()
        self._remember(self._alive, uniqueid, None)
        return (AttemptRang(self._node, uniqueid),) if message.get("DialStatus") == "RINGING" else ()

    def hung_up(self, message: Message) -> tuple[Event, ...]:
        """A genuine ``Hangup``; once picked up, an attempt cannot fail."""
        uniqueid = message.get("Uniqueid")
        alive = uniqueid in self._alive or message.get("ChannelStateDesc") != "Down"
        self._alive.pop(uniqueid, None)
        if not is_attempt(uniqueid) or message.get("ChannelStateDesc") == "Up":
            return ()
        self._remember(self._hung_up, uniqueid, (number(message.get("Cause")), number(message.get("TechCause")), alive))
        return self._both(uniqueid)

    def refused(self, message: Message) -> tuple[Event, ...]:
        """``OriginateResponse`` of an attempt, ``Failure``."""
        uniqueid = message.get("Uniqueid")
        self._remember(self._failed, uniqueid, message.get("Reason"))
        both = self._both(uniqueid)
        if not both:
            self._alone(uniqueid)
        return both

    def overdue(self, uniqueid: str) -> tuple[Event, ...]:
        """No hang-up has come by now: there was no channel."""
        if self._failed.pop(uniqueid, None) is None:
            return ()
        return (AttemptFailed(self._node, uniqueid, UNAVAILABLE, 0, 0),)

    def lost(self) -> None:
        """The link is down: what remains is never told, and the next audit speaks for it."""
        self._alive.clear()
        self._failed.clear()
        self._hung_up.clear()

    def _both(self, uniqueid: str) -> tuple[Event, ...]:
        if uniqueid not in self._failed or uniqueid not in self._hung_up:
            return ()
        rang_out = self._failed.pop(uniqueid) == RANG_OUT
        cause, sip, alive = self._hung_up.pop(uniqueid)
        if (rang_out or not sip) and not alive:
            return (AttemptFailed(self._node, uniqueid, UNAVAILABLE, 0, NO_RESPONSE),)
        return (AttemptFailed(self._node, uniqueid, "NOANSWER" if rang_out else "", cause, 0 if rang_out else sip),)

    @staticmethod
    def _remember(known: OrderedDict[str, Value], uniqueid: str, value: Value) -> None:
        known[uniqueid] = value
        if len(known) > REMEMBERED_MAX:
            known.popitem(last=False)
