"""What is measured of one run, from the facts that the engine records: counts and waits of each queue, agents' time.

A run is cut into equal pieces (times of the day, or batches); a call belongs to the piece in which it arrived, also
if it was served later; an agent's stay in a state is shared among the pieces that it touches.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from acd.model.centre import Centre
from acd.model.facts import AgentStateFact, AttemptFact, CallFact, Fact, VisitFact
from acd.model.states import AgentState, VisitOutcome
from acd.routing.entrance import queue_of
from acd.sim.callers import Caller
from acd.sim.outbound.measure import PERSONS, Dials
from acd.sim.scenario import Scenario

ALL = ""  # the name of all queues together
_BUSY = (AgentState.TALKING, AgentState.WRAP_UP)
_AVAILABLE = (*_BUSY, AgentState.READY, AgentState.RINGING)


@dataclass(slots=True)
class Tally:
    """Counts of one queue, or of all calls, in one piece. Waits in ms; ``answered_ms`` of the answered ones."""

    offered: int = 0
    blocked: int = 0
    abandoned: int = 0
    other: int = 0  # moved to another queue, sent off with a message, lost
    in_time: int = 0
    waited: int = 0  # did not get an agent at once
    wait_ms: int = 0
    answered_ms: list[int] = field(default_factory=list)
    busy_ms: int = 0
    available_ms: int = 0

    def add(self, wait_ms: int, outcome: VisitOutcome | None, in_time: bool) -> None:
        self.offered += 1
        self.wait_ms += wait_ms
        self.waited += wait_ms > 0
        if outcome is VisitOutcome.ANSWERED:
            self.answered_ms.append(wait_ms)
            self.in_time += in_time
        elif outcome is VisitOutcome.ABANDONED:
            self.abandoned += 1
        else:
            self.other += 1

    def merge(self, other: "Tally") -> None:
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.answered_ms += other.answered_ms

    def figures(self) -> dict[str, float]:
        """Ratios and seconds by name; what has no denominator is left out."""
        waits = sorted(self.answered_ms)
        asked = self.offered + self.blocked
        found = {"offered": float(self.offered)}
        if asked:
            found["blocked"] = self.blocked / asked
        if self.offered:
            found["service_level"] = self.in_time / asked
            found["abandoned"] = self.abandoned / self.offered
            found["waits"] = self.waited / self.offered
            found["mean_wait_s"] = self.wait_ms / self.offered / 1000
        if waits:
            found["asa_s"] = sum(waits) / len(waits) / 1000
            for name, share in PERCENTILES.items():
                found[name] = waits[min(int(share * len(waits)), len(waits) - 1)] / 1000
        if self.available_ms:
            found["occupancy"] = self.busy_ms / self.available_ms
        return found


_COUNTS = [each.name for each in fields(Tally) if each.type in ("int", int)]
PERCENTILES = {"wait_p50_s": 0.5, "wait_p90_s": 0.9, "wait_p99_s": 0.99}


class Measure:
    """An observer of one run."""

    def __init__(self, scenario: Scenario, pieces: int = 1) -> None:
        centre = scenario.centre
        self.pieces: list[dict[str, Tally]] = [{name: Tally() for name in (ALL, *centre.queues)} for _ in range(pieces)]
        self._campaigns = {of.campaign: centre.campaigns[of.campaign].queue or ALL for of in scenario.dialled}
        self._dials = [{name: Dials() for name in self._campaigns} for _ in range(pieces)]
        self._from_ms = scenario.begins_ms + scenario.warm_up_ms
        self._to_ms = scenario.begins_ms + scenario.length_ms
        self._begins_ms = scenario.begins_ms
        self._piece_ms = (self._to_ms - self._from_ms) / pieces
        self._thresholds_ms = {queue.id: queue.service_level_ms for queue in centre.queues.values()}
        self._queue_of = {number.number: queue_of(centre, number) for number in centre.numbers.values()}
        self._served = _served(centre)

    def total(self) -> dict[str, Tally]:
        """The pieces together."""
        total = {name: Tally() for name in self.pieces[0]}
        for piece in self.pieces:
            for name, tally in piece.items():
                total[name].merge(tally)
        return total

    def campaigns(self) -> dict[str, dict[str, float]]:
        """The figures of each campaign, all pieces together."""
        total, found = self.total(), {name: Dials() for name in self._campaigns}
        for piece in self._dials:
            for name, dials in piece.items():
                found[name].merge(dials)
        return {name: self._figures(name, dials, total) for name, dials in found.items()}

    def campaigns_of(self, place: int) -> dict[str, dict[str, float]]:
        """Those of one piece."""
        return {name: self._figures(name, dials, self.pieces[place]) for name, dials in self._dials[place].items()}

    def _figures(self, name: str, dials: Dials, tallies: dict[str, Tally]) -> dict[str, float]:
        agents = tallies[self._campaigns[name]]
        return dials.figures(agents.busy_ms, agents.available_ms)

    def arrived(self, caller: Caller, blocked: bool) -> None:
        piece = self._piece(self._begins_ms + caller.arrives_ms)
        if blocked and piece is not None:
            for name in (ALL, self._queue_of.get(caller.number)):
                if name is not None:
                    piece[name].blocked += 1

    def recorded(self, fact: Fact) -> None:
        if isinstance(fact, VisitFact):
            piece = self._piece(fact.entered_ms)
            if piece is not None:
                piece[fact.queue].add(fact.wait_ms, fact.outcome, fact.within_service_level)
        elif isinstance(fact, CallFact):
            self._call(fact)
        elif isinstance(fact, AgentStateFact) and fact.state in _AVAILABLE:
            self._stay(fact)
        elif isinstance(fact, AttemptFact) and fact.campaign in self._campaigns:
            self._attempt(fact)

    def _attempt(self, attempt: AttemptFact) -> None:
        place = self._place(attempt.began_ms)
        if place is not None:
            self._dials[place][attempt.campaign].dialled(attempt)
        if attempt.result in PERSONS and attempt.reached_ms is not None:
            place = self._place(attempt.reached_ms)
            if place is not None:
                self._dials[place][attempt.campaign].answered(attempt, attempt.reached_ms)

    def _call(self, call: CallFact) -> None:
        """In the sum of all queues a call counts once; its threshold is that of the queue where it was answered."""
        piece = self._piece(call.arrived_ms)
        if piece is None or call.queue is None:
            return
        if call.answered_ms is not None:
            wait_ms = call.answered_ms - call.arrived_ms
            piece[ALL].add(wait_ms, VisitOutcome.ANSWERED, wait_ms <= self._thresholds_ms[call.queue])
        else:
            piece[ALL].add(call.ended_ms - call.arrived_ms, call.outcome, in_time=False)

    def _stay(self, stay: AgentStateFact) -> None:
        busy = stay.state in _BUSY
        for piece, ms in self._shares(stay.began_ms, stay.ended_ms):
            for name in self._served.get(stay.agent, ()):
                piece[name].available_ms += ms
                if busy:
                    piece[name].busy_ms += ms

    def _piece(self, moment_ms: int) -> dict[str, Tally] | None:
        place = self._place(moment_ms)
        return self.pieces[place] if place is not None else None

    def _place(self, moment_ms: int) -> int | None:
        if not self._from_ms <= moment_ms < self._to_ms:
            return None
        return int((moment_ms - self._from_ms) / self._piece_ms)

    def _shares(self, began_ms: int, ended_ms: int) -> Iterable[tuple[dict[str, Tally], int]]:
        began_ms, ended_ms = max(began_ms, self._from_ms), min(ended_ms, self._to_ms)
        while began_ms < ended_ms:
            place = int((began_ms - self._from_ms) / self._piece_ms)
            border_ms = min(ended_ms, round(self._from_ms + (place + 1) * self._piece_ms))
            if border_ms <= began_ms:
                border_ms = min(ended_ms, began_ms + 1)
            yield self.pieces[min(place, len(self.pieces) - 1)], border_ms - began_ms
            began_ms = border_ms


def _served(centre: Centre) -> dict[str, tuple[str, ...]]:
    """The queues whose occupancy an agent's time belongs to."""
    return {agent.id: (ALL, *agent.queues) for agent in centre.agents.values()}
