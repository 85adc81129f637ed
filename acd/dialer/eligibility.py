"""Whether a lead that is due may be dialled now, and over which of its numbers; otherwise what becomes of it.

What is known of the numbers is looked up elsewhere (in SQL, or in memory); the rule is here alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from acd.model.campaigns import Campaign, CampaignMode
from acd.model.leads import AttemptResult, Lead, LeadStatus

RESERVED_HOLD_MS = 60_000  # another lead with this number is being dialled
BARRED_HOLD_MS = 86_400_000  # barred for this campaign alone: another one may call, and the lead is no worse for it
CONSENT_HOLD_MS = 3_600_000  # consent that is given meanwhile is looked for again

Zones = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many attempts to one number within a time, in all campaigns together; None: ever."""

    attempts: int
    within_ms: int | None


@dataclass(frozen=True, slots=True)
class LeadRules:
    """What decides at this moment whom a campaign may call. ``lockouts``: after an attempt that ended so, for so long,
    a number is dialled only with a guaranteed agent (``Lead.agent_first``).
    """

    is_open: Callable[[Zones, int], bool]  # all of these zones, at this moment
    next_open_ms: Callable[[Zones, int], int | None]
    caps: tuple[Cap, ...] = ()
    lockouts: Mapping[AttemptResult, int] = field(default_factory=dict)
    consent: bool = False  # only people who gave their consent to the campaign's purpose


@dataclass(frozen=True, slots=True)
class LeadsWanted:
    campaign: Campaign
    count: int
    rules: LeadRules
    now_ms: int

    def takes(self, status: LeadStatus) -> bool:
        """Where agents choose whom to call, nobody comes by himself but who was promised a callback."""
        return self.campaign.mode is not CampaignMode.MANUAL or status is LeadStatus.CALLBACK


@dataclass(frozen=True, slots=True)
class Fetched:
    """``next_due_ms``: when to ask again; None: there is none left, now or later."""

    leads: tuple[Lead, ...]
    next_due_ms: int | None


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of the attempts to one number. ``counts``: by cap, and the oldest of them."""

    counts: tuple[tuple[int, int | None], ...]
    locked: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some numbers."""

    reserved: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()  # for this campaign
    barred_for_all: frozenset[str] = frozenset()  # of these
    consenting: frozenset[str] | None = None  # None: nobody has to
    tried: Mapping[str, Tried] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dial:
    """It may be: ``numbers`` are those allowed, the one whose turn it is first; ``index`` is that one's."""

    numbers: tuple[str, ...]
    index: int
    agent_first: bool


@dataclass(frozen=True, slots=True)
class Barred:
    """Nobody may call any of its numbers."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now. ``until_ms`` None: never again, its numbers were tried as often as they may be."""

    until_ms: int | None


def judge(numbers: Sequence[str], index: int, known: Known, wanted: LeadsWanted) -> Dial | Barred | Hold:
    """``numbers``: of the lead, the main one first; ``index``: whose turn it is."""
    if not known.reserved.isdisjoint(numbers):
        return Hold(wanted.now_ms + RESERVED_HOLD_MS)
    turn = index % len(numbers)
    in_turn = [*range(turn, len(numbers)), *range(turn)]
    free = [index for index in in_turn if numbers[index] not in known.barred]
    if not free:
        return Barred() if known.barred_for_all.issuperset(numbers) else Hold(wanted.now_ms + BARRED_HOLD_MS)
    consenting = [index for index in free if known.consenting is None or numbers[index] in known.consenting]
    if not consenting:
        return Hold(wanted.now_ms + CONSENT_HOLD_MS)
    holds = {index: _capped(numbers[index], known, wanted) for index in consenting}
    allowed = [index for index, hold in holds.items() if hold is None]
    if not allowed:
        ends = [hold.until_ms for hold in holds.values() if hold is not None and hold.until_ms is not None]
        return Hold(min(ends, default=None))
    numbers = tuple(numbers[index] for index in allowed)
    return Dial(numbers, allowed[0], any(_locked(number, known) for number in numbers))


def _capped(number: str, known: Known, wanted: LeadsWanted) -> Hold | None:
    tried = known.tried.get(number)
    if tried is None:
        return None
    until_ms = []
    for cap, (count, oldest_ms) in zip(wanted.rules.caps, tried.counts, strict=True):
        if count >= cap.attempts:
            if cap.within_ms is None or oldest_ms is None:
                return Hold(None)
            until_ms.append(oldest_ms + cap.within_ms + 1)
    return Hold(max(until_ms)) if until_ms else None


def _locked(number: str, known: Known) -> bool:
    return number in known.tried and known.tried[number].locked
