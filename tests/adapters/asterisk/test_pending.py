"""Actions that wait for their replies."""

from acd.adapters.asterisk import pending as module
from acd.adapters.asterisk.actions import Outcome, Reply
from acd.adapters.asterisk.pending import PendingActions
from tests.adapters.asterisk.links import message


class Ends:
    """The replies that came, and what an ``on_reply`` raised."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.errors: list[Exception] = []
        self.pending = PendingActions(self.errors.append, limit=2)

    @property
    def outcomes(self) -> list[Outcome]:
        return [reply.outcome for reply in self.replies]


def test_a_response_ends_its_action_once() -> None:
    ends = Ends()
    ends.pending.add("a", 1.0, ends.replies.append)
    ends.pending.response(message(("Response", "Error"), ("ActionID", "a"), ("Message", "No such channel")))
    ends.pending.response(message(("Response", "Success"), ("ActionID", "a")))
    assert ends.outcomes == [Outcome.ERROR]
    assert ends.replies[0].text == "No such channel"
    assert ends.pending.late_replies == 1


def test_a_response_without_an_id_is_nobodys() -> None:
    ends = Ends()
    ends.pending.response(message(("Response", "Error"), ("Message", "Missing action in request")))
    assert ends.pending.late_replies == 1


def test_it_is_full_at_its_limit() -> None:
    ends = Ends()
    ends.pending.add("a", 1.0, None)
    before = ends.pending.full
    ends.pending.add("b", 2.0, None)
    assert (before, ends.pending.full) == (False, True)
    assert ends.pending.next_deadline == 1.0


def test_only_overdue_actions_expire() -> None:
    ends = Ends()
    ends.pending.add("a", 1.0, ends.replies.append)
    ends.pending.add("b", 2.0, ends.replies.append)
    assert ends.pending.expire(1.5) == 1
    assert ends.outcomes == [Outcome.TIMED_OUT]
    assert ends.pending.next_deadline == 2.0


def test_a_list_collects_its_items_and_ends_with_its_complete_event() -> None:
    ends = Ends()
    ends.pending.add_list("a", "Status", 1.0, ends.replies.append)
    ends.pending.response(message(("Response", "Success"), ("ActionID", "a"), ("EventList", "start")))
    assert ends.pending.list_event(message(("Event", "Status"), ("ActionID", "a"), ("Uniqueid", "1")))
    assert not ends.pending.list_event(message(("Event", "Status"), ("ActionID", "other")))
    assert not ends.pending.list_event(message(("Event", "Hangup"), ("ActionID", "a")))
    complete = message(("Event", "StatusComplete"), ("ActionID", "a"), ("EventList", "Complete"))
    assert ends.pending.list_event(complete)
    assert ends.outcomes == [Outcome.SUCCESS]
    assert len(ends.replies[0].items) == 1
    assert ends.pending.lists == 0


def test_a_list_that_is_refused_ends_at_once() -> None:
    ends = Ends()
    ends.pending.add_list("a", "Status", 1.0, ends.replies.append)
    ends.pending.response(message(("Response", "Error"), ("ActionID", "a")))
    assert ends.outcomes == [Outcome.ERROR]
    assert ends.pending.lists == 0


def test_an_endless_list_is_given_up() -> None:
    ends = Ends()
    ends.pending.add_list("a", "Status", 1.0, ends.replies.append)
    item = message(("Event", "Status"), ("ActionID", "a"))
    for _ in range(module.ITEMS_MAX + 1):
        ends.pending.list_event(item)
    assert ends.outcomes == [Outcome.ERROR]


def test_an_on_reply_that_raises_hinders_nobody() -> None:
    ends = Ends()

    def boom(_reply: Reply) -> None:
        raise ValueError

    ends.pending.add("a", 1.0, boom)
    ends.pending.add("b", 1.0, ends.replies.append)
    ends.pending.end_all(Outcome.LINK_LOST)
    assert ends.outcomes == [Outcome.LINK_LOST]
    assert len(ends.errors) == 1
    assert len(ends.pending) == 0
