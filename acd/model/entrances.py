"""How a call comes in: what it brings along, and where it is let in."""

from dataclasses import dataclass

from acd.model.destinations import Message

PRIORITY_MAX = 100  # all that a call brings together, up or down


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody's own dialplan set on the channel before the call arrived; text that nobody looked up yet."""

    requires: str = ""
    priority: int = 0
    agent: str = ""


NOTHING = Brought()


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where a call goes: into ``queue`` or ``menu``, to a ``number`` outside, or ``message`` and the end; else the end.

    ``voicemail``: the caller leaves a message for the agents of this queue, and the call ends.

    ``closed``: it comes outside the hours of the number. ``moved``: into another queue than number or menu lead to.
    ``requires``, ``priority``, ``music`` (empty: the queue's) and ``agent`` (a personal call) go with it. ``reason``
    says why, for people.
    """

    queue: str | None = None
    menu: str | None = None
    number: str | None = None
    message: Message | None = None
    voicemail: str | None = None
    closed: bool = False
    moved: bool = False
    requires: str = ""
    priority: int = 0
    agent: str | None = None
    music: str = ""
    project: str | None = None
    language: str = "en"
    reason: str = ""
