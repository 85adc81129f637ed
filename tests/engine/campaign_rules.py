"""What people do whom campaigns call, and what supervisors do with campaigns: a part of ``tests.engine.centres``."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from acd.events import LeadsAdded, NumbersBarred
from acd.model.channels import Place
from acd.model.leads import Verdict
from tests.engine.channels import Caller
from tests.engine.wire import Wire
from tests.scenarios.campaigns import pauses, starts, stops

INDEX = st.integers(0, 7)
FAITHFUL = st.sampled_from(["now", "now", "now", "later"])
MANGLED = st.sampled_from(["now", "now", "later", "lost", "first lost", "last lost", "twice", "swapped"])
ANSWERS = st.sampled_from(["rings", "person", "person", "person", "machine", "busy", "congestion"])
CAMPAIGNS = st.sampled_from(["spring", "spring", "autumn"])


class Campaigns(Wire):
    """``mangling``: events may be lost, come twice or in another order. Without, they may only come late."""

    mangling = False

    def fated(self, data: Any) -> None:
        self.act(data.draw(MANGLED if self.mangling else FAITHFUL, label="fate"))

    def callers(self, *places: Place) -> list[Caller]:
        return [c for c in self.world.callers.values() if not places or c.place in places]

    @rule(what=st.sampled_from([starts, starts, starts, pauses, stops]), name=CAMPAIGNS, data=st.data())
    def a_campaign_is_started_or_stopped(self, what: Any, name: str, data: Any) -> None:
        self.tell(what(name))
        self.fated(data)

    @precondition(lambda self: self.callers(Place.DIALLED))
    @rule(index=INDEX, what=ANSWERS, data=st.data())
    def a_phone_that_was_called_does_something(self, index: int, what: str, data: Any) -> None:
        people = self.callers(Place.DIALLED)
        person = people[index % len(people)]
        match what:
            case "rings":
                self.world.rings_there(person)
            case "person" | "machine":
                self.world.picks_up(person, Verdict.MACHINE if what == "machine" else Verdict.OFF)
            case "busy":
                self.world.fails(person, "BUSY", 17)
            case _:
                self.world.fails(person, "CONGESTION", 34)
        self.fated(data)

    @precondition(lambda self: self.callers(Place.TOLD))
    @rule(key=st.sampled_from("91"), data=st.data())
    def a_person_presses_a_key_in_the_message(self, key: str, data: Any) -> None:
        self.world.presses_in_message(self.callers(Place.TOLD)[0], key)
        self.fated(data)

    @rule(barred=st.booleans(), index=INDEX)
    def leads_come_or_are_barred(self, barred: bool, index: int) -> None:
        number = self.world.leads - index
        self.tell(NumbersBarred((f"+7900{number:07}",)) if barred and number > 0 else LeadsAdded(("people",)))
        self.act("now")
