"""A simulated centre in which everything fails from time to time, but Asterisk and the records.

The link to Asterisk is cut: what is told and ordered meanwhile is lost, with or without word of it. The daemon is
killed: it starts anew from its journal, or from nothing, with what the records and Asterisk's channels tell. Single
events get lost or are told twice. Whatever happens, agents log in again and the campaign is started again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from acd.commands import Command, ConnectCaller, DialLead, FetchLeads, Log, Record, ReleaseLeads, Reply
from acd.engine.engine import Engine
from acd.engine.state import State
from acd.events import (
    NOBODY,
    AgentReadyRequested,
    AttemptFailed,
    CampaignStartRequested,
    CentreConfigured,
    Event,
    LeadsFetched,
    NodeConnected,
    NodeLost,
    OfferReturned,
)
from acd.model.campaigns import CampaignState
from acd.model.facts import AttemptBegunFact, AttemptFact, Fact
from acd.model.leads import AttemptResult, LeadStatus
from acd.model.states import AgentState, OfferResult
from acd.runtime import codec
from acd.sim.callers import Caller
from acd.sim.chance import uniforms
from acd.sim.outbound.listing import listed
from acd.sim.scenario import Scenario
from acd.sim.stage import NODE
from acd.sim.world import World

AUDIT_EVERY_MS = 30_000
WATCH_EVERY_MS = 20_000  # whoever is not at work, or wraps up for too long, goes on
WRAP_UP_MAX_MS = 120_000
WHO = "the supervisor"
DONE = (LeadStatus.DONE, LeadStatus.INVALID, LeadStatus.BARRED)


@dataclass(frozen=True, slots=True)
class Faults:
    """``cut``, ``kill``: every so many ms on average; ``lost``, ``doubled``: one event of so many. 0: never."""

    cut_ms: int = 120_000
    kill_ms: int = 300_000
    lost: int = 500
    doubled: int = 500


OFTEN = Faults()


@dataclass(slots=True)
class Books:
    """What must be true of attempts, whatever fails: an observer of the facts.

    ``faults``: sentences on what is wrong; ``counts``: what happened, by name.
    """

    begun: dict[int, int] = field(default_factory=dict)  # attempt -> lead
    ended: dict[int, AttemptResult] = field(default_factory=dict)
    given_up: set[int] = field(default_factory=set)  # attempts that ended as lost, by the records, at a start
    numbers: set[tuple[int, int]] = field(default_factory=set)  # lead, number of its attempt
    dialled: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    longest_wait_ms: int = 0  # of a person, until an agent answered or the message came

    def arrived(self, caller: Caller, blocked: bool) -> None:
        pass

    def recorded(self, fact: Fact) -> None:
        if isinstance(fact, AttemptBegunFact):
            if fact.id in self.begun:
                self.faults.append(f"attempt {fact.id} begins twice")
            self.begun[fact.id] = fact.lead
        elif isinstance(fact, AttemptFact):
            self._ended(fact)

    def _ended(self, fact: AttemptFact) -> None:
        if fact.id in self.ended:
            self.faults.append(f"attempt {fact.id} ends twice: {self.ended[fact.id]}, {fact.result}")
        if fact.id not in self.begun:
            self.faults.append(f"attempt {fact.id} ends, but never began")
        self.ended[fact.id] = fact.result
        if fact.id in self.given_up:
            self.count("ended after all")
            return
        if (fact.lead, fact.attempt) in self.numbers:
            self.faults.append(f"lead {fact.lead} was dialled twice as its attempt number {fact.attempt}")
        self.numbers.add((fact.lead, fact.attempt))

    def lost(self, attempts: list[int]) -> None:
        """The records end them, at a start."""
        for attempt in attempts:
            if attempt in self.ended:
                self.faults.append(f"attempt {attempt} had ended, and is lost now")
            self.given_up.add(attempt)
        self.count("lost at a start", len(attempts))

    def dial(self, command: DialLead) -> None:
        if command.attempt not in self.begun:
            self.faults.append(f"attempt {command.attempt} is not on record when it is dialled")
        if command.attempt in self.dialled:
            self.faults.append(f"attempt {command.attempt} is dialled twice")
        self.dialled.add(command.attempt)

    def count(self, what: str, times: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + times

    def waited(self, ms: int, limit_ms: int) -> None:
        """A person, for an agent or the message."""
        self.longest_wait_ms = max(self.longest_wait_ms, ms)
        if ms > limit_ms:
            self.faults.append(f"a person waited {ms} ms, and not {limit_ms}")

    def close(self) -> None:
        """At the end, with nothing under way: every attempt has an end."""
        endless = self.begun.keys() - self.ended.keys() - self.given_up
        self.faults += [f"attempt {attempt} has no end" for attempt in sorted(endless)]


class FaultyWorld(World):
    """The same centre, with ``faults``. Its books are the observer."""

    def __init__(self, scenario: Scenario, key: str, faults: Faults, check: bool = False) -> None:
        self.books = Books()
        super().__init__(scenario, key, self.books, check)
        self._key, self._faults = key, faults
        self._link = self._alive = True
        self._starts = 0  # of the daemon
        self._chances = 0
        self._dying = False
        if self.outbound is None:
            raise ValueError("a scenario without a campaign")
        self.outbound.lines.waited = self.books.waited
        self.leads, self._lines = self.outbound.leads, self.outbound.lines

    def _chance(self) -> float:
        """The next number of those that say what fails."""
        self._chances += 1
        place, turn = self._chances % 8, self._chances // 8
        if not place or self._chances == 1:
            self._numbers = uniforms(f"{self._key}/faults", turn)
        return self._numbers[place]

    def _one_of(self, many: int) -> bool:
        return bool(many) and self._chance() * many < 1

    # Between the engine and the others.

    def wakeup_ms(self) -> int | None:
        return super().wakeup_ms() if self._alive else None

    def tell(self, event: Event) -> None:
        if not self._link or not self._alive:
            self.books.count("told to nobody")
            return
        if self._one_of(self._faults.lost):
            self.books.count("events lost")
            return
        self.handle(event)
        if self._one_of(self._faults.doubled):
            self.books.count("events doubled")
            self.ask(event)

    def ask(self, event: Event) -> None:
        if self._alive:
            self.handle(event)
            if isinstance(event, LeadsFetched) and self._one_of(self._faults.doubled) and self._alive:
                self.handle(event)

    def carry_out(self, command: Command) -> None:
        """Facts are on record as soon as the journal is; orders of a daemon that dies at this moment are not sent."""
        if isinstance(command, Record):
            super().carry_out(command)
        elif isinstance(command, Log | Reply) or self._dying:
            return
        elif isinstance(command, FetchLeads | ReleaseLeads):
            self._to_records(command)
        elif not self._link or self._one_of(self._faults.lost):
            self._unsent(command)
        else:
            if isinstance(command, DialLead):
                self.books.dial(command)
            super().carry_out(command)

    def _to_records(self, command: FetchLeads | ReleaseLeads) -> None:
        if isinstance(command, FetchLeads):
            self.later(self._scenario.fetch_ms, self._fetch, self._starts, command)
        else:
            self.leads.carry_out(command)

    def _fetch(self, starts: int, command: FetchLeads) -> None:
        """For a daemon that died meanwhile leads may have been reserved just so."""
        if starts == self._starts or self._chance() < 0.5:
            self.leads.fetch(command, answer=starts == self._starts and self._alive)

    def _unsent(self, command: Command) -> None:
        """The link is down, which is told; or it went down just now, and nobody knows what became of the order."""
        if self._link:
            self.books.count("orders lost")
        elif isinstance(command, DialLead):
            self.later(0, self.ask, AttemptFailed(NODE, command.uniqueid, "", 0, 0))
        elif isinstance(command, ConnectCaller):
            self.later(0, self.ask, OfferReturned(NODE, command.uniqueid, command.offer, OfferResult.FAILED))

    # What fails, and what goes on.

    def _open(self) -> None:
        super()._open()
        self.later(AUDIT_EVERY_MS, self._audit_again)
        self.later(WATCH_EVERY_MS, self._watch)
        self._plan(self._faults.cut_ms, self._cut)
        self._plan(self._faults.kill_ms, self._kill)

    def _plan(self, mean_ms: int, what: Callable[[], None]) -> None:
        if mean_ms and self._goes_on():
            self.later(round(2 * mean_ms * self._chance()), what)

    def _goes_on(self) -> bool:
        return self.now_ms < self._scenario.begins_ms + self._scenario.length_ms

    def _cut(self) -> None:
        self._plan(self._faults.cut_ms, self._cut)
        if not self._link:
            return
        self.books.count("links cut")
        self._link = False
        self.ask(NodeLost(NODE))
        self.later(round(200 + 20_000 * self._chance() ** 2), self._mend)

    def _mend(self) -> None:
        self._link = True
        self._connect_node()

    def _connect_node(self) -> None:
        if self._link and self._alive:
            self.ask(NodeConnected(NODE, restarted=False))
            self.later(50, self._audit)

    def _audit(self) -> None:
        if self._link and self._alive:
            phones = self._scenario.centre.phones
            self.ask(listed(self.channels.values(), self._lines.lines, phones, self.now_ms))

    def _audit_again(self) -> None:
        self._audit()
        if self._goes_on() or self.channels:
            self.later(AUDIT_EVERY_MS, self._audit_again)

    def _kill(self) -> None:
        """Between two events; or right after one, before its orders are sent."""
        self._plan(self._faults.kill_ms, self._kill)
        if not self._alive:
            return
        self.books.count("daemons killed")
        if self._chance() < 0.5:
            self._dying = True
        else:
            self._die()

    def handle(self, event: Event) -> None:
        super().handle(event)
        if self._dying:
            self._die()

    def _die(self) -> None:
        self._dying, self._alive = False, False
        self._starts += 1
        kept = codec.encode_state(self.engine.state) if self._chance() < 0.7 else None
        self.later(round(100 + 10_000 * self._chance()), self._start, kept)

    def _start(self, kept: bytes | None) -> None:
        """As the daemon does: the engine first, then the records, then Asterisk."""
        self.books.count("starts from the journal" if kept is not None else "starts from nothing")
        self.engine = Engine(codec.decode_state(kept)) if kept is not None else Engine()
        self._alive = True
        self.ask(CentreConfigured(self._scenario.centre))
        state = self.engine.state
        self.books.lost(self.leads.recover(held_leads(state), state.attempts.keys()))
        self._connect_node()
        self.later(200, self._go_on)

    def _watch(self) -> None:
        self._go_on()
        if self._goes_on():
            self.later(WATCH_EVERY_MS, self._watch)

    def _go_on(self) -> None:
        """Agents are at work, and the campaign runs."""
        if not self._alive or not self._link or not self._goes_on():
            return
        for staff in self._scenario.staff:
            record = self.engine.state.agents.get(staff.agent)
            if record is None or record.state is AgentState.LOGGED_OUT:
                self._log_in(staff.agent)
            elif self._idles(record.state, record.since_ms):
                self.ask(AgentReadyRequested(staff.agent, "", NOBODY))
        for of in self._scenario.dialled:
            known = self.engine.state.campaigns.get(of.campaign)
            if known is None or known.state in (CampaignState.STOPPED, CampaignState.PAUSED):
                self.ask(CampaignStartRequested(of.campaign, WHO, NOBODY))

    def _idles(self, state: AgentState, since_ms: int) -> bool:
        long = self.now_ms - since_ms > WRAP_UP_MAX_MS
        return state is AgentState.NOT_READY or (state is AgentState.WRAP_UP and long)


def balance(world: FaultyWorld) -> dict[str, int]:
    """At the end: how many leads are where. Each that was ever fetched is in exactly one of these places."""
    counts = {"done": 0, "waiting": 0, "held": 0}
    held, leads = held_leads(world.engine.state), world.leads
    for lead, kept in leads.kept.items():
        if kept.reserved:
            counts["held"] += 1
            if lead not in held:
                world.books.faults.append(f"lead {lead} is reserved, but nobody has it")
        elif leads.waits(lead):
            counts["waiting"] += 1
        elif kept.status in DONE:
            counts["done"] += 1
        else:
            world.books.faults.append(f"lead {lead} ({kept.status}) is lost")
    return counts


def held_leads(state: State) -> set[int]:
    """The leads that an engine has reserved."""
    held = {lead.id for known in state.campaigns.values() for lead in (*known.hopper, *known.for_agents)}
    return held | {attempt.lead.id for attempt in state.attempts.values()}
