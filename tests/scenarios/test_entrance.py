"""Where callers are let in: by number, lists of callers, hours, and what somebody's own dialplan brought along."""

from dataclasses import replace
from typing import Any

import pytest

from acd.commands import HangUp
from acd.events import NOBODY, CallTransferRequested, CentreConfigured
from acd.model.callers import CallerList, Refusal
from acd.model.centre import Centre, Destination, Hours, Message, Number, Overflow
from acd.model.entrances import Brought
from acd.model.facts import CallFact, VisitFact
from acd.model.states import CallState, HungUpBy, TransferTarget, VisitOutcome
from acd.model.transfer import Target
from acd.testing.engine import NODE, NOON_MS, Script, passes, recorded, script, unknown
from tests.scenarios.words import (
    arrives,
    centre,
    channel,
    chooses,
    connects,
    fetches_back,
    is_gone,
    logs_in,
    marks,
    returns,
    rings,
    tells,
)
from tests.scenarios.words import audit as audits

HOUR_MS = 3_600_000
OFFICE = Hours("office", "UTC", {"mon-sun": ("09:00-18:00",)})
NIGHT = Hours("night", "UTC", {"mon-sun": ("18:00-09:00",)})
EVENING_MS = NOON_MS + 7 * HOUR_MS


def numbered(number: Number, **given: Any) -> Centre:
    """The plain centre with this number, calendars, and whatever else."""
    plain = centre(**given.pop("queues", {}))
    return replace(
        plain, numbers={**plain.numbers, number.number: number}, hours={"office": OFFICE, "night": NIGHT}, **given
    )


def at(now_ms: int, number: Number, **given: Any) -> Script:
    return script(numbered(number, **given), now_ms)


class TestNumbers:
    def test_to_a_message(self) -> None:
        play = at(NOON_MS, Number("900", message=Message.CLOSED, project="shop", language="ru")) >> arrives("c1", "900")
        play << tells("c1", Message.CLOSED, "ru") >> is_gone("c1")
        assert play << recorded(CallFact, queue=None, project="shop", outcome=None, hung_up_by=HungUpBy.SYSTEM)

    def test_to_an_agent_in_person(self) -> None:
        play = at(NOON_MS, Number("900", agent="103")) >> logs_in("101") >> arrives("c1", "900")
        assert play.call("c1").queue == "sales"  # the agent's first
        assert play >> logs_in("103") << connects("c1", "103", unknown())


class TestHours:
    def test_outside_the_hours_of_the_number(self) -> None:
        play = at(EVENING_MS, Number("900", "sales", hours="office")) >> logs_in("101") >> arrives("c1", "900")
        play << tells("c1", Message.CLOSED) >> is_gone("c1")
        assert play << recorded(CallFact, queue=None, project="shop", outcome=VisitOutcome.CLOSED)

    def test_within_them(self) -> None:
        play = at(NOON_MS, Number("900", "sales", hours="office")) >> logs_in("101") >> arrives("c1", "900")
        assert play << connects("c1", "101", unknown())

    def test_to_another_queue_with_priority(self) -> None:
        number = Number("900", "sales", hours="office", closed=Destination(to_queue="support", priority=3))
        play = at(EVENING_MS, number) >> arrives("c1", "900") << marks("c1", "support")
        assert play
        assert (play.call("c1").queue, play.call("c1").priority) == ("support", 3)

    def test_a_holiday(self) -> None:
        free = Hours("office", "UTC", OFFICE.week, {"01-01": ()})
        number = Number("900", "sales", hours="office")
        play = script(replace(numbered(number), hours={"office": free})) >> arrives("c1", "900")
        assert play << tells("c1", Message.CLOSED)

    def test_a_closed_queue_is_recorded_and_its_way_out_taken(self) -> None:
        sales = {"hours": "office", "closed": Destination(to_queue="support")}
        play = at(EVENING_MS, Number("900", "sales"), queues={"sales": sales})
        play >> arrives("c1", "900") << marks("c1", "support")
        play << recorded(VisitFact, queue="sales", outcome=VisitOutcome.CLOSED, wait_ms=0)
        assert play
        assert play.call("c1").queue == "support"

    def test_all_are_closed(self) -> None:
        sales = {"hours": "office", "closed": Destination(to_queue="support")}
        play = at(EVENING_MS, Number("900", "sales"), queues={"sales": sales, "support": {"hours": "office"}})
        play >> arrives("c1", "900") << tells("c1", Message.CLOSED) >> is_gone("c1")
        assert play << recorded(CallFact, queue="support", outcome=VisitOutcome.CLOSED)
        assert [(visit.queue, visit.outcome.value) for visit in play.recorded(VisitFact)] == [
            ("sales", "closed"),
            ("support", "closed"),
        ]

    def test_a_circle_of_closed_queues_ends(self) -> None:
        """It is refused with the configuration; here it must not go round."""
        sales = {"hours": "office", "closed": Destination(to_queue="support")}
        support = {"hours": "office", "closed": Destination(to_queue="sales")}
        play = at(EVENING_MS, Number("900", "sales"), queues={"sales": sales, "support": support})
        assert play >> arrives("c1", "900") << tells("c1", Message.CLOSED)

    def test_out_of_the_menu(self) -> None:
        """Asterisk began to play it before anybody asked for the hours."""
        number = Number("500", menu="main", hours="office", closed=Destination(to_queue="support"))
        play = at(EVENING_MS, number) >> arrives("c1", "500", menu="main")
        assert play << marks("c1", "support") << fetches_back("c1")

    def test_the_hours_of_the_number_are_those_of_the_arrival(self) -> None:
        """The caller was let into the menu before closing time."""
        number = Number("500", menu="main", hours="office")
        play = at(NOON_MS + 6 * HOUR_MS - 1_000, number) >> arrives("c1", "500", menu="main") >> passes(5)
        assert play >> chooses("c1", "main*1")
        assert play.call("c1").queue == "sales"

    def test_found_waiting_after_closing_time(self) -> None:
        """The caller came in time, so is served."""
        number = Number("900", "sales", hours="office")
        play = at(NOON_MS + 6 * HOUR_MS + 5_000, number) >> audits(channel("c1", dialled="900", age_ms=60_000))
        assert play
        assert play.call("c1").queue == "sales"


