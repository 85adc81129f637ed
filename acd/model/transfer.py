"""Where a call is passed on to."""

from dataclasses import dataclass

from acd.model.states import TransferTarget


@dataclass(frozen=True, slots=True)
class Target:
    """``name`` is an agent's or queue's id, or an outside number.

    ``requires`` (skills, see ``acd.model.skills``) and ``priority`` go along into a queue. A queue without a name is
    the one in which the call was last.
    """

    kind: TransferTarget
    name: str
    requires: str = ""
    priority: int = 0
