"""Times and names as people read them."""

from acd.model.centre import Centre, Destination
from acd.model.states import AgentState

ONE_MINUTE_MS, ONE_HOUR_MS = 60_000, 3_600_000


def duration(ms: int) -> str:
    """``4.2 s``, ``12 min 3 s``, ``3 h 5 min``."""
    if ms < ONE_MINUTE_MS:
        return f"{max(ms, 0) / 1000:.1f} s"
    if ms < ONE_HOUR_MS:
        return f"{ms // ONE_MINUTE_MS} min {ms % ONE_MINUTE_MS // 1000} s"
    return f"{ms // ONE_HOUR_MS} h {ms % ONE_HOUR_MS // ONE_MINUTE_MS} min"


def agent_name(centre: Centre, agent_id: str) -> str:
    """``101 (Ann)``"""
    agent = centre.agents.get(agent_id)
    return f"{agent_id} ({agent.name})" if agent is not None and agent.name else agent_id


def asked(requires: str, whole_project: bool = False) -> str:
    """A requirement in a sentence after "asks for"."""
    if whole_project:
        return f"{requires}, in any queue of the project" if requires else "any agent of the project"
    return requires or "any agent of the queue"


def onward(destination: Destination | None) -> str:
    """Where a caller is sent, after "to": a queue, or a message and the end; None: the configuration names nothing."""
    if destination is not None and destination.to_queue is not None:
        return f"queue {destination.to_queue}"
    message = destination.message if destination is not None else None
    return f"the message {message}, and the end" if message is not None else "a message, and the end"


def doing(state: AgentState, reason: str, call: int | None) -> str:
    """What an agent in this state does, as ``talking with call 11``."""
    match state:
        case AgentState.TALKING:
            return f"talking with call {call}" if call is not None else "talking"
        case AgentState.RINGING:
            return f"being rung for call {call}" if call is not None else "being rung"
        case AgentState.WRAP_UP:
            return f"in wrap-up after call {call}" if call is not None else "in wrap-up"
        case AgentState.NOT_READY:
            return f"not ready ({reason})" if reason else "not ready"
        case AgentState.LOGGED_OUT:
            return "not logged in"
    return "ready"
