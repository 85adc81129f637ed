"""``[reasons.<id>]`` and ``[desk]``."""

from typing import Annotated, Literal

from pydantic import Field

from acd.config.fields import Name, Table, seconds


class ReasonTable(Table):
    """Why an agent is not ready. Without any, agents may name what they like. 0 = no such limit."""

    label: Name = Field(description="what people call it")
    digit: Annotated[int, Field(ge=0, le=9)] | None = Field(None, description="the digit after `*14` that names it")
    paid: bool = Field(True, description="reports count it as working time")
    limit_s: Annotated[float, seconds(0, 86_400)] = Field(0, description="how long one stay may last")
    day_limit_s: Annotated[float, seconds(0, 86_400)] = Field(
        0, description="how long an agent's stays of one day (UTC) may last together"
    )
    at_once_max: Annotated[int, Field(ge=0, le=100_000)] = Field(
        0, description="how many agents may be away for it at the same time"
    )
    approval: bool = Field(False, description="a supervisor must agree first")
    over_limit: Literal["warn", "ready"] = Field(
        "warn", description="after the limit: show and log it, or make the agent ready"
    )


class DeskTable(Table):
    """What holds for all agents' desks."""

    reasons_only: bool = Field(False, description="not ready needs one of the reasons above")
    wrap_up_extend_s: Annotated[float, seconds(1, 3_600)] = Field(60, description="time that `*15` adds to wrap-up")
    lamps: bool = Field(
        False, description="phones can show agents and queues by lamps; each call then costs Asterisk a few changes"
    )
