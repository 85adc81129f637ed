"""``announce`` of a queue."""

from typing import Annotated

from pydantic import Field

from acd.config.centre_tables.names import SoundName
from acd.config.fields import Table, seconds


class AnnounceTable(Table):
    """What waiting callers are told between the music; an agent who becomes free interrupts it."""

    first_after_s: Annotated[float, seconds(0, 3_600)] = Field(15, description="from entering to the first of them")
    every_s: Annotated[float, seconds(10, 3_600)] = Field(60, description="from one telling of the place to the next")
    position: bool = Field(False, description="tell how many callers are before, and the caller's own place")
    position_max: Annotated[int, Field(ge=1, le=99)] = Field(20, description="a place behind it is not told")
    expected_wait: bool = Field(False, description="tell how long it will take, when enough callers were served lately")
    expected_wait_max_s: Annotated[float, seconds(60, 5_400)] = Field(1_800, description="a longer one is not told")
    round_s: Annotated[float, seconds(60, 900)] = Field(
        60, description="it is rounded up to a multiple of this; in Russian at least to five minutes"
    )
    only_changed: bool = Field(False, description="tell it again only when it differs from what was told")
    messages: list[SoundName] = Field([], description="sounds to play in turn, by their names in Asterisk")
    messages_every_s: Annotated[float, seconds(10, 3_600)] = Field(60, description="from one message to the next")
