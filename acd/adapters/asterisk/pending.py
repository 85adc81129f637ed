"""Actions that wait for their replies: bounded, each with a deadline, none kept after its end.

Times are seconds of the event loop's clock. A *list* is an action answered by a response, then one event for each
item, then an event that completes it (``Status``: ``Status``..., ``StatusComplete``).
"""

from collections.abc import Callable
from typing import Final

from acd.adapters.asterisk.actions import Outcome, Reply
from acd.adapters.asterisk.framing import Message

OnReply = Callable[[Reply], None]

PENDING_MAX: Final = 1000
ITEMS_MAX: Final = 100_000

_ITEM_EVENTS: Final = {
    "Status": "Status",
    "DeviceStateList": "DeviceStateChange",
    "CoreShowChannels": "CoreShowChannel",
    "BridgeList": "BridgeListItem",
}
"""The events that are items of a list; other events that carry the action's id are none of its business.

For actions that are not named here, every event with the action's id is taken for an item.
"""


class _Action:
    __slots__ = ("deadline", "is_list", "item_event", "items", "on_reply", "response")

    def __init__(self, deadline: float, on_reply: OnReply | None, *, is_list: bool, item_event: str | None) -> None:
        self.deadline = deadline
        self.on_reply = on_reply
        self.is_list = is_list
        self.item_event = item_event
        self.items: list[Message] = []
        self.response: Message | None = None


class PendingActions:
    """The pending actions of one connection. ``lists`` is how many of them collect events.

    ``on_error`` takes what an ``on_reply`` raises.
    """

    def __init__(self, on_error: Callable[[Exception], None], limit: int = PENDING_MAX) -> None:
        self._on_error = on_error
        self.lists = 0
        self.late_replies = 0  # their action had timed out, or was never ours
        self._limit = limit
        self._actions: dict[str, _Action] = {}

    def __len__(self) -> int:
        return len(self._actions)

    @property
    def full(self) -> bool:
        return len(self._actions) >= self._limit

    @property
    def next_deadline(self) -> float | None:
        return min((action.deadline for action in self._actions.values()), default=None)

    def add(self, action_id: str, deadline: float, on_reply: OnReply | None) -> None:
        """Expect a response. The caller has checked ``full``."""
        self._actions[action_id] = _Action(deadline, on_reply, is_list=False, item_event=None)

    def add_list(self, action_id: str, name: str, deadline: float, on_reply: OnReply) -> None:
        """Expect a response and the events of the list that the action ``name`` asks for."""
        item_event = _ITEM_EVENTS.get(name)
        self._actions[action_id] = _Action(deadline, on_reply, is_list=True, item_event=item_event)
        self.lists += 1

    def response(self, message: Message) -> None:
        """A response came: it ends its action, unless a list follows."""
        action_id = message.get("ActionID")
        action = self._actions.get(action_id)
        if action is None:
            self.late_replies += 1
            return
        success = message.get("Response") in ("Success", "Goodbye")
        if success and action.is_list and action.response is None and message.get("EventList") != "":
            action.response = message
            return
        outcome = Outcome.SUCCESS if success else Outcome.ERROR
        self._end(action_id, Reply(outcome, message, action.items))

    def list_event(self, message: Message) -> bool:
        """Offer an event that carries an action's id; True when it was part of a pending list."""
        action_id = message.get("ActionID")
        action = self._actions.get(action_id)
        if action is None or not action.is_list:
            return False
        if message.get("EventList").lower() in ("complete", "cancelled"):
            self._end(action_id, Reply(Outcome.SUCCESS, action.response, action.items))
            return True
        if action.item_event is not None and message.get("Event") != action.item_event:
            return False
        action.items.append(message)
        if len(action.items) > ITEMS_MAX:
            self._end(action_id, Reply(Outcome.ERROR))
        return True

    def expire(self, now: float) -> int:
        """End the actions whose deadline has passed; returns how many."""
        overdue = [action_id for action_id, action in self._actions.items() if action.deadline <= now]
        for action_id in overdue:
            self._end(action_id, Reply(Outcome.TIMED_OUT))
        return len(overdue)

    def end_all(self, outcome: Outcome) -> None:
        for action_id in list(self._actions):
            self._end(action_id, Reply(outcome))

    def _end(self, action_id: str, reply: Reply) -> None:
        action = self._actions.pop(action_id, None)
        if action is None:  # ended by another action's on_reply
            return
        self.lists -= action.is_list
        if action.on_reply is None:
            return
        try:
            action.on_reply(reply)
        except Exception as error:
            self._on_error(error)
