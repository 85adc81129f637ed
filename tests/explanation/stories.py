"""A scenario's calls and agents explained, as the daemon does it, with the records in memory."""

import asyncio
from typing import Any

from acd.adapters.http.explain import AgentStory, CallStory
from acd.explanation import views
from acd.explanation.agent import explain_agent
from acd.explanation.stays import Stays, open_stays
from acd.explanation.story import Scene
from acd.testing.engine import Script
from acd.testing.facts import FakeRecords

View = dict[str, Any]


def call_story(play: Script, call_id: int) -> View:
    """Judged by the centre that is in effect; in the shape that the API promises."""
    state = play.state
    kept = FakeRecords()
    kept.append(play.facts)
    records = asyncio.run(kept.call(call_id))
    stays = asyncio.run(kept.stays(list(state.centre.agents), 0, play.now_ms))
    live = state.calls.get(call_id)
    known = Stays([*stays, *open_stays(state, state.centre.agents, play.now_ms)])
    consultation = state.calls.get(live.consultation) if live is not None else None
    scene = Scene(state.centre, records, live, known, play.now_ms, consultation)
    story = views.call_story(scene, state, "the configuration in effect")
    assert story is not None
    return CallStory.model_validate(story).model_dump()


def agent_story(play: Script, agent_id: str) -> View:
    found = explain_agent(play.state, agent_id, play.now_ms)
    assert found is not None
    return AgentStory.model_validate(views.agent_story(found)).model_dump()


def told(story: View, kind: str) -> View:
    """The only event of its kind."""
    [event] = [event for event in story["events"] if event["kind"] == kind]
    found: View = event
    return found


def why_not(others: list[View]) -> dict[str, str]:
    """Agent -> code."""
    return {other["agent"]: other["why"] for other in others}


def texts(others: list[View]) -> dict[str, str]:
    """Agent -> text."""
    return {other["agent"]: other["text"] for other in others}
