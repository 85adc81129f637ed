"""Pending callbacks and waiting messages as plain values for screens and programs; oldest place first."""

from typing import Any

from acd.engine.state import Call, Callback, State
from acd.engine.views import iso

View = dict[str, Any]


def callbacks(state: State) -> list[View]:
    return [
        {
            **_common(call, kept),
            "asked": iso(kept.asked_ms),
            "place": iso(kept.place_ms),
            "attempts": kept.attempts,
            "last": kept.outcome.value if kept.outcome is not None else None,
        }
        for call, kept in _kept(state)
        if not kept.file
    ]


def voicemails(state: State) -> list[View]:
    return [
        {
            **_common(call, kept),
            "left": iso(kept.asked_ms),
            "duration_s": kept.duration_ms / 1000,
            "file": kept.file,
            "node": call.node,
        }
        for call, kept in _kept(state)
        if kept.file
    ]


def _kept(state: State) -> list[tuple[Call, Callback]]:
    found = [(call, call.callback) for call in state.calls.values() if call.callback is not None]
    return sorted(found, key=lambda entry: (entry[1].place_ms, entry[0].id))


def _common(call: Call, kept: Callback) -> View:
    return {
        "id": call.id,
        "state": call.state.value,
        "queue": call.queue,
        "number": kept.number,
        "name": call.caller_name,
        "agent": call.offer.agent if call.offer is not None else None,
        "again": iso(kept.again_ms) if kept.again_ms else None,
    }
