"""What a story says of the past is what was true then: in long random runs, against notes of the time."""

import asyncio
from collections.abc import Iterator

import pytest

from acd.commands import Command, Record
from acd.engine.calls import ringing_together
from acd.engine.engine import Engine
from acd.events import Event
from acd.explanation.fit import Why, engaged
from acd.explanation.now import situation
from acd.explanation.stays import Stays, open_stays
from acd.explanation.story import Scene, tell
from acd.model.centre import Centre
from acd.model.facts import AgentStateFact, OfferFact
from acd.testing.facts import FakeRecords
from tests.engine.runs import Run

READY = {Why.LATER_IN_ORDER, Why.LOWER_PREFERENCE, Why.SPARED, Why.RESTING}
"""What the records can say of an agent who was ready: they know nothing of phones."""


class Noted:
    """An engine whose offers are noted when they begin: for each other agent, what kept that agent from any call."""

    def __init__(self) -> None:
        self.engine = Engine()
        self.records = FakeRecords()
        self.then: dict[int, dict[str, Why | None]] = {}  # offer -> agent -> what occupied the agent
        self.centres: dict[int, tuple[Centre, Centre]] = {}  # offer -> of the call's arrival, of the offer
        self._arrived: dict[int, Centre] = {}

    def handle(self, event: Event, now_ms: int) -> list[Command]:
        commands = self.engine.handle(event, now_ms)
        self.records.append([command.fact for command in commands if isinstance(command, Record)])
        state = self.engine.state
        for call in state.calls.values():
            self._arrived.setdefault(call.id, state.centre)
            for offer in ringing_together.offers(call):
                if offer.id not in self.then and offer.offered_ms == now_ms:
                    reasons = {agent: engaged(situation(state, agent), now_ms) for agent in state.centre.agents}
                    self.then[offer.id] = {
                        agent: why.code if why is not None else None for agent, why in reasons.items()
                    }
                    self.centres[offer.id] = self._arrived[call.id], state.centre
        return commands

    def occupied(self, agent: str, now_ms: int) -> Why | None:
        why = engaged(situation(self.engine.state, agent), now_ms)
        return why.code if why is not None else None


def told_later(noted: Noted, now_ms: int) -> Iterator[tuple[OfferFact, str, Why, bool]]:
    """Offer, other agent, what the story says, and whether the agent's state changed in that very millisecond."""
    state = noted.engine.state
    stays = [*noted.records.all(AgentStateFact), *open_stays(state, state.centre.agents, now_ms)]
    changed = {(stay.agent, at_ms) for stay in stays for at_ms in (stay.began_ms, stay.ended_ms)}
    for offer in noted.records.all(OfferFact):
        arrival, then = noted.centres.get(offer.id, (None, None))
        if arrival is None or arrival is not then:
            continue
        records = asyncio.run(noted.records.call(offer.call))
        for event in tell(Scene(arrival, records, None, Stays(stays), offer.ended_ms)):
            if event.kind == "offered" and (event.at_ms, event.agent) == (offer.offered_ms, offer.agent):
                for other in event.others:
                    yield offer, other.agent, other.why.code, (other.agent, offer.offered_ms) in changed


@pytest.mark.parametrize("seed", range(4))
def test_stories_say_what_was_true(seed: int) -> None:
    noted = Noted()
    run = Run(seed, noted.engine, noted.handle)
    run.live(3_000)
    compared = 0
    for offer, agent, said, unsure in told_later(noted, run.now_ms):
        then = noted.then[offer.id][agent]
        if unsure or said in (Why.OTHER_QUEUES, Why.LACKS_SKILL, Why.OTHER_AGENT_WANTED):
            continue
        compared += 1
        if then in (None, Why.RESTING, Why.PHONE_BUSY, Why.PHONE_UNKNOWN, Why.PHONE_UNREACHABLE):
            assert said in READY, f"{offer} {agent}"
        else:
            assert said is then, f"{offer} {agent}: {said}, but it was {then}"
    assert compared > 200
