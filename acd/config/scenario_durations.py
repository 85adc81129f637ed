"""How long something lasts, as a scenario says it."""

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from acd.config.fields import EXPECTED, Table, seconds
from acd.sim.distributions import Duration, Empirical, Exponential, Fixed, LogNormal

Seconds = Annotated[float, seconds(0, 1_000_000)]


class LogNormalTable(Table):
    """Times as conversations have them: many short ones, few long ones."""

    mean_s: Annotated[float, seconds(0.001, 1_000_000)] = Field(description="mean")
    cv: Annotated[float, Field(gt=0, le=20, allow_inf_nan=False)] = Field(
        1.0, description="coefficient of variation: standard deviation / mean"
    )


class DurationTable(Table):
    """How long something lasts: exactly one of these."""

    fixed_s: Seconds | None = Field(None, description="always so long")
    exponential_s: Seconds | None = Field(None, description="exponential with this mean")
    lognormal: LogNormalTable | None = Field(None, description="lognormal with this mean and variation")
    empirical_s: Annotated[list[Seconds], Field(min_length=1)] | None = Field(
        None, description="any of these, each as likely"
    )

    @model_validator(mode="after")
    def one_kind(self) -> "DurationTable":
        if sum(getattr(self, name) is not None for name in type(self).model_fields) != 1:
            raise PydanticCustomError(EXPECTED, "exactly one of fixed_s, exponential_s, lognormal, empirical_s")
        return self


def duration(table: DurationTable) -> Duration:
    if table.fixed_s is not None:
        return Fixed(table.fixed_s)
    if table.exponential_s is not None:
        return Exponential(table.exponential_s)
    if table.lognormal is not None:
        return LogNormal(table.lognormal.mean_s, table.lognormal.cv)
    return Empirical(tuple(sorted(table.empirical_s or ())))
