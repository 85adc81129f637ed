"""Explanations as plain values for screens and programs; durations in seconds, moments in ISO 8601 UTC."""

from datetime import UTC, datetime
from typing import Any

from acd.engine.state import Call, State
from acd.explanation.agent import AgentNow
from acd.explanation.others import Other
from acd.explanation.story import Scene, tell
from acd.explanation.waiting import Waiting, explain_waiting
from acd.model.centre import Centre
from acd.model.facts import CallFact

View = dict[str, Any]


def call_story(scene: Scene, state: State, judged_by: str, expected_wait_ms: int | None = None) -> View | None:
    """None: nothing is known of the call. ``judged_by``: which configuration the scene has, in words."""
    head = scene.head()
    if head is None:
        return None
    live = scene.live
    now = None
    if live is not None and live.visit is not None:
        now = explain_waiting(state, live, live.visit, scene.now_ms, expected_wait_ms)
    return {
        "call": _head(head, live),
        "judged_by": judged_by,
        "events": [
            {
                "at": _iso(event.at_ms),
                "after_s": (event.at_ms - head.arrived_ms) / 1000,
                "kind": event.kind,
                "text": event.text,
                "queue": event.queue,
                "agent": event.agent,
                "others": _others(scene.centre, event.others),
                "others_left_off": event.left_off,
            }
            for event in tell(scene)
        ],
        "now": _waiting(state.centre, now, scene.now_ms) if now is not None else None,
        "cdr": [
            {"channel": row.channel, "dstchannel": row.dstchannel, "disposition": row.disposition,
             "duration_s": row.duration, "talk_s": row.billsec}
            for row in scene.records.cdr
        ],
    }  # fmt: skip


def _head(head: CallFact | Call, live: Call | None) -> View:
    ended_ms = head.ended_ms if isinstance(head, CallFact) else None
    return {
        "id": head.id,
        "state": live.state.value if live is not None and ended_ms is None else "ended",
        "node": head.node,
        "uniqueid": head.uniqueid,
        "caller_number": head.caller_number,
        "caller_name": head.caller_name,
        "dialled": head.dialled,
        "project": head.project,
        "queue": head.queue,
        "agent": head.agent,
        "outcome": head.outcome.value if head.outcome is not None else None,
        "priority": head.priority,
        "arrived": _iso(head.arrived_ms),
        "answered": _iso(head.answered_ms) if head.answered_ms is not None else None,
        "ended": _iso(ended_ms) if ended_ms is not None else None,
    }


def _others(centre: Centre, others: tuple[Other, ...]) -> list[View]:
    return [
        {
            "agent": other.agent,
            "name": centre.agents[other.agent].name,
            "why": other.why.code.value,
            "text": other.why.text,
        }
        for other in others
    ]


def _waiting(centre: Centre, waiting: Waiting, now_ms: int) -> View:
    return {
        "summary": waiting.summary,
        "queue": waiting.queue,
        "waited_s": waiting.waited_ms / 1000,
        "place": waiting.place,
        "waiting": waiting.waiting,
        "urgency": round(waiting.urgency, 3),
        "expected_wait_s": waiting.expected_wait_ms / 1000 if waiting.expected_wait_ms is not None else None,
        "asks_for": waiting.asks_for,
        "level": waiting.level,
        "levels": waiting.levels,
        "wanted_agent": waiting.wanted_agent or None,
        "coming": [
            {"at": _iso(coming.at_ms), "in_s": (coming.at_ms - now_ms) / 1000, "kind": coming.kind, "text": coming.text}
            for coming in waiting.coming
        ],
        "candidates": _others(centre, waiting.candidates),
        "candidates_left_off": waiting.left_off,
    }


def agent_story(now: AgentNow) -> View:
    at = now.at
    return {
        "agent": {
            "id": now.agent.id,
            "name": now.agent.name,
            "state": at.state.value,
            "reason": at.reason,
            "since": _iso(at.since_ms) if at.since_ms else None,
            "phone": at.phone,
            "phone_state": at.phone_state.value if at.phone is not None and at.phone_state is not None else None,
            "call": at.call,
            "skills": dict(now.agent.skills),
        },
        "summary": now.summary,
        "obstacles": [
            {"why": obstacle.why.code.value, "text": obstacle.why.text, "remedy": obstacle.remedy}
            for obstacle in now.obstacles
        ],
        "queues": [
            {
                "queue": view.queue,
                "waiting": view.waiting,
                "preference": view.preference,
                "why_not": view.unfit.code.value if view.unfit is not None else None,
                "rank": view.rank,
                "before": list(view.before),
                "text": view.text,
            }
            for view in now.queues
        ],
    }


def _iso(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
