"""Menus run in Asterisk; the engine hears that a caller is in one, and what was chosen."""

from dataclasses import replace
from typing import Any

import pytest

from acd.commands import RecordMessage, Reply
from acd.events import CentreConfigured, FailsafeTook, OfferAnswered, Origin, OutsideFailed
from acd.model.centre import Destination, Hours, Message, Number
from acd.model.channels import Place
from acd.model.facts import CallFact, VisitFact
from acd.model.menus import Choice
from acd.model.states import CallState, HungUpBy, OfferResult, VisitOutcome
from acd.testing.engine import NODE, NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    arrives,
    audit,
    centre,
    channel,
    chooses,
    connects,
    fetches_back,
    hangs_up,
    is_gone,
    logs_in,
    sends_outside,
    tells,
)

IN_MENU: dict[str, Any] = {"dialled": "500", "menu": "main"}


def in_menu(play: Script | None = None) -> Script:
    """c1 hears the menu, for two seconds."""
    begun = play or script(centre())
    return begun >> arrives("c1", **IN_MENU) >> passes(2)


def test_nobody_is_offered_while_in_the_menu() -> None:
    play = in_menu(script(centre()) >> logs_in("101"))
    assert play
    assert play.call("c1").state is CallState.MENU
    assert play >> passes(600)


@pytest.mark.parametrize(
    ("entry", "queue", "priority"),
    [
        ("main*1", "sales", 0),
        ("main*2", "support", 2),
        ("main*3*star", "sales", 0),
        ("main*default", "support", 0),
        # what is not in the menus: the default of the last one that is
        ("main*7", "support", 0),
        ("main*1*1*1", "sales", 0),
        ("main", "support", 0),
        ("main*", "support", 0),
        ("main*star", "support", 0),  # "repeat" leads nowhere
        ("", "support", 0),
        # not even the menu is there: the number's
        ("nothing*1", "support", 0),
        ("*1", "support", 0),
    ],
)
def test_what_is_chosen_leads_to_its_queue(entry: str, queue: str, priority: int) -> None:
    play = in_menu() >> chooses("c1", entry)
    assert play
    call = play.call("c1")
    assert (call.state, call.queue, call.priority) == (CallState.WAITING, queue, priority)
    visit = call.visit
    assert visit is not None
    assert (visit.entered_ms, visit.place_ms) == (NOON_MS + 2_000, NOON_MS + 2_000)


def test_the_entry_is_recorded() -> None:
    play = in_menu() >> chooses("c1", "main*2") >> hangs_up("c1")
    play << recorded(CallFact, entry="main*2", queue="support", outcome=VisitOutcome.ABANDONED, priority=2)
    assert play << recorded(VisitFact, wait_ms=0)


def test_a_personal_choice_waits_for_the_agent_alone() -> None:
    play = script(centre()) >> logs_in("102")
    in_menu(play) >> chooses("c1", "main*3*1")
    assert play.call("c1").language == "ru"
    assert play >> logs_in("101") << connects("c1", "101", unknown())


def test_a_message_is_played_and_the_call_ends() -> None:
    play = in_menu() >> chooses("c1", "main*9") << tells("c1", Message.CLOSED)
    play >> is_gone("c1") << recorded(CallFact, entry="main*9", queue=None, outcome=None, hung_up_by=HungUpBy.SYSTEM)
    assert play


def test_to_voicemail() -> None:
    plain = centre()
    main = plain.menus["main"]
    keys = {**main.keys, "0": Choice(to_voicemail="support")}
    play = script(replace(plain, menus={**plain.menus, "main": replace(main, keys=keys)}))
    call = in_menu(play).call("c1").id
    order = RecordMessage(NODE, "PJSIP/trunk-c1", call, unknown(), unknown(), unknown(), "en")
    assert play >> chooses("c1", "main*0") << order
    assert play.call("c1").voicemail_for == "support"


class TestToANumberOutside:
    OUT = "+74951234567"

    def chosen(self) -> Script:
        plain = centre()
        main = plain.menus["main"]
        keys = {**main.keys, "0": Choice(to_number=self.OUT)}
        play = script(replace(plain, menus={**plain.menus, "main": replace(main, keys=keys)}))
        return in_menu(play) >> chooses("c1", "main*0") << sends_outside("c1", self.OUT)

    def test_answered_there(self) -> None:
        play = self.chosen() >> OfferAnswered(NODE, "c1", "PJSIP/trunk-out-9", "out") >> passes(60) >> hangs_up("c1")
        assert play << recorded(CallFact, entry="main*0", queue=None, hung_up_by=HungUpBy.CALLER)
        assert not play.recorded(VisitFact)

    def test_nobody_answers_there(self) -> None:
        play = self.chosen() >> OutsideFailed(NODE, "c1", OfferResult.NO_ANSWER) << tells("c1", Message.ALL_BUSY)
        assert play >> is_gone("c1") << recorded(CallFact, entry="main*0", queue=None)

    def test_outside_the_hours_of_the_number(self) -> None:
        shut = Hours("h", "UTC", {"mon-sun": ("00:00-01:00",)})
        number = Number("900", "sales", hours="h", closed=Destination(to_number=self.OUT))
        play = script(replace(centre(), numbers={"900": number}, hours={"h": shut}))
        play >> arrives("c1", "900") << sends_outside("c1", self.OUT)
        play >> OutsideFailed(NODE, "c1", OfferResult.REFUSED) << tells("c1", Message.CLOSED)
        assert play >> is_gone("c1") << recorded(CallFact, outcome=VisitOutcome.CLOSED)


