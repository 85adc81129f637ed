"""The world of a simulated centre, in virtual time: a carrier that behaves as Asterisk, callers and agents.

It drives the real engine event by event and carries out what the engine asks for. What Asterisk tells of a call is
told here too, in the same order: arrival, the phone rings, is in use, answer, who hung up, the legs' ends, the phone
is idle. Only what the dialplan plays and says is left out. The carrier knows nothing of queues.
"""

import heapq
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from acd.commands import Command, ConnectCaller, HangUp, PlayMessage, Record, ReturnCaller
from acd.engine import invariants
from acd.engine.engine import Engine
from acd.events import (
    NOBODY,
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentReadyRequested,
    CallArrived,
    CentreConfigured,
    ChannelHungUp,
    Event,
    HangupRequested,
    NodeAudited,
    NodeConnected,
    OfferAnswered,
    OfferReturned,
    PhoneStateChanged,
    Tick,
)
from acd.model.facts import Fact
from acd.model.states import AgentState, OfferResult, PhoneState
from acd.sim.callers import RINGING, RINGINGS, WRAP_UP, Caller, callers
from acd.sim.chance import uniforms
from acd.sim.outbound.outbound import Outbound
from acd.sim.scenario import Scenario
from acd.sim.stage import NODE, Channel, standing

NORMAL_CLEARING = 16
MESSAGE_MS = 5_000  # how long a last message plays
AWAY_MS = 60_000  # an agent whom the engine took out for not answering comes back after this


class Observer(Protocol):
    """Who looks on. Moments are milliseconds after the beginning of the scenario."""

    def arrived(self, caller: Caller, blocked: bool) -> None: ...

    def recorded(self, fact: Fact) -> None: ...


