"""A centre under random use: people and Asterisk on one side, the engine on the other, a wire between them."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from acd.engine.clockwork import NODE_AWAY_RETRY_MS
from acd.engine.context import Context
from acd.engine.engine import Engine
from acd.engine.queues.queue_life import overflow_due_ms
from acd.engine.state import channel_key
from acd.events import (
    NOBODY,
    CallHangupRequested,
    CallHoldRequested,
    CallTransferRequested,
    CentreConfigured,
    NodeConnected,
    NodeLost,
    Tick,
)
from acd.model.channels import Place
from acd.model.states import AgentState, CallState, OfferResult, TransferTarget
from acd.model.transfer import Target
from acd.runtime import codec
from acd.testing.engine import NODE, Script
from tests.engine.campaign_rules import FAITHFUL, Campaigns
from tests.engine.channels import AuditItem, Caller
from tests.engine.configurations import CENTRES
from tests.scenarios.campaigns import starts, stops
from tests.scenarios.words import PHONES, WISHES, logs_in, logs_out, takes_a_break

AGENT = st.sampled_from(["101", "102", "103", "104", "105"])
PHONE = st.sampled_from(sorted(PHONES.values()))
INDEX = st.integers(0, 7)
KEYS = st.sampled_from(["*1", "*2", "*3*1", "*3*star", "*9", "*default", "*8", "*3*3*3"])
TARGETS = st.sampled_from(
    [
        Target(TransferTarget.AGENT, "101"),
        Target(TransferTarget.AGENT, "103"),
        Target(TransferTarget.AGENT, "105"),
        Target(TransferTarget.QUEUE, "support"),
        Target(TransferTarget.QUEUE, "", requires="cards >= 5", priority=1),
        Target(TransferTarget.EXTERNAL, "+79001234567"),
        Target(TransferTarget.EXTERNAL, "112"),
    ]
)


class Centres(Campaigns):
    """As ``Campaigns``."""

    @initialize(agents=st.sets(AGENT, min_size=2), centre_name=st.sampled_from(sorted(CENTRES)))
    def begin(self, agents: set[str], centre_name: str) -> None:
        self.tell(CentreConfigured(CENTRES[centre_name]))
        for campaign in CENTRES[centre_name].campaigns:
            self.tell(starts(campaign))
        for agent in sorted(agents):
            self.tell(logs_in(agent))
        self.act("now")

    # What people do.

    def phones(self, *, ringing: bool) -> list[str]:
        found = [phone for c in self.world.callers.values() for phone in (c.rings if ringing else [c.talks_with])]
        return [phone for phone in found if phone and phone not in self.world.dead]

    @rule(
        dialled=st.lists(st.sampled_from(["100", "200", "100", "500", "999"]), min_size=1, max_size=3), data=st.data()
    )
    def callers_arrive(self, dialled: list[str], data: Any) -> None:
        for number in dialled:
            self.world.arrive(number)
        self.fated(data)

    @precondition(lambda self: self.world.callers)
    @rule(index=INDEX, data=st.data())
    def a_caller_hangs_up(self, index: int, data: Any) -> None:
        callers = self.callers()
        self.world.caller_hangs_up(callers[index % len(callers)])
        self.fated(data)

    @precondition(lambda self: self.callers(Place.MENU))
    @rule(index=INDEX, keys=KEYS, data=st.data())
    def a_caller_chooses(self, index: int, keys: str, data: Any) -> None:
        callers = self.callers(Place.MENU)
        self.world.choose(callers[index % len(callers)], keys)
        self.fated(data)

    @precondition(lambda self: self.phones(ringing=True))
    @rule(index=INDEX, data=st.data())
    def an_agent_answers(self, index: int, data: Any) -> None:
        phones = self.phones(ringing=True)
        self.world.answer(phones[index % len(phones)])
        self.fated(data)

    @precondition(lambda self: self.phones(ringing=True))
    @rule(data=st.data())
    def everybody_answers(self, data: Any) -> None:
        while phones := self.phones(ringing=True):
            self.world.answer(phones[0])
        self.fated(data)

    @precondition(lambda self: self.phones(ringing=True))
    @rule(index=INDEX, data=st.data())
    def an_agent_refuses(self, index: int, data: Any) -> None:
        phones = self.phones(ringing=True)
        self.world.refuse(phones[index % len(phones)])
        self.fated(data)

    @precondition(lambda self: self.phones(ringing=False))
    @rule(index=INDEX, data=st.data())
    def an_agent_hangs_up(self, index: int, data: Any) -> None:
        phones = self.phones(ringing=False)
        self.world.agent_hangs_up(phones[index % len(phones)])
        self.fated(data)

    # Holding, and passing on.

    @precondition(lambda self: self.play.state.calls)
    @rule(index=INDEX, what=st.sampled_from([True, False]) | TARGETS, data=st.data())
    def somebody_holds_or_passes_on(self, index: int, what: bool | Target, data: Any) -> None:
        busy = [id_ for id_, c in self.play.state.calls.items() if c.state in (CallState.TALKING, CallState.HELD)]
        calls = sorted(busy or self.play.state.calls)
        call = calls[index % len(calls)]
        if isinstance(what, Target):
            self.tell(CallTransferRequested(call, what, NOBODY))
        else:
            self.tell(CallHoldRequested(call, what, NOBODY))
        self.fated(data)

    @precondition(lambda self: self.callers_who_talk())
    @rule(
        index=INDEX,
        dialled=st.none() | st.sampled_from(["101", "103", "1004", "200", "+79001234567", "7"]),
        data=st.data(),
    )
    def a_phone_holds_or_sends(self, index: int, dialled: str | None, data: Any) -> None:
        callers = self.callers_who_talk()
        caller = callers[index % len(callers)]
        if dialled is None:
            self.world.phone_holds(caller)
        else:
            self.world.phone_sends(caller, dialled)
        self.fated(data)

    def callers_who_talk(self) -> list[Caller]:
        return [caller for caller in self.callers(Place.CONNECTING) if caller.talks_with]

    @precondition(lambda self: self.callers(Place.OUTSIDE))
    @rule(index=INDEX, result=st.none() | st.sampled_from([OfferResult.REFUSED, OfferResult.FAILED]), data=st.data())
    def the_outside_answers_or_does_not(self, index: int, result: OfferResult | None, data: Any) -> None:
        callers = self.callers(Place.OUTSIDE)
        caller = callers[index % len(callers)]
        if caller.outside_talks:
            self.world.end(caller)
        elif result is None:
            self.world.outside_answers(caller)
        else:
            self.world.outside_fails(caller, result)
        self.fated(data)

    @precondition(lambda self: self.callers(Place.LEAVING))
    @rule(data=st.data())
    def a_message_ends(self, data: Any) -> None:
        self.world.end(self.callers(Place.LEAVING)[0])
        self.fated(data)

    @rule(agent=AGENT, phone=st.none() | PHONE, ready=st.sampled_from([True, True, False]))
    def an_agent_logs_in(self, agent: str, phone: str | None, ready: bool) -> None:
        self.tell(logs_in(agent, phone, ready=ready))
        self.act("now")

    @rule(agent=AGENT, wish=st.sampled_from(WISHES))
    def an_agent_wishes(self, agent: str, wish: Any) -> None:
        self.tell(wish(agent))
        self.act("now")

    @precondition(lambda self: self.phones(ringing=True))
    @rule(index=INDEX, wish=st.sampled_from([logs_out, takes_a_break]), late_answer=st.booleans())
    def an_agent_leaves_while_the_phone_rings(self, index: int, wish: Any, late_answer: bool) -> None:
        """Perhaps at the moment of answering it."""
        phones = self.phones(ringing=True)
        phone = phones[index % len(phones)]
        if late_answer:
            self.world.answer(phone)
            self.act("later")
        self.tell(wish(self.play.state.agent_at.get(phone, "101")))
        self.act("now")

    @rule(phone=PHONE, lost=st.booleans(), data=st.data())
    def a_phone_goes_or_comes(self, phone: str, lost: bool, data: Any) -> None:
        self.world.change_phone(phone, lost)
        self.fated(data)

    def callers_with_failsafe(self) -> list[Caller]:
        """Who waits for an agent within the limit is not given to it."""
        return [caller for caller in self.callers(Place.WAITING, Place.HELD, Place.FAILSAFE) if not caller.limit_ms]

    @precondition(lambda self: self.callers_with_failsafe())
    @rule(index=INDEX, data=st.data())
    def the_failsafe_takes_or_gives(self, index: int, data: Any) -> None:
        callers = self.callers_with_failsafe()
        caller = callers[index % len(callers)]
        if caller.place is Place.FAILSAFE:
            self.world.failsafe_gives_back(caller)
        else:
            self.world.failsafe_takes(caller)
        self.fated(data)

    @precondition(lambda self: self.callers(Place.WAITING))
    @rule(index=INDEX, key=st.sampled_from("05*"), data=st.data())
    def a_caller_presses_a_key(self, index: int, key: str, data: Any) -> None:
        callers = self.callers(Place.WAITING)
        self.world.press(callers[index % len(callers)], key)
        self.fated(data)

    @rule(what=st.sampled_from(["hang-up", "configuration", "dead phone", "link", "restart", "loss"]), data=st.data())
    def something_rare_happens(self, what: str, data: Any) -> None:
        match what:
            case "hang-up" if self.play.state.calls:
                call = data.draw(st.sampled_from(sorted(self.play.state.calls)), label="call")
                self.tell(CallHangupRequested(call, NOBODY))
            case "configuration":
                self.tell(CentreConfigured(CENTRES[data.draw(st.sampled_from(sorted(CENTRES)), label="centre")]))
            case "dead phone":
                self.world.dead ^= {data.draw(PHONE, label="phone")}
            case "link" if self.world.link:
                self.lose_link()
            case "restart" | "loss":
                self.daemon_restarts(remembers=what == "restart")
        self.act("now")

    @rule(ms=st.sampled_from([1, 100, 900, 1_000, 2_001, 5_000, 12_000, 30_000]))
    def time_passes(self, ms: int) -> None:
        until_ms = self.world.now_ms + ms
        while True:
            due = [t for t in (self.play.engine.next_wakeup_ms(), self.world.next_deadline_ms()) if t is not None]
            if not due or min(due) > until_ms:
                break
            self.world.now_ms = max(self.world.now_ms, min(due))
            self.world.pass_deadlines()
            wakeup_ms = self.play.engine.next_wakeup_ms()
            if wakeup_ms is not None and wakeup_ms <= self.world.now_ms:
                self.tell(Tick())
            self.act("now")
        self.world.now_ms = until_ms
        self.nobody_waits_beyond_the_overflow_time()

    def nobody_waits_beyond_the_overflow_time(self) -> None:
        context = Context(self.play.state)
        for call in self.play.state.calls.values():
            due_ms = overflow_due_ms(context, call)
            if call.state is CallState.WAITING and due_ms is not None and self.play.state.nodes[NODE]:
                possible_ms = max(due_ms, self.connected_ms) + NODE_AWAY_RETRY_MS
                assert possible_ms >= self.world.now_ms, f"{call} should have overflowed"

    @precondition(lambda self: self.world.wire)
    @rule()
    def the_wire_delivers(self) -> None:
        self.act("now")

    # Audits, links, restarts.

    @precondition(lambda self: self.world.link and self.heard is None)
    @rule()
    def an_audit_begins(self) -> None:
        self.heard = set()

    @precondition(lambda self: self.heard is not None and not any(isinstance(i, AuditItem) for i in self.world.wire))
    @rule(fate=FAITHFUL)
    def asterisk_lists(self, fate: str) -> None:
        self.world.wire.append(self.world.lists())
        self.act(fate)

    def audit(self) -> None:
        self.heard = set()
        self.world.wire.append(self.world.lists())
        self.act("now")

    def lose_link(self) -> None:
        self.doubt(self.world.wire)
        self.world.wire.clear()
        self.on_the_way = 0
        self.world.link, self.heard = False, None

    @precondition(lambda self: not self.world.link and not self.loss_noticed)
    @rule()
    def the_loss_of_the_link_is_noticed(self) -> None:
        self.loss_noticed = True
        self.tell(NodeLost(NODE))

    @precondition(lambda self: not self.world.link)
    @rule(restarted=st.sampled_from([False, False, False, True]))
    def the_link_is_back(self, restarted: bool) -> None:
        if not self.loss_noticed:
            self.the_loss_of_the_link_is_noticed()
        if restarted:
            self.world.begin_anew()
        self.world.link, self.loss_noticed, self.connected_ms = True, False, self.world.now_ms
        self.tell(NodeConnected(NODE, restarted))
        self.audit()

    def daemon_restarts(self, remembers: bool) -> None:
        """With its journal, or without: then the calls are found again in Asterisk, and have other numbers."""
        self.lose_link()
        self.world.now_ms += 1_000
        old = self.play
        engine = Engine(codec.decode_state(codec.encode_state(old.state))) if remembers else Engine()
        self.play = Script(engine, self.world.now_ms)
        self.play.facts = old.facts
        if not remembers:
            self.known = set(self.records.ended)
            self.records.forget_open(set(old.state.calls))
            self.world.rung = [attempt for attempt in self.world.rung if attempt not in old.state.attempts]
        self.loss_noticed = True
        self.tell(CentreConfigured(old.state.centre))
        self.the_link_is_back(restarted=False)

    # What must hold.

    @invariant()
    def all_is_well(self) -> None:
        """Beside the engine's own invariants, which the script checks after every event."""
        self.sound = False
        self.records.check(self.play.facts)
        for uniqueid in sorted(self.known):
            live, ended = channel_key(NODE, uniqueid) in self.play.state.callers, uniqueid in self.records.ended
            assert live != ended, f"{uniqueid}: live {live}, recorded {ended}"
        self.sound = True

    def teardown(self) -> None:
        """When all is told again, all settles; when all have hung up, all is recorded."""
        if not self.sound:
            return
        if not self.world.link:
            self.the_link_is_back(restarted=False)
        for name in self.play.state.centre.campaigns:
            self.tell(stops(name))
        self.act("now")
        self.world.dead.clear()
        for _ in range(2):
            self.time_passes(3_000)
            self.audit()
        self.all_is_well()
        self.engine_agrees_with_the_world()
        for caller in self.callers():
            self.world.caller_hangs_up(caller)
        self.act("now")
        self.time_passes(70_000)
        self.audit()
        self.all_is_well()
        assert not self.play.state.calls
        assert not self.play.state.attempts
        assert not self.world.aside, "agents' legs that nobody ends"
        assert not any(a.state in (AgentState.RINGING, AgentState.TALKING) for a in self.play.state.agents.values())
        self.records.check_complete()
        assert self.records.attempts >= set(self.world.rung), "attempts without an end"

    def engine_agrees_with_the_world(self) -> None:
        calls = {call.uniqueid: call for call in self.play.state.calls.values()}
        assert not set(calls) - set(self.world.callers), "calls that Asterisk does not have"
        for caller in self.world.callers.values():
            call = calls.get(caller.uniqueid)
            if call is None:
                places = Place.FAILSAFE, Place.CONNECTING, Place.OUTSIDE, Place.DIALLED, Place.TOLD
                assert caller.place in places, f"not adopted: {caller}"
                continue
            talks = call.state in (CallState.TALKING, CallState.HELD)
            assert not talks or caller.talks_with, f"{caller} {call}"
            assert caller.place is not Place.HELD or call.state is CallState.HELD, f"{caller} {call}"
            assert call.state is not CallState.OFFERING or caller.ringing, f"{caller} {call}"
            assert caller.place is not Place.WAITING or call.state is CallState.WAITING, f"{caller} {call}"


class MangledCentres(Centres):
    mangling = True