def test_a_caller_who_hangs_up_in_the_menu_is_recorded() -> None:
    play = in_menu() >> hangs_up("c1")
    play << recorded(CallFact, entry="main", queue=None, outcome=None, hung_up_by=HungUpBy.CALLER)
    assert play
    assert not play.recorded(VisitFact)


def test_a_choice_told_twice_or_too_late_counts_once() -> None:
    play = in_menu() >> chooses("c1", "main*1") >> chooses("c1", "main*2")
    play >> hangs_up("c1") >> chooses("c1", "main*1")
    assert play
    assert play.state.ignored == {"choice of a call that is waiting": 1, "choice without a call": 1}
    assert [visit.queue for visit in play.recorded(VisitFact)] == ["sales"]


def test_asterisk_has_not_read_the_menu_yet() -> None:
    """The caller waits without having heard it: the default is taken."""
    play = script(centre()) >> arrives("c1", "500")
    assert play
    assert (play.call("c1").queue, play.call("c1").entry) == ("support", "main*default")


def test_asterisk_still_plays_a_menu_that_the_number_has_no_more() -> None:
    play = script(centre()) >> arrives("c1", "100", menu="main") << fetches_back("c1")
    assert play
    assert play.call("c1").queue == "sales"


class TestFoundInAsterisk:
    """A daemon that starts again, or that has missed something."""

    def test_in_the_menu(self) -> None:
        play = script(centre()) >> audit(channel("c1", Place.MENU, dialled="500", entry="main*3", age_ms=5_000))
        assert play.call("c1").state is CallState.MENU
        play >> chooses("c1", "main*3*star")
        assert play
        assert (play.call("c1").queue, play.call("c1").arrived_ms) == ("sales", NOON_MS - 5_000)

    def test_waiting_after_the_menu(self) -> None:
        waiting = channel("c1", dialled="500", entry="main*2", queue="support", age_ms=9_000)
        play = script(centre()) >> audit(waiting)
        assert play
        call = play.call("c1")
        assert (call.queue, call.priority, call.entry) == ("support", 2, "main*2")

    def test_the_choice_was_not_heard(self) -> None:
        play = in_menu() >> passes(8) >> audit(channel("c1", dialled="500", entry="main*1", queue="sales"))
        assert play
        assert play.call("c1").queue == "sales"

    def test_the_choice_of_a_message_was_not_heard(self) -> None:
        play = in_menu() >> passes(8) >> audit(channel("c1", Place.LEAVING, dialled="500", entry="main*9"))
        assert play.call("c1").state is CallState.LEAVING
        assert play >> is_gone("c1") << recorded(CallFact, queue=None)

    def test_the_failsafe_took_the_caller_meanwhile(self) -> None:
        play = in_menu() >> FailsafeTook(NODE, "c1", "main*1")
        assert (play.call("c1").state, play.call("c1").queue) == (CallState.FAILSAFE, "sales")
        assert play >> arrives("c1", "500", entry="main*1")
        assert (play.call("c1").state, play.call("c1").queue) == (CallState.WAITING, "sales")

    def test_the_failsafe_gives_back_a_caller_who_was_in_the_menu(self) -> None:
        play = in_menu() >> arrives("c1", "500", entry="main*1")
        assert play
        assert (play.call("c1").state, play.call("c1").queue) == (CallState.WAITING, "sales")

    @pytest.mark.parametrize("place", [Place.FAILSAFE, Place.CONNECTING])
    def test_a_talk_is_not_interrupted_for_a_message(self, place: Place) -> None:
        """The failsafe rang the phones of the default; who has chosen a message talks with somebody."""
        play = script(centre()) >> audit(channel("c1", place, dialled="500", entry="main*9"))
        assert play
        assert not play.state.calls

    def test_hostile_text_on_the_channel(self) -> None:
        play = script(centre()) >> audit(channel("c1", dialled="500", entry="main*1*../../x", queue="nothing"))
        assert play
        assert play.call("c1").queue == "sales"


def test_a_menu_that_may_be_heard_is_not_taken_out() -> None:
    plain = centre()
    less = replace(plain, menus={}, numbers={"100": plain.numbers["100"]})
    text = "callers may be hearing main, more: take the menu out when no number and key leads there"
    play = in_menu() >> CentreConfigured(less, Origin(request="1")) << Reply("1", "conflict", text)
    play >> hangs_up("c1")
    assert play >> CentreConfigured(less, Origin(request="2")) << Reply("2", "ok", unknown())
