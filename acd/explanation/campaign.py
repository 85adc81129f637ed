"""Why a campaign dialled as many as it did: its recorded decisions in plain words, and what its limits still allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acd.dialer.abandonment import Answer, window_now
from acd.dialer.pacing import Limit, Reason

Inputs = Mapping[str, object]

WHY_NOT_MORE = {
    Reason.NO_AGENTS: "nobody is ready, talks or wraps up",
    Reason.ROOM: "trunks, lines and leads at hand allowed no more",
    Reason.ENOUGH: "that is the mode's number for the agents who are ready",
    Reason.RISK: "one more would too probably have found no agent",
    Reason.BUDGET: "with what is in flight, a limit of abandonment could have been broken",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A decision in words: one sentence, and what it was decided from."""

    text: str
    lines: tuple[str, ...]


def tell(
    dialled: int, reason: str, inputs: Inputs, answers: Sequence[Answer], limits: Sequence[Limit], at_ms: int
) -> Told:
    """``inputs`` as recorded. ``answers``: every person who answered, in the order of time, for the limits."""
    why = WHY_NOT_MORE.get(Reason(reason), reason) if reason in set(Reason) else reason
    text = f"dialled {dialled}, and not more because {why}"
    lines = [_agents(inputs), *_learnt(inputs), *_risk(inputs)]
    lines += [_budget(answers, limit, at_ms) for limit in limits]
    return Told(text, tuple(line for line in lines if line))


def _agents(inputs: Inputs) -> str:
    idle, busy = _number(inputs, "idle"), _number(inputs, "busy")
    flights, waiting, room = _number(inputs, "flights"), _number(inputs, "waiting"), _number(inputs, "room")
    agents = f"{idle:g} ready, {busy:g} talking or wrapping up who will be back"
    return f"agents: {agents}; {flights:g} dialled or ringing, {waiting:g} persons waiting; room for {room:g} more"


def _learnt(inputs: Inputs) -> list[str]:
    if "answered by persons" not in inputs:
        return []
    share, deviation = _number(inputs, "answered by persons"), _number(inputs, "its deviation")
    return [f"learnt from this campaign: a person answers {share:.1%} of its dials, give or take {deviation:.1%}"]


def _risk(inputs: Inputs) -> list[str]:
    allowed = _number(inputs, "risk limit")
    if not allowed:
        return []
    risk, lost = _number(inputs, "risk"), _number(inputs, "expected lost")
    return [
        f"predicted: should a person answer the last one, no agent is there with {risk:.2%}; {allowed:.2%} was "
        f"allowed; {lost:.2f} persons will be abandoned of all in flight"
    ]


def _budget(answers: Sequence[Answer], limit: Limit, at_ms: int) -> str:
    window = window_now(answers, limit, at_ms)
    counted = max(window.answers, limit.least_answers)
    left = limit.share * counted - window.abandoned
    return (
        f"limit {limit.name}: {window.abandoned} of {window.answers} abandoned, "
        f"{max(left, 0):.1f} more allowed ({limit.share:.2%} of {counted})"
    )


def _number(inputs: Inputs, name: str) -> float:
    value = inputs.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