CLOSING = NOON_MS + 6 * HOUR_MS


class TestClosingTime:
    """Callers who wait when the queue closes."""

    def test_are_still_served(self) -> None:
        play = at(CLOSING - 10_000, Number("900", "sales"), queues={"sales": {"hours": "office"}})
        play >> arrives("c1", "900") >> passes(60) >> logs_in("101")
        assert play << connects("c1", "101", unknown())

    def test_or_must_go(self) -> None:
        rules = {"hours": "office", "serve_after_closing": False, "closed": Destination(to_queue="support", priority=2)}
        play = at(CLOSING - 10_000, Number("900", "sales"), queues={"sales": rules})
        play >> arrives("c1", "900") >> passes(9.999) >> passes(0.001) << marks("c1", "support")
        play << recorded(VisitFact, queue="sales", outcome=VisitOutcome.CLOSED, wait_ms=10_000)
        assert play
        visit = play.call("c1").visit
        assert visit is not None
        assert (visit.queue, visit.place_ms, play.call("c1").priority) == ("support", CLOSING - 10_000, 2)

    def test_but_not_while_a_phone_rings(self) -> None:
        rules = {"hours": "office", "serve_after_closing": False}
        play = at(CLOSING - 10_000, Number("900", "sales"), queues={"sales": rules}) >> logs_in("101")
        offer = unknown()
        play >> arrives("c1", "900") << connects("c1", "101", offer) >> rings("1001") >> passes(15)
        play >> returns("c1", offer, "1001") << tells("c1", Message.CLOSED)
        assert play << recorded(VisitFact, outcome=VisitOutcome.CLOSED)

    def test_a_queue_that_is_closed_is_no_overflow(self) -> None:
        """The caller keeps the place, and moves when it opens."""
        sales = {"overflows": (Overflow(20_000, to_queue="support"),)}
        now_ms = NOON_MS - 3 * HOUR_MS - 60_000
        play = at(now_ms, Number("900", "sales"), queues={"sales": sales, "support": {"hours": "office"}})
        play >> arrives("c1", "900") >> passes(59)
        assert play
        assert play >> passes(6) << marks("c1", "support")

    def test_new_hours_count_for_those_who_wait(self) -> None:
        rules = {"hours": "office", "serve_after_closing": False}
        centre = numbered(Number("900", "sales"), queues={"sales": rules})
        play = script(centre, NOON_MS) >> arrives("c1", "900") >> passes(10)
        short = Hours("office", "UTC", {"mon-sun": ("09:00-12:01",)})
        play >> CentreConfigured(replace(centre, hours={**centre.hours, "office": short})) >> passes(49)
        assert play >> passes(1) << tells("c1", Message.CLOSED)

    def test_a_queue_that_is_closed_at_once(self) -> None:
        """An emergency: who waits must go, or may stay, as the queue says."""
        rules = {"hours": "office", "serve_after_closing": False}
        centre = numbered(Number("900", "sales"), queues={"sales": rules})
        shut = Hours("office", "UTC", OFFICE.week, {"2026-01-01": ()})
        play = script(centre, NOON_MS) >> arrives("c1", "900") >> passes(10)
        play >> CentreConfigured(replace(centre, hours={**centre.hours, "office": shut}))
        assert play >> passes(0.001) << tells("c1", Message.CLOSED)

    def test_who_was_passed_on_to_a_closed_queue_stays_there(self) -> None:
        rules = {"hours": "night", "serve_after_closing": False}
        play = at(NOON_MS, Number("900", "sales"), queues={"support": rules}) >> arrives("c1", "900")
        call = play.call("c1").id
        play >> CallTransferRequested(call, Target(TransferTarget.QUEUE, "support"), NOBODY) << marks("c1", "support")
        assert play >> passes(3_600)
        assert play.call("c1").queue == "support"


