"""Names of other entries, and the kinds of values that several tables share."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from acd.config.fields import EXPECTED, expect, full_match, id_of
from acd.model.skills import LEVEL_MAX, SKILL_NAME, SkillsError, read_requirement

Language = Literal["en", "ru"]
ProjectRef = Annotated[str, id_of("project")]
QueueRef = Annotated[str, id_of("queue")]
AgentRef = Annotated[str, id_of("agent")]
PhoneRef = Annotated[str, id_of("phone")]
HoursRef = Annotated[str, id_of("calendar")]
MenuRef = Annotated[str, id_of("menu")]

Skill = Annotated[str, expect(full_match(SKILL_NAME), "1 to 30 of the characters a-z 0-9 _, a letter first", "a skill")]
Level = Annotated[int, Field(ge=1, le=LEVEL_MAX)]


def _requirement(text: str) -> str:
    try:
        read_requirement(text)
    except SkillsError as error:
        raise PydanticCustomError(
            EXPECTED, "{words}", {"words": f'skills as "russian >= 5 and cards": {error}'}
        ) from None
    return text


Key = Annotated[str, expect(full_match("[0-9*#]"), "one of the keys 0-9 * #", "a key")]
SoundName = Annotated[
    str,
    expect(full_match("[A-Za-z0-9_][A-Za-z0-9_/-]{0,49}"), "1 to 50 of the characters A-Z a-z 0-9 _ - /", "a sound"),
]
Requires = Annotated[str, AfterValidator(_requirement)]
Priority = Annotated[int, Field(ge=-100, le=100)]
