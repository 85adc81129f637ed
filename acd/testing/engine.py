"""Scenarios for the engine as scripts of what happens and what is asked for, without mock, sleep or socket.

    offer = unknown()
    assert (
        script(centre)
        >> logs_in("101")
        >> arrives("c1")
        << connects("c1", "101", offer=offer)
        >> passes(3)
        >> answers("c1", "1001")
        << recorded(VisitFact, wait_ms=3_000, outcome=VisitOutcome.ANSWERED)
    )

``>>`` lets an event happen at once (or several in a list), or time pass. ``<<`` names what the engine asked for since
the last ``>>``: commands to the switch and replies must all be named, in their order; facts, log lines and what is kept
of callbacks only where the script cares. ``assert`` makes sure that nothing unnamed is left at the end.

After every event the invariants are checked, the state is written as JSON and read back, and an engine that begins
from what was read must give the same commands and the same state for the next event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from acd.commands import Command, ForgetCallback, ForgetMessage, KeepCallback, Log, Record, SwitchCommand
from acd.engine import invariants
from acd.engine.engine import Engine
from acd.engine.state import AgentRecord, Call, State, channel_key
from acd.events import CentreConfigured, Event, NodeAudited, NodeConnected, Tick
from acd.model.centre import Centre
from acd.model.facts import Fact
from acd.model.states import PhoneState
from acd.runtime import codec

NOON_MS = 1_767_268_800_000  # 2026-01-01T12:00:00Z
NODE = "main"


class Unknown:
    """A value not known ahead: equal to whatever it meets first, from then on only to that."""

    def __init__(self) -> None:
        self.value: Any = None
        self.met = False

    def __eq__(self, other: object) -> bool:
        if not self.met:
            self.value, self.met = other, True
        return bool(self.value == other)

    __hash__ = None  # type: ignore[assignment]  # it is equal to anything: no key of a dictionary

    def __repr__(self) -> str:
        return repr(self.value) if self.met else "<unknown>"


def unknown() -> Any:
    """A placeholder for an id that the engine will choose; use it in commands first, then in events."""
    return Unknown()


@dataclass(frozen=True, slots=True)
class Passing:
    """So much time passes; the engine gets a ``Tick`` at each moment it asked for."""

    ms: int


def passes(seconds: float) -> Passing:
    return Passing(round(seconds * 1000))


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact of ``kind``, of which only ``values`` are compared."""

    kind: type
    values: dict[str, Any]


def recorded(kind: type, /, **values: Any) -> Recorded:
    """Expect a fact of ``kind`` with these values; its other fields may be anything."""
    return Recorded(kind, values)


def logged(text: str, level: str = "info") -> Log:
    """Expect a log line; its fields may be anything."""
    return Log(level, text, unknown())


BOOKS = Record | Log | KeepCallback | ForgetCallback | ForgetMessage
Step = Event | Passing | Sequence[Event]
Expected = Command | Recorded


