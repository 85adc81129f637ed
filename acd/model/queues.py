"""A skill queue as configured: whom it wants, in which order it serves, how long its callers wait."""

from dataclasses import dataclass, field
from enum import StrEnum

from acd.model.callbacks import CallbackRules
from acd.model.destinations import Destination
from acd.model.states import AgentState
from acd.model.surveys import Survey
from acd.model.voicemail import VoicemailRules


class Strategy(StrEnum):
    """Which of the ready agents is offered the call, among those with the highest preference for the queue."""

    LONGEST_IDLE = "longest-idle"
    LEAST_OCCUPIED = "least-occupied"  # share of the logged-in time spent on calls and wrap-up
    FEWEST_CALLS = "fewest-calls"  # since the agent logged in
    ROUND_ROBIN = "round-robin"  # in the order of the file, after the one offered last
    RANDOM = "random"
    LINEAR = "linear"  # always from the top of the file
    WEIGHTED = "weighted"  # by chance; an agent's preference for the queue is the weight
    RING_ALL = "ring-all"  # all of them ring, the first to answer has the call
    BEST_SKILL = "best-skill"  # the highest sum of the levels that the queue asks for


@dataclass(frozen=True, slots=True)
class Relaxation:
    """From ``after_ms`` of waiting on, ``requires`` takes the place of the queue's own requirement."""

    after_ms: int
    requires: str = ""  # empty: any of the queue's agents
    whole_project: bool = False  # agents of all queues of the project count, not only this queue's
    drop_caller_requires: bool = False  # what the caller brought along is given up, too


@dataclass(frozen=True, slots=True)
class Overflow(Destination):
    """Where a caller goes who has waited ``after_ms`` in the queue, or who is expected to wait ``expected_wait_ms``
    more. Exactly one is given.
    """

    after_ms: int | None = None
    expected_wait_ms: int | None = None


SERVING = (AgentState.READY, AgentState.RINGING, AgentState.TALKING, AgentState.WRAP_UP)
"""The states in which an agent serves the queues, where a queue says nothing else."""


@dataclass(frozen=True, slots=True)
class Announcements:
    """What waiting callers are told between the music."""

    first_after_ms: int = 15_000
    every_ms: int = 60_000
    position: bool = False
    position_max: int = 20  # a higher one is not told
    expected_wait: bool = False
    expected_wait_max_ms: int = 1_800_000  # a longer one is not told
    round_ms: int = 60_000  # it is rounded up to a multiple of this
    only_changed: bool = False  # told again only when it differs from what was told
    messages: tuple[str, ...] = ()  # names of sounds, in turn
    messages_every_ms: int = 60_000


@dataclass(frozen=True, slots=True)
class Queue:
    """A skill queue."""

    id: str
    name: str
    project: str
    ring_ms: int = 20_000  # how long an agent's phone rings for one offer
    refusals_max: int = 3  # consecutive refused or unanswered offers that make an agent not ready; 0 = never
    refusals_count_busy: bool = True  # a phone that is busy or declines counts as well
    refusal_rest_ms: int = 1_000  # no offer to an agent so soon after an unanswered or refused one
    wrap_up_ms: int = 0
    wrap_up_open: bool = False  # lasts until the agent ends it
    wrap_up_max_ms: int = 900_000  # the longest it may become, extended or open
    service_level_ms: int = 20_000  # the service level's threshold
    unreachable_after_ms: int = 900  # no sign of ringing from the phone by then: it counts as unreachable
    music: str = "default"  # music class for waiting callers
    overflows: tuple[Overflow, ...] = ()  # the first that is due and possible
    length_max: int = 0  # callers who wait, at most; 0 = any number
    when_full: Destination | None = None  # None: the message ALL_BUSY
    join_unstaffed: bool = True  # callers may enter while nobody serves the queue
    leave_unstaffed_ms: int | None = None  # how long they wait on when the last agent has left; None: for ever
    when_unstaffed: Destination | None = None  # likewise
    serving: tuple[AgentState, ...] = SERVING  # an agent in one of these states serves the queue
    keys: dict[str, Destination] = field(default_factory=dict)  # what a waiting caller may press, and where it leads
    announce: Announcements | None = None
    regain_place_ms: int = 0  # a caller who left and calls again within this time has the former place; 0 = not
    strategy: Strategy = Strategy.LONGEST_IDLE
    requires: str = ""  # skills an agent must have, as "russian >= 5 and cards >= 3"
    relax: tuple[Relaxation, ...] = ()  # in the order of their times
    spare_scarce: bool = True  # of agents about equal, offer to the one whom other queues miss least
    weight: float = 1.0  # callers here age this many times as fast, seen against callers of other queues
    target_wait_ms: int = 20_000  # with fairness by target: age is measured against this
    priority_worth_ms: int = 60_000  # a point of priority counts as having waited so much longer
    last_agent_ms: int = 0  # a caller goes to the agent of a call that ended no longer ago; 0 = not
    last_agent_wait_ms: int = 0  # how long such a caller waits for that agent when busy
    callback: CallbackRules | None = None  # None: no callbacks
    survey: Survey | None = None  # after the talk; None: none
    hours: str | None = None
    closed: Destination | None = None  # outside the hours; None: the message ``CLOSED``
    serve_after_closing: bool = True  # those who wait when it closes are still served
    voicemail: VoicemailRules | None = None  # for messages left to its agents; None: the defaults
