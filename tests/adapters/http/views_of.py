"""Views as the daemon makes them, with what matters to a test replaced."""

from typing import Any

from acd.adapters.http.views import AgentView, CallView, QueueView


def queue(id_: str, **more: Any) -> dict[str, Any]:
    counts = dict.fromkeys(("waiting", "agents_logged_in", "agents_ready", "agents_talking"), 0)
    today = dict.fromkeys(("offered", "answered", "abandoned"), 0) | dict.fromkeys(
        ("service_level", "abandon_rate", "asa_s"), None
    )
    view = {
        "id": id_,
        "name": id_.title(),
        "project": "demo",
        "longest_wait_s": 0.0,
        "expected_wait_s": None,
        **counts,
        **today,
        **more,
    }
    return QueueView.model_validate(view).model_dump()


def agent(id_: str, **more: Any) -> dict[str, Any]:
    view = {"id": id_, "name": f"Agent {id_}", "state": "ready", "reason": "", "since": "2026-01-01T11:58:00+00:00"}
    rest = {"phone": "1001", "phone_state": "idle", "call": None, "queues": ["sales"]}
    desk = {"set_by": "", "left_s": None, "over_limit": False, "next": None, "asked": None}
    label = more.get("reason", "")
    return AgentView.model_validate({**view, **rest, **desk, "reason_label": label, **more}).model_dump()


def call(id_: int, **more: Any) -> dict[str, Any]:
    view = {"id": id_, "state": "waiting", "queue": "sales", "agent": None, "caller_number": "5550100"}
    rest = {"caller_name": "", "dialled": "700", "node": "main", "arrived": "2026-01-01T11:59:30+00:00"}
    return CallView.model_validate(
        {**view, **rest, "waited_s": 30.0, "consults": None, "talking_s": None, **more}
    ).model_dump()
