"""What must be true of the facts of a whole run."""

from collections import Counter

from acd.commands import ConnectCaller
from acd.model.facts import AgentStateFact, AttemptBegunFact, AttemptFact, CallFact, CdrFact, Fact, OfferFact, VisitFact


class Records:
    """Looks at each fact once. ``ended``: the callers whose calls are recorded."""

    def __init__(self) -> None:
        self.ended: set[str] = set()
        self.offers: Counter[int] = Counter()
        self.asked: list[int] = []  # numbers of offers
        self.calls: set[int] = set()
        self.parts_of: set[int] = set()  # calls of which visits or offers are recorded
        self.attempts: set[int] = set()  # that have ended
        self._ids: set[int] = set()
        self._seen = 0
        self._visits: set[int] = set()
        self._visits_before_a_loss: set[int] = set()  # one more record of each is the same record

    def ask(self, command: ConnectCaller) -> None:
        self.asked.append(command.offer)

    def check(self, facts: list[Fact]) -> None:
        """Each fact has an id of its own and times that can be; a caller's call is recorded once."""
        for fact in facts[self._seen :]:
            assert not isinstance(fact, CdrFact)
            if isinstance(fact, AttemptBegunFact):  # the same record, begun
                continue
            again = isinstance(fact, VisitFact) and fact.id in self._visits_before_a_loss
            assert fact.id not in self._ids or again, f"recorded twice: {fact}"
            self._visits_before_a_loss.discard(fact.id)
            self._ids.add(fact.id)
            self._check_times(fact)
            if isinstance(fact, CallFact):
                assert fact.uniqueid not in self.ended, f"two records of one call: {fact}"
                self.ended.add(fact.uniqueid)
                self.calls.add(fact.id)
            elif isinstance(fact, VisitFact | OfferFact):
                self.parts_of.add(fact.call)
            if isinstance(fact, VisitFact):
                self._visits.add(fact.id)
            if isinstance(fact, AttemptFact):
                self.attempts.add(fact.id)
            if isinstance(fact, OfferFact):
                self.offers[fact.id] += 1
        self._seen = len(facts)

    def _check_times(self, fact: Fact) -> None:
        match fact:
            case VisitFact():
                assert fact.wait_ms == fact.ended_ms - fact.entered_ms >= 0
            case OfferFact():
                assert 0 <= fact.talk_ms <= fact.ended_ms - fact.offered_ms
            case AgentStateFact():
                assert fact.ended_ms >= fact.began_ms
            case AttemptFact():
                assert fact.began_ms <= fact.ended_ms
            case CallFact():
                assert fact.arrived_ms <= (fact.answered_ms or fact.ended_ms) <= fact.ended_ms

    def forget_open(self, live_calls: set[int]) -> None:
        """A daemon lost its memory: what was not complete then is never recorded under its number."""
        self.asked = [offer for offer in self.asked if self.offers[offer]]
        self.parts_of -= live_calls
        self._visits_before_a_loss = set(self._visits)

    def check_complete(self) -> None:
        """After the end of all calls."""
        assert all(self.offers[offer] == 1 for offer in self.asked)
        assert self.parts_of <= self.calls
