"""What is to be simulated, as values: the centre, who calls, who works when. Times are ms after the beginning.

``acd.config.scenario`` reads it from a TOML file, ``acd.sim.recorded`` makes it of a recorded day.
"""

from dataclasses import dataclass, field

from acd.model.centre import Agent, Centre
from acd.sim.dialing.callees import DEFAULT, Callees
from acd.sim.distributions import Duration, Fixed

MONDAY_MS = 1_767_571_200_000  # 2026-01-05T00:00Z, where a scenario that names no day begins
MS_PER_HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls an hour on average from ``from_ms`` until ``to_ms``, coming by chance (Poisson)."""

    from_ms: float
    to_ms: float
    per_hour: float


@dataclass(frozen=True, slots=True)
class Callers:
    """Callers of one kind: ``number`` is what they dial. ``patience`` None: they wait for ever.

    They come by the rates, or exactly at the ``moments`` (ascending).
    """

    name: str
    number: str
    talk: Duration
    patience: Duration | None = None
    rates: tuple[Rate, ...] = ()
    moments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownCaller:
    """A caller of a recorded day: everything is known or was drawn before."""

    number: str
    arrives_ms: int
    talk_ms: int
    patience_ms: int | None


Shift = tuple[int, int]  # from and to, ms of the day


@dataclass(frozen=True, slots=True)
class Group:
    """Agents alike, who work in the same shifts (none: all the time); ``kind`` says what another one would be like."""

    kind: Agent
    agents: tuple[str, ...]
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class Staff:
    """An agent's presence, from ``from_ms`` until ``to_ms``; None: until the last caller has gone."""

    agent: str
    from_ms: int = 0
    to_ms: int | None = None


AT_ONCE = Fixed(0.0)


@dataclass(frozen=True, slots=True)
class Habits:
    """How agents and phones behave. ``wrap_up`` None: as long as the queue says."""

    answer: Duration = AT_ONCE
    wrap_up: Duration | None = None
    auto_answer: Duration = AT_ONCE  # of phones that are asked to answer by themselves


@dataclass(frozen=True, slots=True)
class Detection:
    """How well Asterisk's AMD tells who answered, and how long it listens, in seconds.

    Without errors and without delay unless said otherwise: what a campaign's pacing can reach is not blurred by it.
    """

    machines_found: float = 1.0  # share of the machines that are taken for machines
    persons_mistaken: float = 0.0  # share of the persons who are, too: they are hung up on
    listens: Duration = AT_ONCE


SURE = Detection()


@dataclass(frozen=True, slots=True)
class Dialled:
    """The leads of one campaign of the centre, and what the people called are like. From when until when it runs."""

    campaign: str
    leads: int
    callees: Callees = DEFAULT
    detection: Detection = SURE
    from_ms: int = 0
    to_ms: int | None = None  # None: to the end of the scenario


@dataclass(frozen=True, slots=True)
class Scenario:
    """Measured are the calls that arrive from ``warm_up_ms`` until ``length_ms``. ``lines``: so many callers at most
    in the centre, waiting or talking; others hear the busy tone."""

    centre: Centre
    length_ms: int
    callers: tuple[Callers, ...] = ()
    known: tuple[KnownCaller, ...] = ()
    staff: tuple[Staff, ...] = ()
    groups: tuple[Group, ...] = ()  # where staff comes from, if it was said so
    habits: Habits = field(default_factory=Habits)
    begins_ms: int = MONDAY_MS
    warm_up_ms: int = 0
    lines: int | None = None
    dialled: tuple[Dialled, ...] = ()
    carriers: tuple[tuple[str, int], ...] = ()  # trunk and how many calls it carries at once; others carry all
    fetch_ms: int = 20  # how long it takes to get leads
    seed: int = 1
    replications: int = 10
