"""``[dispositions.<id>]``."""

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from acd.config.centre_tables.campaigns import DispositionRef, RetryTable
from acd.config.centre_tables.names import ProjectRef
from acd.config.fields import EXPECTED, Name, Table

MeaningName = Literal["success", "refusal", "other"]


class DispositionTable(Table):
    """An outcome that agents give calls. They are a tree: those below which there is another only group them."""

    name: Name = Field(description="what people call it")
    project: ProjectRef | None = Field(None, description="the project whose agents choose it; none: all")
    parent: DispositionRef | None = Field(None, description="the one above it, as a refusal above its reasons")
    meaning: MeaningName | None = Field(None, description="what reports count it as; none: as the one above")
    retry: RetryTable | None = Field(None, description="the lead is dialled again; none: it is done")
    callback: bool = Field(False, description="the agent names a time, and the person is called then")
    do_not_call: bool = Field(False, description="the person is never called again by the project")

    @model_validator(mode="after")
    def one_consequence(self) -> "DispositionTable":
        if (self.retry is not None) + self.callback + self.do_not_call > 1:
            raise PydanticCustomError(EXPECTED, "at most one of retry, callback and do_not_call")
        return self
