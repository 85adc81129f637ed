"""Asterisk and its carriers for the phones of leads: what is told of each dial, by the seed, from the order to the end.

As ``dialplan/acd-outbound.conf`` has it: a person waits for an agent until the limit, then hears the message and is
gone; once an agent has answered there is no limit any more. What becomes of the dial itself is drawn from the seed and
the lead alone (``acd.sim.dialing.callees``), so ways of pacing are compared on the same people.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from acd.commands import DialLead, PlayAbandoned
from acd.errors import EngineBug
from acd.events import (
    AttemptAbandoned,
    AttemptFailed,
    AttemptPickedUp,
    AttemptRang,
    AttemptReached,
    ChannelHungUp,
    HangupRequested,
    OfferReturned,
    PhoneStateChanged,
)
from acd.model.campaigns import MachineAction
from acd.model.channels import Place
from acd.model.leads import Verdict
from acd.model.states import OfferResult, PhoneState
from acd.sim.callers import Caller
from acd.sim.chance import uniforms
from acd.sim.dialing.callees import Callee, Callees, callee
from acd.sim.outbound.leads import SPAN
from acd.sim.scenario import Dialled, Scenario
from acd.sim.stage import NODE, Channel, Stage

KIND, SETUP, HOW, DETECTED = 0, 5, 6, 7  # which of a lead's numbers says what
SETUP_MS = (1_000, 3_000)  # from the order until the phone rings
MESSAGE_MS = 8_000  # to a person whom no agent serves, to a machine, or in place of an agent
MACHINE_MS = 6_000  # an agent talks with a machine that was taken for a person
SILENCE_MS = 800  # by which AMD knows that a greeting is over: the person has waited it already


class Answer(StrEnum):
    """Who or what a dial meets."""

    PERSON = "person"
    MACHINE = "machine"
    NOBODY = "nobody"
    BUSY = "busy"
    INVALID = "invalid"
    CONGESTION = "congestion"


ENDS = {
    Answer.NOBODY: ("NOANSWER", 19, 0),
    Answer.BUSY: ("BUSY", 17, 486),
    Answer.INVALID: ("", 1, 404),
    Answer.CONGESTION: ("CONGESTION", 34, 503),
}
OURS = ("", 16, 0)  # we hung up before anybody answered
BAD = ((0.6, Answer.BUSY), (0.9, Answer.INVALID), (1.0, Answer.CONGESTION))


def answer_of(callees: Callees, drawn: Callee, chance: tuple[float, ...], at_ms: int) -> Answer:
    """Which answer the callee that was drawn so is."""
    if drawn.person:
        return Answer.PERSON
    beyond = chance[KIND] - callees.share.at(at_ms)
    if 0 <= beyond < callees.machines:
        return Answer.MACHINE
    if 0 <= beyond < callees.machines + callees.bad:
        return next(answer for share, answer in BAD if chance[HOW] < share)
    return Answer.NOBODY


@dataclass(slots=True)
class Line:
    """The channel of a lead's phone."""

    order: DialLead
    answer: Answer
    after_ms: int
    channel: Channel
    began_ms: int
    verdict: Verdict = Verdict.OFF
    place: Place = Place.DIALLED
    until_ms: int | None = None  # the limit of the wait for an agent; None: there is none


def _nobody_asks(waited_ms: int, limit_ms: int) -> None:
    pass


