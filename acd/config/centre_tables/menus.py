"""``[menus.<id>]``."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from acd.config.centre_tables.destinations import DestinationTable
from acd.config.centre_tables.names import AgentRef, Language, MenuRef
from acd.config.fields import Sound, Table, expect, seconds
from acd.model.menus import KEYS

Key = Annotated[str, expect(lambda text: len(text) == 1 and text in KEYS, "one of the keys 0-9 * #", "a key")]
Prompts = dict[Language, Annotated[list[Sound], Field(min_length=1)]]


class EndTable(DestinationTable):
    """Where callers go who press no key or only wrong ones."""

    ways: ClassVar[tuple[str, ...]] = ("to_queue", "to_agent", "to_number", "to_voicemail", "message")

    to_agent: AgentRef | None = Field(None, description="the call is for this agent in person, in the first queue")
    language: Language | None = Field(None, description="language of prompts from there on; none: as before")


class ChoiceTable(EndTable):
    """Where a key leads."""

    ways: ClassVar[tuple[str, ...]] = (
        "to_queue",
        "to_menu",
        "to_agent",
        "to_number",
        "to_voicemail",
        "message",
        "action",
    )

    to_menu: MenuRef | None = Field(None, description="menu to hear next")
    action: Literal["repeat", "back"] | None = Field(None, description="hear this menu again, or the one before")


class MenuTable(Table):
    """A prompt, and what each key leads to. Asterisk runs menus by itself, with or without the daemon."""

    prompts: Annotated[Prompts, Field(min_length=1)] = Field(
        description="by language, the sounds that are played; callers of another language hear the first ones"
    )
    keys: Annotated[dict[Key, ChoiceTable], Field(min_length=1)] = Field(description="what each key leads to")
    default: EndTable = Field(description="where callers go who press no key or only wrong ones")
    invalid: Prompts = Field({}, description="by language, the sounds after a wrong key")
    key_wait_s: Annotated[float, seconds(0.5, 60)] = Field(5, description="time for a key after the prompts")
    tries_max: Annotated[int, Field(ge=1, le=10)] = Field(
        3, description="so many times without a right key, then the default"
    )
