"""The lists of queues, agents and calls, and the shape the API promises for them."""

from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from acd.adapters.http.views import AgentView, CallView, QueueView
from acd.config.centre import load_centre
from acd.engine import views
from acd.engine.engine import Engine
from acd.engine.state import State
from acd.events import (
    AgentLoginRequested,
    CallArrived,
    CentreConfigured,
    NodeAudited,
    NodeConnected,
    Origin,
)
from acd.model.states import PhoneState
from acd.resources import resource
from acd.testing.backend import FakeBackend
from tests.adapters.http.views_of import agent, call, queue


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend(queue_views=[queue("sales"), queue("support")], agent_views=[agent("101")], call_views=[call(7)])


@pytest.mark.parametrize(("what", "ids"), [("queues", ["sales", "support"]), ("agents", ["101"]), ("calls", [7])])
async def test_a_list_is_what_the_daemon_says(
    client: TestClient[Any, Any], backend: FakeBackend, what: str, ids: list[object]
) -> None:
    answer = await client.get(f"/api/v1/{what}")
    body = await answer.json()
    assert body == {what: getattr(backend, what)()}
    assert [entry["id"] for entry in body[what]] == ids


def test_the_engines_views_have_the_promised_shape() -> None:
    centre = load_centre(resource("config/centre.toml"))
    engine = Engine(State())
    engine.handle(CentreConfigured(centre), 1_000)
    engine.handle(NodeConnected("main", restarted=False), 1_000)
    engine.handle(NodeAudited("main", (), (("1001", PhoneState.IDLE),)), 1_000)
    engine.handle(AgentLoginRequested("101", None, True, True, Origin(request="r1")), 2_000)
    for number in ("1", "2"):
        engine.handle(CallArrived("main", f"PJSIP/demo-{number}", number, "5550100", "", "700"), 3_000)
    found_queues, found_agents = views.queues(engine.state, 4_000), views.agents(engine.state, 4_000)
    found_calls = views.calls(engine.state, 4_000)
    assert [QueueView.model_validate(view).waiting for view in found_queues] == [2, 0]
    assert [AgentView.model_validate(view).state for view in found_agents] == ["ringing"] + ["logged out"] * 3
    assert [CallView.model_validate(view).state for view in found_calls] == ["offering", "waiting"]