class World:
    """One run of a scenario. ``engine`` may be looked at between events."""

    def __init__(self, scenario: Scenario, key: str, observer: Observer, check: bool = False) -> None:
        self.engine = Engine()
        self.now_ms = scenario.begins_ms
        self.events = 0
        self._scenario = scenario
        self._observer = observer
        self._check = check
        self.channels: dict[str, Channel] = {}
        self.outbound = Outbound(self, scenario, key) if scenario.dialled else None
        self._agenda: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = 0
        self._callers = callers(scenario, key)
        self._do: dict[type, Callable[[Any], None]] = {
            Record: self._record,
            ConnectCaller: self._connect,
            ReturnCaller: self._return,
            PlayMessage: self._play,
            HangUp: self._hang_up,
        }
        if self.outbound is not None:
            self._do |= self.outbound.does

    def run(self) -> Iterator[int]:
        """Run to the end: all callers gone, all agents logged out. Tells now and then how far it has got, in ms."""
        self._open()
        agenda, begins_ms, next_report_ms = self._agenda, self._scenario.begins_ms, 0
        while True:
            due_ms = self.wakeup_ms()
            if due_ms is not None and (not agenda or due_ms <= agenda[0][0]):
                if not agenda and not self.channels:
                    break
                self.now_ms = max(self.now_ms, due_ms)
                self.handle(Tick())
                continue
            if not agenda:
                break
            self.now_ms, _, what, arguments = heapq.heappop(agenda)
            what(*arguments)
            if self.now_ms - begins_ms >= next_report_ms:
                yield self.now_ms - begins_ms
                next_report_ms = self.now_ms - begins_ms + 60_000
        self._close()

    # The engine.

    def wakeup_ms(self) -> int | None:
        """When the engine wants a tick."""
        return self.engine.next_wakeup_ms()

    def tell(self, event: Event) -> None:
        """Asterisk tells."""
        self.handle(event)

    def ask(self, event: Event) -> None:
        """People ask, or the daemon's own parts tell."""
        self.handle(event)

    def handle(self, event: Event) -> None:
        self.events += 1
        commands = self.engine.handle(event, self.now_ms)
        if self._check:
            invariants.check(self.engine.state)
        for command in commands:
            self.carry_out(command)

    def carry_out(self, command: Command) -> None:
        do = self._do.get(type(command))
        if do is not None:
            do(command)

    def _record(self, command: Record) -> None:
        self._observer.recorded(command.fact)
        if self.outbound is not None:
            self.outbound.leads.recorded(command.fact)

    # The centre opens and closes.

    def _open(self) -> None:
        centre = self._scenario.centre
        self.ask(CentreConfigured(centre))
        self.ask(NodeConnected(NODE, restarted=True))
        self.ask(NodeAudited(NODE, (), tuple((phone, PhoneState.IDLE) for phone in centre.phones)))
        for staff in self._scenario.staff:
            self._at(staff.from_ms, self._log_in, staff.agent)
            if staff.to_ms is not None:
                self._at(staff.to_ms, self._log_out, staff.agent)
        if self.outbound is not None:
            self.outbound.open()
        self._expect_next()

    def _close(self) -> None:
        """Agents without a time to leave go when the last caller has gone, callers whom nobody serves give up."""
        for channel in list(self.channels.values()):
            self._caller_leaves(channel)
        for agent in self._scenario.centre.agents:
            self._log_out(agent)

    def _at(self, offset_ms: int, what: Callable[..., None], *arguments: Any) -> None:
        self.later(self._scenario.begins_ms + offset_ms - self.now_ms, what, *arguments)

    def later(self, delay_ms: int, what: Callable[..., None], *arguments: Any) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (self.now_ms + delay_ms, self._order, what, arguments))

    def _log_in(self, agent: str) -> None:
        self.ask(AgentLoginRequested(agent, None, pin_ok=True, ready=True, origin=NOBODY))

    def _log_out(self, agent: str) -> None:
        self.ask(AgentLogoutRequested(agent, "", NOBODY))

    # Callers.

    def _expect_next(self) -> None:
        caller = next(self._callers, None)
        if caller is not None and caller.arrives_ms < self._scenario.length_ms:
            self._at(caller.arrives_ms, self._arrive, caller)

    def _arrive(self, caller: Caller) -> None:
        self._expect_next()
        lines = self._scenario.lines
        blocked = lines is not None and len(self.channels) >= lines
        self._observer.arrived(caller, blocked)
        if blocked:
            return
        channel = Channel(caller, f"PJSIP/trunk-{caller.uniqueid}")
        self.channels[caller.uniqueid] = channel
        if caller.patience_ms is not None:
            self.later(caller.patience_ms, self._lose_patience, channel)
        self.tell(CallArrived(NODE, channel.name, caller.uniqueid, caller.uniqueid, "", caller.number))

    def _lose_patience(self, channel: Channel) -> None:
        if not channel.leg and self.channels.get(channel.caller.uniqueid) is channel:
            self._caller_leaves(channel)

    def _caller_leaves(self, channel: Channel) -> None:
        self.tell(HangupRequested(NODE, channel.caller.uniqueid))
        self.end(channel)

    def end(self, channel: Channel) -> None:
        if channel.unanswered and self.outbound is not None:
            self.outbound.hang_up(channel)
            return
        if self.channels.pop(channel.caller.uniqueid, None) is None:
            return
        if self.outbound is not None:
            self.outbound.gone(channel)
        self._release(channel)
        self.tell(ChannelHungUp(NODE, channel.caller.uniqueid, NORMAL_CLEARING))

    def _release(self, channel: Channel) -> None:
        """Whatever rings or talks with this caller ends; what was planned for it no longer counts."""
        channel.redirects += 1
        phones, leg = channel.phones, channel.leg
        channel.phones, channel.leg = (), ""
        if leg:
            self.tell(ChannelHungUp(NODE, leg, NORMAL_CLEARING))
            self._wrap_up(channel.caller, self.engine.state.agent_at.get(phones[0], ""))
        for phone in phones:
            self.tell(PhoneStateChanged(phone, PhoneState.IDLE))

    # Agents and their phones.

    def _connect(self, command: ConnectCaller) -> None:
        """The phone rings; the events follow the engine's present turn."""
        channel = self.channels.get(command.uniqueid)
        if channel is None:
            self.later(0, self.tell, OfferReturned(NODE, command.uniqueid, command.offer, OfferResult.FAILED))
            return
        self.redirect(channel)
        channel.phones = (command.phone, *(phone for phone, _ in command.also))
        channel.standing = standing(command)
        channel.offer, channel.auto_answer = command.offer, command.auto_answer
        channel.offers += 1
        self.later(0, self._ring, channel, channel.redirects, command.ring_ms)

    def redirect(self, channel: Channel) -> None:
        """What rang or talked ends, told later: this is called while the engine's commands are carried out."""
        for phone in channel.phones:
            self.later(0, self.tell, PhoneStateChanged(phone, PhoneState.IDLE))
        if channel.leg:
            self.later(0, self.tell, ChannelHungUp(NODE, channel.leg, NORMAL_CLEARING))
        channel.phones, channel.leg = (), ""
        channel.redirects += 1

    def _ring(self, channel: Channel, redirects: int, ring_ms: int) -> None:
        if channel.redirects != redirects:
            return
        for phone in channel.phones:
            self.tell(PhoneStateChanged(phone, PhoneState.RINGING))
            if channel.redirects != redirects:
                return
        answer_s, phone = min((self._answer_s(channel, place), phone) for place, phone in enumerate(channel.phones))
        answer_ms = round(answer_s * 1000)
        if answer_ms < ring_ms:
            self.later(answer_ms, self._answer, channel, redirects, phone)
        else:
            self.later(ring_ms, self._ring_in_vain, channel, redirects)

    def _answer_s(self, channel: Channel, place: int) -> float:
        """When the phone at this place of those that ring together would be answered."""
        caller, habits = channel.caller, self._scenario.habits
        chance = caller.chance[RINGING + channel.offers % RINGINGS]
        if place:
            chance = uniforms(f"{caller.uniqueid}/{chance}", place)[0]
        return (habits.auto_answer if channel.auto_answer else habits.answer).at(chance)

    def _ring_in_vain(self, channel: Channel, redirects: int) -> None:
        if channel.redirects != redirects:
            return
        channel.redirects += 1
        phones, channel.phones = channel.phones, ()
        for phone in phones:
            self.tell(PhoneStateChanged(phone, PhoneState.IDLE))
        self.tell(OfferReturned(NODE, channel.caller.uniqueid, channel.offer, OfferResult.NO_ANSWER))
        for phone in phones:
            agent = self.engine.state.agent_at.get(phone, "")
            self.later(AWAY_MS, self._ready, agent, AgentState.NOT_READY, self.now_ms)

    def _answer(self, channel: Channel, redirects: int, phone: str) -> None:
        if channel.redirects != redirects:
            return
        others = [other for other in channel.phones if other != phone]
        channel.phones, channel.leg = (phone,), f"{channel.caller.uniqueid}-{channel.offers}"
        channel.talks_since_ms = self.now_ms
        if self.outbound is not None:
            self.outbound.lines.answered(channel.caller.uniqueid)
        self.tell(PhoneStateChanged(phone, PhoneState.IN_USE))
        self.tell(OfferAnswered(NODE, channel.caller.uniqueid, f"PJSIP/{phone}-{channel.leg}", channel.leg))
        for other in others:
            self.tell(PhoneStateChanged(other, PhoneState.IDLE))
        self.later(channel.caller.talk_ms, self._talk_ends, channel, redirects)

    def _talk_ends(self, channel: Channel, redirects: int) -> None:
        if channel.redirects == redirects:
            self._caller_leaves(channel)

    def _wrap_up(self, caller: Caller, agent: str) -> None:
        """The agent ends the queue's wrap-up time early, where the habits say so."""
        wrap_up, wrap_up_ms = self._scenario.habits.wrap_up, caller.wrap_up_ms
        if wrap_up is not None and wrap_up_ms is None:
            wrap_up_ms = round(wrap_up.at(caller.chance[WRAP_UP]) * 1000)
        if wrap_up_ms is not None:
            self.later(wrap_up_ms, self._ready, agent, AgentState.WRAP_UP, self.now_ms)

    def _ready(self, agent: str, state: AgentState, since_ms: int) -> None:
        """An agent who still is in the state that began then becomes ready."""
        record = self.engine.state.agents.get(agent)
        if record is not None and record.state is state and record.since_ms == since_ms:
            self.ask(AgentReadyRequested(agent, "", NOBODY))

    # What else the engine asks for.

    def _return(self, command: ReturnCaller) -> None:
        channel = self.by_name(command.channel)
        if channel is not None:
            self.redirect(channel)

    def _play(self, command: PlayMessage) -> None:
        channel = self.by_name(command.channel)
        if channel is not None:
            self.redirect(channel)
            self.later(MESSAGE_MS, self._hang_up, HangUp(NODE, channel.name))

    def _hang_up(self, command: HangUp) -> None:
        channel = self.by_name(command.channel)
        if channel is not None:
            self.later(0, self.end, channel)

    def by_name(self, name: str) -> Channel | None:
        return self.channels.get(name.removeprefix("PJSIP/trunk-"))
