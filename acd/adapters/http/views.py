"""The JSON that the API takes and gives. Times are ISO 8601 UTC, durations seconds, null means there is none."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from acd.model.skills import TEXT_MAX
from acd.model.states import TransferTarget
from acd.model.transfer import Target


class View(BaseModel):
    model_config = ConfigDict(extra="forbid")


class QueueView(View):
    """A queue now; figures are of today (UTC), as the report of this day gives them; ``offered`` with who waits now."""

    id: str
    name: str
    project: str
    waiting: int
    longest_wait_s: float
    expected_wait_s: float | None
    agents_logged_in: int
    agents_ready: int
    agents_talking: int
    offered: int
    answered: int
    abandoned: int
    service_level: float | None
    abandon_rate: float | None
    asa_s: float | None


class AgentView(View):
    """An agent now. ``since`` is when the state began; ``reason`` is that of not ready.

    ``left_s``: how much longer wrap-up lasts, or the break may last: negative beyond its limit. ``next``: the state
    after a call, where one was asked for. ``asked``: the break that waits for a supervisor. ``set_by``: the supervisor
    who brought the agent into the state.
    """

    id: str
    name: str
    state: str
    reason: str
    reason_label: str
    since: str | None
    set_by: str
    left_s: float | None
    over_limit: bool
    next: str | None
    asked: str | None
    phone: str | None
    phone_state: str | None
    call: int | None
    queues: list[str]


class CallView(View):
    """A live call. ``talking_s`` is null until an agent has answered; ``consults``: whom its agent calls meanwhile."""

    id: int
    state: str
    queue: str | None
    agent: str | None
    caller_number: str
    caller_name: str
    dialled: str
    node: str
    arrived: str
    waited_s: float
    consults: str | None
    talking_s: float | None


class Queues(View):
    queues: list[QueueView]


class Agents(View):
    agents: list[AgentView]


class Calls(View):
    calls: list[CallView]


class Done(View):
    """An action was carried out; ``text`` says what for people."""

    code: str
    text: str


class LoginBody(View):
    """``phone`` null: the agent's usual phone. ``ready``: take calls at once."""

    phone: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,20}$")] | None = None
    ready: bool = True


Text = Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]


class ReadyBody(View):
    """``supervisor``: who asks for it; empty: the agent does."""

    supervisor: Text = ""


class LogoutBody(ReadyBody):
    """A supervisor's wish comes after a call that rings or goes on; with ``now`` a phone that rings stops."""

    now: bool = False


class NotReadyBody(LogoutBody):
    """``reason``: the id of a configured one, or free text that reports group by."""

    reason: Text = ""


class OneMoreBody(View):
    """``reason`` as for not ready."""

    reason: Text = ""


class ExtendBody(View):
    """``by_s`` 0: as long as the centre says."""

    by_s: Annotated[float, Field(ge=0, le=86_400)] = 0


class DecisionBody(View):
    """``supervisor``: who decides."""

    approved: bool
    supervisor: Text = ""


class TargetBody(View):
    """An agent, an outside number, or a queue; skills alone: within the call's queue. ``priority``: points to add."""

    to_agent: Annotated[str, Field(pattern="^[0-9]{1,10}$")] | None = None
    to_queue: Annotated[str, Field(pattern="^[a-z0-9_-]{1,40}$")] | None = None
    to_number: Annotated[str, Field(pattern=r"^\+?[0-9]{3,20}$")] | None = None
    to_skills: Annotated[str, Field(max_length=TEXT_MAX)] = ""
    priority: Annotated[int, Field(ge=0, le=100)] = 0

    @model_validator(mode="after")
    def _one_target(self) -> "TargetBody":
        queue = self.to_queue is not None or bool(self.to_skills)
        if (self.to_agent is not None) + (self.to_number is not None) + queue != 1:
            raise ValueError("name one of to_agent, to_number, and to_queue or to_skills or both of these")
        return self

    def target(self) -> Target:
        if self.to_agent is not None:
            return Target(TransferTarget.AGENT, self.to_agent)
        if self.to_number is not None:
            return Target(TransferTarget.EXTERNAL, self.to_number)
        return Target(TransferTarget.QUEUE, self.to_queue or "", self.to_skills, self.priority)


class CallbackView(View):
    """A callback that waits for its turn, or is under way. ``again``: no attempt before; ``last``: of the last one."""

    id: int
    state: str
    queue: str
    number: str
    name: str
    agent: str | None
    again: str | None
    asked: str
    place: str
    attempts: int
    last: str | None


class Callbacks(View):
    callbacks: list[CallbackView]


class CallbackBody(View):
    """``number`` as people write it."""

    queue: Annotated[str, Field(pattern="^[a-z0-9_-]{1,40}$")]
    number: Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
    name: Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""


class VoicemailView(View):
    """A message that waits to be heard; ``file`` is ``<date>/<call>`` in the folder of messages of ``node``."""

    id: int
    state: str
    queue: str
    number: str
    name: str
    agent: str | None
    again: str | None
    left: str
    duration_s: float
    file: str
    node: str


class Voicemails(View):
    voicemails: list[VoicemailView]


class PartView(View):
    """``text`` is shown on this machine and to the bearer of the token only."""

    ok: bool
    required: bool
    text: str | None = None


class Readiness(View):
    ready: bool
    parts: dict[str, PartView]


class Change(View):
    """``kind``: added, removed or changed; ``key`` is null unless changed."""

    kind: str
    section: str
    id: str
    key: str | None
    text: str


class Applied(View):
    """``revision`` is that of the centre after the change, or before it on a dry run."""

    applied: bool
    revision: str
    changes: list[Change]


class CentreView(View):
    """The centre in effect: as data (durations in milliseconds) and as the text of ``centre.toml``."""

    revision: str
    centre: dict[str, object]
    toml: str