VIP = CallerList("vip", ("+7 495 123-45-67",), priority=10)


class TestListsOfCallers:
    def test_a_vip_overtakes(self) -> None:
        play = script(replace(centre(), callers={"vip": VIP}))
        play >> arrives("c1") >> passes(30) >> arrives("c2", number="84951234567") >> passes(1)
        play >> arrives("c3", number="+74951234567")
        assert [play.call(name).priority for name in ("c1", "c2", "c3")] == [0, 0, 10]
        assert play >> logs_in("101") << connects("c3", "101", unknown())

    def test_their_queue_passes_over_the_menu(self) -> None:
        lists = {"vip": replace(VIP, queue="sales")}
        play = script(replace(centre(), callers=lists)) >> arrives("c1", "500", number="74951234567", menu="main")
        assert play << marks("c1", "sales") << fetches_back("c1")

    def test_their_agent(self) -> None:
        lists = {"vip": replace(VIP, agent="102")}
        play = script(replace(centre(), callers=lists)) >> logs_in("101") >> arrives("c1", number="74951234567")
        assert play >> logs_in("102") << connects("c1", "102", unknown())

    def test_who_is_refused_hears_a_message(self) -> None:
        lists = {"no": CallerList("no", ("+1555*",), refuse=Refusal.NO_SERVICE)}
        play = script(replace(centre(), callers=lists)) >> logs_in("101") >> arrives("c1", number="+15551234")
        play << tells("c1", Message.NO_SERVICE) >> is_gone("c1")
        assert play << recorded(CallFact, queue=None, hung_up_by=HungUpBy.SYSTEM, outcome=None)

    def test_or_nothing_at_all(self) -> None:
        lists = {"no": CallerList("no", ("+1555*",), refuse=Refusal.HANG_UP)}
        play = script(replace(centre(), callers=lists)) >> arrives("c1", "500", number="+15551234", menu="main")
        play << HangUp(NODE, "PJSIP/trunk-c1") >> passes(60) << HangUp(NODE, "PJSIP/trunk-c1") >> is_gone("c1")
        assert play << recorded(CallFact, queue=None, hung_up_by=HungUpBy.SYSTEM)


class TestBroughtAlong:
    def test_priority_agent_and_skills(self) -> None:
        plain = centre()
        skilled = replace(plain, agents={**plain.agents, "102": replace(plain.agents["102"], skills={"cards": 5})})
        play = script(skilled) >> logs_in("101")
        play >> arrives("c1", brought=Brought("cards >= 3", 7)) >> logs_in("102") << connects("c1", "102", unknown())
        assert play
        assert (play.call("c1").requires, play.call("c1").priority) == ("cards >= 3", 7)

    @pytest.mark.parametrize("requires", ["cards", "cards >=", "cards > 3 and cards < 2", "x" * 400])
    def test_skills_that_nobody_has_are_left_out(self, requires: str) -> None:
        play = script(centre()) >> logs_in("101") >> arrives("c1", brought=Brought(requires))
        assert play << connects("c1", "101", unknown())

    def test_an_agent(self) -> None:
        play = script(centre()) >> logs_in("101") >> arrives("c1", brought=Brought(agent="102"))
        assert play >> logs_in("102") << connects("c1", "102", unknown())

    def test_an_agent_who_is_not_there_is_left_out(self) -> None:
        play = script(centre()) >> logs_in("101") >> arrives("c1", brought=Brought(agent="999"))
        assert play << connects("c1", "101", unknown())

    def test_it_is_found_again_in_asterisk(self) -> None:
        play = script(centre()) >> audits(channel("c1", brought=Brought(priority=7)))
        assert (play.call("c1").state, play.call("c1").priority) == (CallState.WAITING, 7)

    def test_priorities_add_up_within_bounds(self) -> None:
        number = Number("900", "sales", priority=90)
        play = at(NOON_MS, number, callers={"vip": VIP}) >> arrives(
            "c1", "900", number="74951234567", brought=Brought(priority=50)
        )
        assert play.call("c1").priority == 100
