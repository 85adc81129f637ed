"""The whole story of a call: what is recorded of it, in the order of time, with the reason of each turn.

Each kind of fact has its own function that tells it. Nothing here was kept for the purpose but the reason of each
offer: why the others were not rung follows from what they did at that moment, and from the configuration of that time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from acd.engine.agents.agent_triggers import REFUSAL_REST_MS
from acd.engine.calls import ringing_together
from acd.engine.state import Call, Offer, Visit
from acd.explanation.fit import Asked, candidates
from acd.explanation.others import OTHERS_MAX, Choice, Other, others_during, others_then, stretches
from acd.explanation.stays import Stays
from acd.explanation.words import agent_name, asked, duration
from acd.model.call_records import CallRecords
from acd.model.centre import Centre
from acd.model.facts import CallFact, OfferFact, VisitFact
from acd.model.queues import Queue
from acd.model.states import CallState, OfferResult, TransferResult, VisitOutcome
from acd.routing.demand import DemandKey

STRETCH_MS = 1_000  # a shorter wait without an offer needs no reason

RESTED_AFTER = (OfferResult.NO_ANSWER, OfferResult.REFUSED, OfferResult.FAILED)

# What comes first of what happened in the same millisecond.
ARRIVED, ENDED, LEFT, ENTERED, RELAXED, WAITED, OFFERED, ANSWERED, AFTER, GONE = range(10)


@dataclass(frozen=True, slots=True)
class Event:
    """``kind`` is for programs; ``text`` for people, without the time; ``others`` did not take the call, and why."""

    at_ms: int
    order: int
    kind: str
    text: str
    queue: str | None = None
    agent: str | None = None
    others: tuple[Other, ...] = ()
    left_off: int = 0  # candidates beyond those who are named in ``others``


@dataclass(frozen=True, slots=True)
class Scene:
    """``live`` is the call while it lives, and whom its agent consults about it; ``centre`` what to judge by."""

    centre: Centre
    records: CallRecords
    live: Call | None
    stays: Stays
    now_ms: int
    consultation: Call | None = None
    _candidates: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def head(self) -> CallFact | Call | None:
        return self.records.call or self.live

    def queue(self, queue_id: str) -> Queue | None:
        """None: not in the configuration that we judge by."""
        return self.centre.queues.get(queue_id)

    def candidates(self, key: DemandKey) -> list[str]:
        """All whose absence needs a reason. Looked up once: that goes through all agents."""
        known = self._candidates.get((key.queue, key.wanted))
        if known is None:
            known = candidates(self.centre, self.centre.queues[key.queue], key.wanted)
            self._candidates[key.queue, key.wanted] = known
        return known

    def visits(self) -> list[VisitFact | Visit]:
        """All, the one that is not over last."""
        visits = [call.visit for call in self._open() if call.visit is not None and call.visit.counted]
        return [*self.records.visits, *visits]

    def offers(self) -> list[OfferFact | Offer]:
        """All, those that are not over last."""
        return [*self.records.offers, *(offer for call in self._open() for offer in ringing_together.offers(call))]

    def _open(self) -> list[Call]:
        return [call for call in (self.live, self.consultation) if call is not None]

    def end_ms(self, part: VisitFact | OfferFact | Visit | Offer) -> int:
        return part.ended_ms if isinstance(part, VisitFact | OfferFact) else self.now_ms


def tell(scene: Scene) -> list[Event]:
    """Everything that is known, in order."""
    events = [event for teller in TELLERS for event in teller(scene)]
    return sorted(events, key=lambda event: (event.at_ms, event.order))


def _arrival(scene: Scene) -> Iterator[Event]:
    call = scene.head()
    if call is not None:
        number = call.caller_number or "without a number"
        name = f" ({call.caller_name})" if call.caller_name else ""
        menus = f", and went through the menus by {call.entry}" if call.entry else ""
        text = f"a caller, {number}{name}, dialled {call.dialled}{menus}"
        yield Event(call.arrived_ms, ARRIVED, "arrived", text)


_LEFT = {
    VisitOutcome.ABANDONED: "the caller gave up",
    VisitOutcome.OVERFLOWED: "the wait was too long: moved to another queue",
    VisitOutcome.MESSAGE: "the wait was too long: a message, and the end",
    VisitOutcome.FAILSAFE: "the dialplan took the call, since no daemon was there",
    VisitOutcome.LOST: "Asterisk restarted, and the call was lost",
    VisitOutcome.TRANSFERRED: "moved on by an agent or a supervisor",
    VisitOutcome.EXITED: "left by a key, or given up by the agent who consulted",
    VisitOutcome.CALLBACK: "the caller asked to be called back, and keeps the place",
    VisitOutcome.VOICEMAIL: "the caller was sent to the voicemail",
    VisitOutcome.EXTERNAL: "the caller was sent to an outside number",
    VisitOutcome.FULL: "the queue was full: not let in",
    VisitOutcome.CLOSED: "outside business hours: not let in",
    VisitOutcome.UNSTAFFED: "nobody served the queue",
}
"""Every outcome but answered, which the offer tells."""


def _visits(scene: Scene) -> Iterator[Event]:
    for visit in scene.visits():
        queue = scene.queue(visit.queue)
        wants = f", which asks for {asked(queue.requires)}" if queue is not None and queue.requires else ""
        by = "by transfer or consultation: " if visit.transferred_from else ""
        brought = _key_at(scene, visit, _wanted(scene, visit)[1]).requires
        too = f"; the caller brings along: {brought}" if brought else ""
        yield Event(visit.entered_ms, ENTERED, "entered", f"{by}enters queue {visit.queue}{wants}{too}", visit.queue)
        wanted, until_ms = _wanted(scene, visit)
        if wanted:
            long = f" for {duration(until_ms - visit.entered_ms)}" if until_ms <= scene.end_ms(visit) else ""
            text = f"is kept for {agent_name(scene.centre, wanted)}{long}"
            yield Event(visit.entered_ms, RELAXED, "kept", text, visit.queue, wanted)
        if isinstance(visit, VisitFact) and visit.outcome in _LEFT:
            where = f"queue {visit.queue}, after {duration(visit.wait_ms)}, {_number(visit.offers)}"
            text = f"{_LEFT[visit.outcome]} ({where})"
            order = AFTER if visit.outcome in (VisitOutcome.ABANDONED, VisitOutcome.LOST) else LEFT
            yield Event(visit.ended_ms, order, visit.outcome.value, text, visit.queue)


def _number(offers: int) -> str:
    return f"{offers or 'no'} offer{'s' if offers != 1 else ''}"


def _steps(scene: Scene, visit: VisitFact | Visit) -> list[int]:
    """When each step of relaxation began to count, as far as the visit came."""
    queue = scene.queue(visit.queue)
    due = [visit.entered_ms + step.after_ms for step in queue.relax] if queue is not None else []
    return [at_ms for at_ms in due if at_ms < scene.end_ms(visit)]


def _wanted(scene: Scene, visit: VisitFact | Visit) -> tuple[str, int]:
    """The one agent for whom the caller was kept (empty: any would do), and until when."""
    if scene.live is not None and scene.live.visit is visit and scene.live.wanted_agent:
        return scene.live.wanted_agent, scene.now_ms + 1
    return visit.wanted_agent, visit.entered_ms + visit.wanted_ms


def _key_at(scene: Scene, visit: VisitFact | Visit, at_ms: int) -> DemandKey:
    """What the caller asked for at a moment of the visit."""
    wanted, until_ms = _wanted(scene, visit)
    if wanted and at_ms < until_ms:
        return DemandKey(visit.queue, wanted=wanted)
    brought = visit.requires if isinstance(visit, VisitFact) else scene.live.requires if scene.live is not None else ""
    return DemandKey(visit.queue, sum(step_ms <= at_ms for step_ms in _steps(scene, visit)), brought)


def _relaxations(scene: Scene) -> Iterator[Event]:
    for visit in scene.visits():
        queue = scene.queue(visit.queue)
        for number, at_ms in enumerate(_steps(scene, visit), 1):
            step = queue.relax[number - 1] if queue is not None else None
            if step is not None:
                text = f"step {number} of relaxation: asks for {asked(step.requires, step.whole_project)} from now on"
                yield Event(at_ms, RELAXED, "relaxed", text, visit.queue)


def _waits(scene: Scene) -> Iterator[Event]:
    for visit in scene.visits():
        if scene.queue(visit.queue) is None:
            continue
        rung = [(offer.offered_ms, scene.end_ms(offer)) for offer in scene.offers() if _of(offer, visit)]
        end_ms = scene.end_ms(visit)
        changes = [*_steps(scene, visit), _wanted(scene, visit)[1]]
        for stretch in stretches(visit.entered_ms, end_ms, rung, changes, STRETCH_MS):
            key = _key_at(scene, visit, stretch.from_ms)
            text = f"waits {duration(stretch.to_ms - stretch.from_ms)}: nobody could take the call"
            whom = scene.candidates(key)
            named = whom[:OTHERS_MAX]
            others = others_during(scene.centre, Asked.of(scene.centre, key), named, stretch, scene.stays)
            left_off = len(whom) - len(named)
            yield Event(stretch.from_ms, WAITED, "waited", text, visit.queue, others=others, left_off=left_off)


def _of(offer: OfferFact | Offer, visit: VisitFact | Visit) -> bool:
    return offer.visit == visit.id


_UNANSWERED = {
    OfferResult.NO_ANSWER: "does not answer",
    OfferResult.REFUSED: "refuses the call, or the phone is busy",
    OfferResult.UNREACHABLE: "cannot be reached: no sign of the phone",
    OfferResult.CALLER_GONE: "is rung in vain: the caller hangs up",
    OfferResult.WITHDRAWN: "is not rung any more: not ready, logged out, or the caller is moved",
    OfferResult.FAILED: "could not be rung by Asterisk",
    OfferResult.ANSWERED_ELSEWHERE: "is not rung any more: another agent has answered",
}


def _offers(scene: Scene) -> Iterator[Event]:
    for offer in scene.offers():
        name = agent_name(scene.centre, offer.agent)
        reason = f" ({offer.reason})" if offer.reason else ""
        text = f"rings {name} at phone {offer.phone}{reason}"
        others, left_off = _others(scene, offer)
        yield Event(offer.offered_ms, OFFERED, "offered", text, offer.queue, offer.agent, others, left_off)
        if isinstance(offer, OfferFact):
            yield from _offer_ended(offer, name)
        elif offer.answered_ms is not None:
            yield _answer(offer.answered_ms, offer, name)


def _offer_ended(offer: OfferFact, name: str) -> Iterator[Event]:
    if offer.result is OfferResult.ANSWERED:
        yield _answer(offer.ended_ms - offer.talk_ms, offer, name)
        ended_by = f", ended by {offer.end_reason}" if offer.end_reason else ""
        held = f", of it {duration(offer.hold_ms)} on hold" if offer.hold_ms else ""
        text = f"the talk with {name} is over after {duration(offer.talk_ms)}{held}{ended_by}"
        yield Event(offer.ended_ms, ENDED if offer.talk_ms else AFTER, "talked", text, offer.queue, offer.agent)
        return
    rang_ms = offer.ended_ms - offer.offered_ms
    text = f"{name} {_UNANSWERED.get(offer.result, offer.result.value)}, after {duration(rang_ms)}"
    yield Event(offer.ended_ms, ENDED if rang_ms else AFTER, offer.result.value, text, offer.queue, offer.agent)


def _answer(at_ms: int, offer: OfferFact | Offer, name: str) -> Event:
    return Event(at_ms, ANSWERED, "answered", f"{name} answers", offer.queue, offer.agent)


def _others(scene: Scene, offer: OfferFact | Offer) -> tuple[tuple[Other, ...], int]:
    """Who was not rung, and how many more there are."""
    visit = next((visit for visit in scene.visits() if _of(offer, visit)), None)
    head = scene.head()
    if visit is None or head is None or scene.queue(offer.queue) is None:
        return (), 0
    key = _key_at(scene, visit, offer.offered_ms)
    choice = Choice(head.id, offer.agent, offer.offered_ms, offer.reason, _resting(scene, offer.offered_ms))
    whom = scene.candidates(key)
    named = whom[:OTHERS_MAX]
    others = others_then(scene.centre, Asked.of(scene.centre, key), named, choice, scene.stays)
    return others, len(whom) - len(named)


def _resting(scene: Scene, at_ms: int) -> frozenset[str]:
    """Agents who had not taken this very call a moment ago."""
    return frozenset(
        offer.agent
        for offer in scene.records.offers
        if offer.result in RESTED_AFTER and 0 <= at_ms - offer.ended_ms < REFUSAL_REST_MS
    )


def _transfers(scene: Scene) -> Iterator[Event]:
    for transfer in scene.records.transfers:
        name, target = agent_name(scene.centre, transfer.from_agent), f"{transfer.target_kind} {transfer.target}"
        yield Event(
            transfer.started_ms, AFTER, "transfer", f"{name} begins a {transfer.kind} transfer to {target}",
            transfer.queue, transfer.from_agent,
        )  # fmt: skip
        done = "is completed" if transfer.result is TransferResult.COMPLETED else f"comes to nothing: {transfer.result}"
        text = f"the transfer to {target} {done}"
        yield Event(transfer.ended_ms, AFTER, f"transfer {transfer.result}", text, transfer.queue, transfer.from_agent)


def _callbacks(scene: Scene) -> Iterator[Event]:
    for callback in scene.records.callbacks:
        text = f"the caller asks to be called back at {callback.number}"
        yield Event(callback.asked_ms, AFTER, "callback", text, callback.queue)
        text = f"the callback is over: {callback.outcome}, after {callback.attempts} attempts"
        yield Event(callback.ended_ms, AFTER, f"callback {callback.outcome}", text, callback.queue)


def _voicemails(scene: Scene) -> Iterator[Event]:
    for voicemail in scene.records.voicemails:
        text = f"the caller leaves a message of {duration(voicemail.duration_ms)}"
        yield Event(voicemail.recorded_ms, AFTER, "voicemail", text, voicemail.queue, voicemail.agent)


def _surveys(scene: Scene) -> Iterator[Event]:
    for survey in scene.records.surveys:
        answer = "does not answer" if survey.answer is None else f"answers {survey.answer}"
        text = f"asked ({survey.question}), the caller {answer}"
        yield Event(survey.at_ms, AFTER, "survey", text, survey.queue, survey.agent)


_NOW = {
    CallState.MENU: "the caller hears a menu now",
    CallState.WAITING: "the caller waits now",
    CallState.OFFERING: "a phone rings now",
    CallState.TALKING: "caller and agent talk now",
    CallState.HELD: "the caller is on hold now",
    CallState.LEAVING: "the caller hears a last message now, or hangs up",
    CallState.KEPT: "the caller hung up and is called back when it is the turn",
    CallState.ANNOUNCED: "an agent's phone rings for the callback now",
    CallState.DIALLING: "the agent is there, the customer's phone rings now",
    CallState.FAILSAFE: "the dialplan has the call now, without the daemon",
}


def _end(scene: Scene) -> Iterator[Event]:
    call = scene.records.call
    if call is not None:
        who = "" if call.hung_up_by == "unknown" else f", hung up by {call.hung_up_by}"
        yield Event(call.ended_ms, GONE, "ended", f"the call is over{who}", call.queue, call.agent)
    elif scene.live is not None:
        text = _NOW.get(scene.live.state, scene.live.state.value)
        yield Event(scene.now_ms, GONE, "now", text, scene.live.queue, scene.live.agent)


TELLERS: tuple[Callable[[Scene], Iterator[Event]], ...] = (
    _arrival,
    _visits,
    _relaxations,
    _waits,
    _offers,
    _transfers,
    _callbacks,
    _voicemails,
    _surveys,
    _end,
)
"""One for each kind of fact, or for what follows from several."""
