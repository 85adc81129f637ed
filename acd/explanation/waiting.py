"""Why a caller still waits: the place, what is asked for, what comes next, and why no agent takes the call now."""

from collections import Counter
from dataclasses import dataclass

from acd.engine.state import Call, State, Visit
from acd.explanation.fit import Why, candidates
from acd.explanation.now import asked_now, cannot_be_offered, place_ms, waiting_in, why_not_now
from acd.explanation.others import OTHERS_MAX, Other
from acd.explanation.words import asked, duration, onward
from acd.model.queues import Queue
from acd.routing.choice import age
from acd.routing.demand import DemandKey
from acd.routing.floor import asked_for


@dataclass(frozen=True, slots=True)
class Coming:
    """What changes for the caller if the waiting goes on."""

    at_ms: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """``place`` of ``waiting``: in the order of the queue, 1 is served first; ``urgency``: compared between queues."""

    queue: str
    waited_ms: int
    place: int
    waiting: int
    urgency: float
    expected_wait_ms: int | None  # further; None: too little is known
    level: int
    levels: int
    asks_for: str
    wanted_agent: str
    coming: tuple[Coming, ...]
    candidates: tuple[Other, ...]
    left_off: int  # candidates beyond the ones that are named
    summary: str


def explain_waiting(
    state: State, call: Call, visit: Visit, now_ms: int, expected_wait_ms: int | None = None
) -> Waiting:
    """For a call that is in a queue."""
    queue = state.centre.queues[visit.queue]
    wanted = asked_now(state, call, visit)
    everybody = candidates(state.centre, queue, call.wanted_agent)
    reasons = tuple(
        Other(agent_id, why)
        for agent_id in everybody[:OTHERS_MAX]
        if (why := why_not_now(state, call, wanted, agent_id, now_ms)) is not None
    )
    order = [other.id for other, _ in waiting_in(state, queue.id)]
    place = order.index(call.id) + 1
    return Waiting(
        queue=queue.id,
        waited_ms=now_ms - visit.entered_ms,
        place=place,
        waiting=len(order),
        urgency=age(queue, state.centre.fairness, place_ms(state, call, visit), now_ms),
        expected_wait_ms=expected_wait_ms,
        level=visit.level,
        levels=len(queue.relax),
        asks_for=_asks_for(state, call, visit, queue),
        wanted_agent=call.wanted_agent,
        coming=tuple(sorted(_coming(state, call, visit, queue), key=lambda coming: coming.at_ms)),
        candidates=reasons,
        left_off=max(len(everybody) - OTHERS_MAX, 0),
        summary=_summary(state, call, visit, place, len(order), reasons, now_ms),
    )


def _asks_for(state: State, call: Call, visit: Visit, queue: Queue) -> str:
    """The skills in the words of the configuration."""
    if call.wanted_agent:
        return f"agent {call.wanted_agent}"
    step = queue.relax[visit.level - 1] if visit.level else None
    own = step.requires if step is not None else queue.requires
    alone = asked_for(state.centre, DemandKey(queue.id, visit.level))
    brought = call.requires if asked_for(state.centre, DemandKey(queue.id, visit.level, call.requires)) != alone else ""
    both = f"({own}) and ({brought}), which the call brought along" if own and brought else own or brought
    return asked(both, step is not None and step.whole_project)


def _coming(state: State, call: Call, visit: Visit, queue: Queue) -> list[Coming]:
    found: list[Coming] = []
    for number, step in enumerate(queue.relax, 1):
        at_ms = visit.entered_ms + step.after_ms
        if number > visit.level:
            text = f"step {number} of relaxation: asks for {asked(step.requires, step.whole_project)}"
            found.append(Coming(at_ms, "relaxed", text))
    for overflow in queue.overflows:
        if overflow.after_ms is not None:
            text = f"overflow: to {onward(overflow)}"
            found.append(Coming(visit.entered_ms + overflow.after_ms, "overflow", text))
    unstaffed_ms = state.unstaffed_since.get(queue.id)
    if unstaffed_ms is not None and queue.leave_unstaffed_ms is not None:
        at_ms = max(unstaffed_ms, visit.entered_ms) + queue.leave_unstaffed_ms
        text = f"nobody serves the queue: to {onward(queue.when_unstaffed)}"
        found.append(Coming(at_ms, "unstaffed", text))
    if visit.closes_ms is not None:
        found.append(Coming(visit.closes_ms, "closed", f"the queue closes: to {onward(queue.closed)}"))
    if call.callback is not None and queue.callback is not None:
        found.append(Coming(call.callback.asked_ms + queue.callback.expires_ms, "expired", "the callback is given up"))
    if call.wanted_until_ms is not None:
        text = f"any agent will do, not only {call.wanted_agent}"
        found.append(Coming(call.wanted_until_ms, "anybody", text))
    return found


_COUNTED = {
    Why.OTHER_AGENT_WANTED: "not asked for",
    Why.LACKS_SKILL: "without the skills",
    Why.LOGGED_OUT: "not logged in",
    Why.NOT_READY: "not ready",
    Why.RINGING: "being rung",
    Why.TALKING: "talking",
    Why.WRAP_UP: "in wrap-up",
    Why.RESTING: "resting after a failed offer",
    Why.PHONE_UNREACHABLE: "with a phone that is unreachable",
    Why.PHONE_BUSY: "with a phone that is busy",
    Why.PHONE_UNKNOWN: "with a phone not known yet",
    Why.OTHER_QUEUES: "of other queues",
}


def _summary(
    state: State, call: Call, visit: Visit, place: int, waiting: int, reasons: tuple[Other, ...], now_ms: int
) -> str:
    text = f"waits {duration(now_ms - visit.entered_ms)} in queue {visit.queue}, as {place} of {waiting}"
    if call.offer is not None:
        return f"{text}; agent {call.offer.agent} is being rung"
    blocked = cannot_be_offered(state, call, now_ms)
    if blocked is not None:
        return f"{text}; {blocked.text.removeprefix('ready, but ')}"
    if not reasons:
        return f"{text}; no agent serves it"
    counts = Counter(other.why.code for other in reasons)
    parts = [f"{number} {_COUNTED.get(code, code.value)}" for code, number in counts.most_common()]
    return f"{text}; of {len(reasons)} agents who may be asked: {', '.join(parts)}"
