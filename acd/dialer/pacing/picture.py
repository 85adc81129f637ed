"""What a pacing decision is made from, how it may be made, and the decision itself. Values only.

Times are ``_ms``: moments in UTC or durations. An *attempt* is one dial; it is in flight until a person is known to
have answered (with machine detection: until the verdict), or until it is known to have ended otherwise.
"""

from dataclasses import dataclass, field
from enum import StrEnum

DAY_MS = 86_400_000
THIRTY_DAYS_MS = 30 * DAY_MS


class Method(StrEnum):
    PROGRESSIVE = "progressive"  # one attempt in flight for each agent who is ready
    POWER = "power"  # a fixed number of them for each agent who is ready
    PREDICTIVE = "predictive"  # as many as the learnt times and the abandonment limits allow


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``share`` of the persons who answered within any ``length_ms`` may be abandoned.

    ``length_ms`` None: since the campaign began. With fewer answers than ``least_answers`` a window is not judged.
    """

    name: str
    share: float
    length_ms: int | None = None
    least_answers: int = 0


STRICTEST = (
    Limit("campaign", 0.03, None, 100),
    Limit("24 hours", 0.03, DAY_MS, 100),
    Limit("30 days", 0.03, THIRTY_DAYS_MS, 100),
)


@dataclass(frozen=True, slots=True)
class Pacing:
    """How a campaign is paced. ``seed``: what its chance hangs on, such as the campaign's id."""

    method: Method = Method.PREDICTIVE
    ratio: float = 1.0  # attempts in flight for each ready agent: of the method POWER
    limits: tuple[Limit, ...] = STRICTEST
    patience_ms: int = 2_000  # for how long a person who answered waits for an agent before it counts as abandoned
    ring_limit_ms: int = 25_000  # from the dial, when an attempt ends by itself
    give_up_early: bool = True  # attempts that have rung for long enough may be ended when no agent will be there
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Flight:
    """An attempt in flight. ``may_end_ms``: from when on the dialer may give it up (it has rung for the least time
    that the rules ask for); None: never, or not known to ring yet.
    """

    dialled_ms: int
    may_end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """An agent of the campaign's who talks or wraps up, and will be ready after that.

    ``ends_ms``: when the wrap-up ends by itself at the latest; None: when the agent says so. Agents who will go on a
    break or log out afterwards are left out.
    """

    since_ms: int
    wrapping_up: bool = False
    ends_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """What is there now. ``room``: how many more attempts trunks, lines and leads allow at this moment.

    ``idle``: agents who are ready and may take the campaign's calls; ``waiting``: persons who answered and have no
    agent yet. ``closes_ms``: when the campaign stops dialing for the day, if that is known.
    """

    now_ms: int
    idle: int
    waiting: int = 0
    flights: tuple[Flight, ...] = ()
    busy: tuple[Busy, ...] = ()
    room: int = 1_000_000
    closes_ms: int | None = None


class Reason(StrEnum):
    """What kept the decision from dialing one more."""

    NO_AGENTS = "no agents"  # nobody is ready, talks or wraps up
    ROOM = "room"  # trunks, lines or leads
    ENOUGH = "enough"  # the method's number is in flight
    RISK = "risk"  # the next one would probably find no agent
    BUDGET = "budget"  # with what is in flight, a limit could be broken; only one for each ready agent is dialled


@dataclass(frozen=True, slots=True)
class Decision:
    """How many to dial now, and why not more.

    ``give_up``: places in ``Picture.flights`` of the attempts to end now. ``again_ms``: when to ask again at the latest
    if nothing happens before; None: not before something happens. ``risk``: the predicted probability that the last one
    that is dialled (or, if none is, the next one) is abandoned if a person answers; ``risk_limit``: what is allowed
    now.
    ``expected_lost``: persons who will be abandoned of all in flight with these, as predicted.
    ``figures``: the other inputs, by name.
    """

    dial: int
    reason: Reason
    again_ms: int | None
    give_up: tuple[int, ...] = ()
    risk: float = 0.0
    risk_limit: float = 0.0
    expected_lost: float = 0.0
    figures: dict[str, float] = field(default_factory=dict)


class Outcome(StrEnum):
    """How an attempt left the state of flight."""

    PERSON = "person"
    OTHER = "other"  # busy, no answer, machine, failed ...
    GIVEN_UP = "given up"  # by the dialer, while it rang