class Lines:
    """The channels of leads' phones, by uniqueid in ``lines``."""

    def __init__(self, stage: Stage, scenario: Scenario, key: str) -> None:
        self.lines: dict[str, Line] = {}
        self._stage, self._key = stage, key
        self._scenario = scenario
        self._of = {of.campaign: of for of in scenario.dialled}
        self._begins_ms = scenario.begins_ms
        self._carries = dict(scenario.carriers)
        self._taken: dict[str, int] = {}
        self._called: set[int] = set()  # leads with a channel
        self.waited: Callable[[int, int], None] = _nobody_asks  # is told how long a person waited, and the limit, in ms
        self._dials: dict[int, int] = {}  # lead -> how often it was dialled

    # Dialling.

    def dial(self, order: DialLead) -> None:
        trunk, of = order.trunk, self._of[order.campaign]
        if order.uniqueid in self.lines or order.lead in self._called:
            raise EngineBug(f"lead {order.lead} is dialled by {order.uniqueid} while its phone rings, or it talks")
        self._called.add(order.lead)
        self._taken[trunk] = self._taken.get(trunk, 0) + 1
        line = self._line(order, of)
        if self._taken[trunk] > self._carries.get(trunk, self._taken[trunk]):
            line.answer, line.after_ms = Answer.CONGESTION, 100
        self.lines[order.uniqueid] = line
        self._stage.channels[order.uniqueid] = line.channel
        chance = line.channel.caller.chance
        if line.answer in (Answer.PERSON, Answer.MACHINE, Answer.NOBODY):
            setup_ms = SETUP_MS[0] + round((SETUP_MS[1] - SETUP_MS[0]) * chance[SETUP])
            self._plan(min(setup_ms, line.after_ms), self._ring, line)
        self._plan(line.after_ms, self._pick_up if line.answer not in ENDS else self._fail, line)

    def _line(self, order: DialLead, of: Dialled) -> Line:
        """The first attempt is drawn by the lead's number alone, further ones by theirs too."""
        at_ms = self._stage.now_ms - self._begins_ms
        number, before = order.lead % SPAN, self._dials.get(order.lead, 0)
        self._dials[order.lead] = before + 1
        key = f"{self._key}/{order.campaign}" + (f"/{before}" if before else "")
        chance = uniforms(key, number)
        drawn = callee(of.callees, key, number, at_ms)
        answer = answer_of(of.callees, drawn, chance, at_ms)
        talk_ms = drawn.talk_ms if answer is Answer.PERSON else MACHINE_MS
        caller = Caller(at_ms, order.uniqueid, order.number, talk_ms, None, chance, drawn.wrap_up_ms)
        channel = Channel(caller, f"PJSIP/trunk-{order.uniqueid}", unanswered=True)
        return Line(order, answer, drawn.after_ms, channel, self._stage.now_ms)

    def _plan(self, delay_ms: int, what: Callable[..., None], line: Line, *also: Any) -> None:
        self._stage.later(delay_ms, self._if_there, line, what, *also)

    def _if_there(self, line: Line, what: Callable[..., None], *also: Any) -> None:
        if self._stage.channels.get(line.order.uniqueid) is line.channel:
            what(line, *also)

    def _ring(self, line: Line) -> None:
        self._stage.tell(AttemptRang(NODE, line.order.uniqueid))

    def _fail(self, line: Line) -> None:
        self._gone(line, *ENDS[line.answer])

    def _gone(self, line: Line, status: str, cause: int, sip: int) -> None:
        uniqueid = line.order.uniqueid
        del self._stage.channels[uniqueid]
        self.forget(line)
        self._stage.tell(ChannelHungUp(NODE, uniqueid, cause))
        self._stage.tell(AttemptFailed(NODE, uniqueid, status, cause, sip))

    def forget(self, line: Line) -> None:
        del self.lines[line.order.uniqueid]
        self._taken[line.order.trunk] -= 1
        self._called.discard(line.order.lead)

    def hang_up(self, line: Line) -> None:
        """The daemon wants it before anybody has answered."""
        self._gone(line, *OURS)

    # Answered.

    def _pick_up(self, line: Line) -> None:
        line.channel.unanswered = False
        line.place = Place.REACHED
        self._stage.tell(AttemptPickedUp(NODE, line.channel.name, line.order.uniqueid))
        if line.order.machines is None:
            self._if_there(line, self._reached, 0)
            return
        of, chance = self._of[line.order.campaign].detection, line.channel.caller.chance[DETECTED]
        machine = line.answer is Answer.MACHINE
        found = chance < (of.machines_found if machine else of.persons_mistaken)
        line.verdict = Verdict.MACHINE if found else Verdict.PERSON
        listens_ms = round(of.listens.at(chance) * 1000)
        waited_ms = 0 if found else min(SILENCE_MS, listens_ms)
        if listens_ms:
            self._plan(listens_ms, self._reached, line, waited_ms)
        else:
            self._if_there(line, self._reached, waited_ms)

    def _reached(self, line: Line, waited_ms: int) -> None:
        order = line.order
        found = line.verdict is Verdict.MACHINE
        action = order.machines.on_machine if order.machines is not None and found else MachineAction.CONNECT
        told = action is not MachineAction.CONNECT or order.agentless is not None
        line.place = Place.TOLD if told else Place.WAITING
        if told:
            left_ms = 0 if action is MachineAction.HANG_UP else MESSAGE_MS
            self._plan(left_ms, self._end, line)
        else:
            limit_ms = max(order.limit_ms - waited_ms, 0)
            line.until_ms = self._stage.now_ms + limit_ms
            self._plan(limit_ms, self._limit, line)
        self._stage.tell(AttemptReached(NODE, order.uniqueid, line.verdict, "", waited_ms))

    def _limit(self, line: Line) -> None:
        """Nobody has answered in time: if a phone rings, it stops."""
        if line.until_ms is None or line.channel.leg:
            return
        channel = line.channel
        phones, channel.phones = channel.phones, ()
        channel.redirects += 1
        for phone in phones:
            self._stage.tell(PhoneStateChanged(phone, PhoneState.IDLE))
        if phones:
            self._stage.tell(OfferReturned(NODE, line.order.uniqueid, channel.offer, OfferResult.NO_ANSWER))
        self._if_there(line, self._play)

    def answered(self, uniqueid: str) -> None:
        """By an agent: from now on there is no limit."""
        line = self.lines.get(uniqueid)
        if line is not None:
            self._no_limit(line)

    def _no_limit(self, line: Line) -> None:
        if line.until_ms is not None:
            left_ms = line.until_ms - self._stage.now_ms
            self.waited(line.order.limit_ms - left_ms, line.order.limit_ms)
        line.until_ms = None

    def play(self, command: PlayAbandoned) -> None:
        line = self.lines.get(command.channel.removeprefix("PJSIP/trunk-"))
        if line is not None and line.place is not Place.TOLD:
            self._stage.redirect(line.channel)
            self._plan(0, self._play, line)

    def _play(self, line: Line) -> None:
        if line.place is Place.TOLD:
            return
        self._no_limit(line)
        line.place = Place.TOLD
        self._stage.tell(AttemptAbandoned(NODE, line.order.uniqueid))
        self._plan(MESSAGE_MS, self._end, line)

    def _end(self, line: Line) -> None:
        self._stage.tell(HangupRequested(NODE, line.order.uniqueid))
        self._stage.end(line.channel)
