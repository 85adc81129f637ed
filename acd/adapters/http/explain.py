"""``/api/v1/calls/{id}/explain`` and ``/api/v1/agents/{id}/explain``: why things are as they are."""

from aiohttp import web
from pydantic import Field

from acd.adapters.http.problem import ProblemError
from acd.adapters.http.route import Context, Route
from acd.adapters.http.views import View


class OtherView(View):
    """An agent who did not take the call: ``why`` for programs, ``text`` continues the name."""

    agent: str
    name: str
    why: str
    text: str


class EventView(View):
    """``after_s`` is the time since the call's arrival; ``others`` were not rung then, and why."""

    at: str
    after_s: float
    kind: str
    text: str
    queue: str | None
    agent: str | None
    others: list[OtherView]
    others_left_off: int


class ComingView(View):
    at: str
    in_s: float
    kind: str
    text: str


class WaitingView(View):
    """Why a caller still waits. ``place`` 1 is served first; ``urgency`` is compared between the agent's queues."""

    summary: str
    queue: str
    waited_s: float
    place: int
    waiting: int
    urgency: float
    expected_wait_s: float | None
    asks_for: str
    level: int
    levels: int
    wanted_agent: str | None
    coming: list[ComingView]
    candidates: list[OtherView]
    candidates_left_off: int


class ExplainedCall(View):
    """``state`` is ``ended`` for a call that is over. ``ended`` and ``outcome`` are null before."""

    id: int
    state: str
    node: str
    uniqueid: str
    caller_number: str
    caller_name: str
    dialled: str
    project: str | None
    queue: str | None
    agent: str | None
    outcome: str | None
    priority: int
    arrived: str
    answered: str | None
    ended: str | None


class CdrView(View):
    channel: str
    dstchannel: str
    disposition: str
    duration_s: int
    talk_s: int


class CallStory(View):
    """``judged_by`` says which configuration the reasons are taken from; ``now`` is null unless the caller waits."""

    call: ExplainedCall
    judged_by: str
    events: list[EventView]
    now: WaitingView | None
    cdr: list[CdrView]


class ExplainedAgent(View):
    id: str
    name: str
    state: str
    reason: str
    since: str | None
    phone: str | None
    phone_state: str | None
    call: int | None
    skills: dict[str, int]


class ObstacleView(View):
    """What keeps the agent from every call, and what would have to change."""

    why: str
    text: str
    remedy: str


class QueueOfAgentView(View):
    """``why_not``: what keeps the agent from the queue's calls whatever the agent does. ``rank`` among the ready."""

    queue: str
    waiting: int
    preference: int
    why_not: str | None
    rank: int | None
    before: list[str] = Field(description="The first ready agents who come before this one.")
    text: str


class AgentStory(View):
    agent: ExplainedAgent
    summary: str
    obstacles: list[ObstacleView]
    queues: list[QueueOfAgentView]


async def _call(context: Context, request: web.Request) -> web.Response:
    call = int(request.match_info["id"])
    story = await context.backend.explain_call(call)
    if story is None:
        raise ProblemError(404, "not_found", f"call {call} is neither live nor recorded")
    return web.json_response(story)


async def _agent(context: Context, request: web.Request) -> web.Response:
    agent = request.match_info["id"]
    story = context.backend.explain_agent(agent)
    if story is None:
        raise ProblemError(404, "not_found", f"agent {agent} is not configured")
    return web.json_response(story)


ROUTES = [
    Route(
        "GET", "/api/v1/calls/{id:[0-9]{1,18}}/explain", "Why a call went as it did, or waits", _call,
        answer=CallStory, limit_s=30,
    ),
    Route(
        "GET", "/api/v1/agents/{id:[0-9]{1,10}}/explain", "Why an agent gets no calls now", _agent, answer=AgentStory
    ),
]  # fmt: skip