class Script:
    """One engine in a scenario. ``facts`` has all that was recorded; ``now_ms`` is the scenario's time."""

    def __init__(self, engine: Engine, now_ms: int = NOON_MS) -> None:
        self.engine = engine
        self.now_ms = now_ms
        self.facts: list[Fact] = []
        self.commands: list[Command] = []  # all of them, since the beginning
        self._unnamed: list[Command] = []
        self._happened = "the beginning"
        self._written = codec.encode_state(engine.state)

    @property
    def state(self) -> State:
        return self.engine.state

    def call(self, uniqueid: str, node: str = NODE) -> Call:
        """The live call of the caller's channel."""
        return self.state.calls[self.state.callers[channel_key(node, uniqueid)]]

    def agent(self, agent_id: str) -> AgentRecord:
        return self.state.agents[agent_id]

    def recorded(self, kind: type) -> list[Any]:
        """All facts of this kind so far."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def handle(self, event: Event) -> list[Command]:
        """Hand one event to the engine at the scenario's time, and check all that must hold afterwards."""
        event = _filled_in(event)
        twin = Engine(codec.decode_state(self._written))
        commands = self.engine.handle(event, self.now_ms)
        invariants.check(self.state)
        self._written = codec.encode_state(self.state)
        assert codec.encode_state(codec.decode_state(self._written)) == self._written, "the state cannot be read back"
        assert twin.handle(event, self.now_ms) == commands, "an engine read back from JSON decides otherwise"
        assert codec.encode_state(twin.state) == self._written, "an engine read back from JSON remembers otherwise"
        self.commands += commands
        self.facts += [command.fact for command in commands if isinstance(command, Record)]
        return commands

    def pass_time(self, ms: int) -> list[Command]:
        """Let the time pass, with a tick at each moment the engine asks for."""
        until_ms = self.now_ms + ms
        commands: list[Command] = []
        while (due_ms := self.engine.next_wakeup_ms()) is not None and due_ms <= until_ms:
            self.now_ms = max(self.now_ms, due_ms)
            commands += self.handle(Tick())
        self.now_ms = until_ms
        return commands

    def __rshift__(self, step: Step) -> "Script":
        self._finish()
        self._happened = str(step)
        if isinstance(step, Passing):
            self._unnamed = self.pass_time(step.ms)
        else:
            happening: Iterable[Event] = step if isinstance(step, Sequence) else [step]
            self._unnamed = [command for event in happening for command in self.handle(event)]
        return self

    def __lshift__(self, expected: Expected) -> "Script":
        if isinstance(expected, Recorded | BOOKS):
            self._name_one_of_many(expected)
            return self
        rest = [command for command in self._unnamed if not isinstance(command, BOOKS)]
        assert rest, f"{expected} was not asked for; nothing else either, after {self._happened}"
        assert expected == rest[0], f"after {self._happened}:\nexpected  {expected}\nasked for {rest[0]}"
        self._unnamed.remove(rest[0])
        return self

    def _name_one_of_many(self, expected: Expected) -> None:
        for command in self._unnamed:
            if _same(expected, command):
                self._unnamed.remove(command)
                return
        seen = "\n          ".join(str(c) for c in self._unnamed if isinstance(c, BOOKS)) or "nothing"
        raise AssertionError(f"after {self._happened}:\nexpected  {expected}\nwas told  {seen}")

    def _finish(self) -> None:
        rest = [command for command in self._unnamed if not isinstance(command, BOOKS)]
        listing = "\n  ".join(str(command) for command in rest)
        assert not rest, f"after {self._happened} the script does not name\n  {listing}"

    def __bool__(self) -> bool:
        self._finish()
        return True


def _same(expected: Expected, command: Command) -> bool:
    if not isinstance(expected, Recorded):
        return expected == command
    if not isinstance(command, Record) or not isinstance(command.fact, expected.kind):
        return False
    # A placeholder takes its value only where everything else is right.
    pairs = [(value, getattr(command.fact, name)) for name, value in expected.values.items()]
    pairs.sort(key=lambda pair: isinstance(pair[0], Unknown))
    return all(value == found for value, found in pairs)


def _filled_in(event: Event) -> Event:
    """The event with what its placeholders met."""
    met = {f.name: value.value for f in fields(event) if isinstance(value := getattr(event, f.name), Unknown)}
    return replace(event, **met) if met else event


def script(centre: Centre | None = None, now_ms: int = NOON_MS) -> Script:
    """A script that begins with this centre on one connected node, with no calls and all phones idle."""
    begun = Script(Engine(), now_ms)
    if centre is not None:
        phones = tuple((phone.id, PhoneState.IDLE) for phone in centre.phones.values() if phone.node == NODE)
        begun.handle(CentreConfigured(centre))
        begun.handle(NodeConnected(NODE, restarted=False))
        begun.handle(NodeAudited(NODE, (), phones))
    return begun


@dataclass
class FakeClock:
    """Time stands still until told otherwise."""

    ms: int = NOON_MS

    def now_ms(self) -> int:
        return self.ms


@dataclass
class FakeSwitch:
    """Keeps what was sent; ``journal`` names who else is told, to see the order of things."""

    sent: list[SwitchCommand] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)

    def send(self, command: SwitchCommand) -> None:
        self.sent.append(command)
        self.journal.append(type(command).__name__)


@dataclass
class FakeSink:
    """Keeps the facts, one list for each ``append``."""

    batches: list[list[Fact]] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)

    def append(self, facts: Sequence[Fact]) -> None:
        self.batches.append(list(facts))
        self.journal.append("facts")

    @property
    def facts(self) -> list[Fact]:
        return [fact for batch in self.batches for fact in batch]
