"""The wire between a random centre and the engine: on it events come late, get lost, or change places."""

import re

from hypothesis.stateful import RuleBasedStateMachine

from acd.commands import ConnectCaller, HangUp
from acd.events import CallArrived, CallHoldRequested, CallTransferRequested, Event, NodeAudited
from acd.model.channels import Place
from acd.model.states import PhoneState
from acd.testing.engine import NODE, Script, script
from tests.engine.channels import AuditItem
from tests.engine.configurations import CENTRES
from tests.engine.outbound_world import OutboundWorld
from tests.engine.records import Records
from tests.scenarios.words import PHONES

_OF_LEG = re.compile("-(leg[0-9]+|out)$")
WANTED = (CallTransferRequested, CallHoldRequested)  # these end a conversation, or interrupt it


def about(item: Event | AuditItem) -> set[str]:
    """The channels that an event names; of an agent's leg the caller's too."""
    ids = {str(getattr(item, name)) for name in ("uniqueid", "agent_uniqueid") if hasattr(item, name)}
    return ids | {_OF_LEG.sub("", name) for name in ids}


class Wire(RuleBasedStateMachine):
    """What the world tells goes to the engine, and what the engine asks for back, at once."""

    def __init__(self) -> None:
        super().__init__()
        self.world = OutboundWorld(dict.fromkeys(PHONES.values(), PhoneState.IDLE))
        self.play: Script = script(CENTRES["plain"])
        self.records = Records()
        self.heard: set[str] | None = None  # while an audit is collected
        self.known: set[str] = set()  # callers of whom the engine was told, by an event or an audit
        self.doubtful: set[str] = set()  # callers of whom something was lost or told wrongly
        self.loss_noticed = False
        self.connected_ms = 0
        self.on_the_way = 0  # so much of the wire has met its fate
        self.sound = True

    def act(self, fate: str) -> None:
        """Send what the world told meanwhile on its way, as ``fate`` wants."""
        wire = self.world.wire
        fresh = wire[self.on_the_way :]
        kept: list[Event | AuditItem] = list(fresh)
        if "lost" in fate:
            kept = {"lost": [], "first lost": fresh[1:], "last lost": fresh[:-1]}[fate]
        elif fate == "twice":
            kept += [event for event in fresh if not isinstance(event, CallArrived | AuditItem)]
        elif fate == "swapped":
            kept.reverse()
        if kept != fresh:
            self.doubt(fresh)
        wire[self.on_the_way :] = kept
        if fate != "later":
            self.deliver()
        self.on_the_way = len(wire)

    def doubt(self, items: list[Event | AuditItem]) -> None:
        for item in items:
            self.doubtful |= about(item)

    def deliver(self) -> None:
        while self.world.wire:
            item = self.world.wire.pop(0)
            if isinstance(item, AuditItem):
                heard, self.heard = self.heard or set(), None
                self.tell(NodeAudited(NODE, item.channels, item.phones, tuple(sorted(heard))))
            else:
                if self.heard is not None:
                    self.heard |= about(item)
                self.tell(item)

    def tell(self, event: Event) -> None:
        """The engine handles the event now; what it asks for is carried out at once."""
        if isinstance(event, CallArrived):
            self.known.add(event.uniqueid)
        self.play.now_ms = self.world.now_ms
        commands = self.play.handle(event)
        if isinstance(event, NodeAudited):
            self.known |= {key.partition("/")[2] for key in self.play.state.callers}
        unsure = set(self.doubtful)
        for item in self.world.wire:
            unsure |= about(item)
        for command in commands:
            before = len(self.world.interrupted)
            if isinstance(command, ConnectCaller):
                self.records.ask(command)
            if isinstance(command, HangUp):
                self.check_hang_up(command, unsure)
            self.world.carry_out(command)
            torn = set(self.world.interrupted[before:]) - unsure
            assert not torn or isinstance(event, WANTED), f"{command} interrupts a conversation"

    def check_hang_up(self, command: HangUp, unsure: set[str]) -> None:
        """We end only what is over, or what an administrator ends."""
        caller = self.world.callers.get(command.channel.removeprefix("PJSIP/trunk-"))
        wanted = {call.uniqueid for call in self.play.state.calls.values() if call.hung_up_by == "system"}
        if caller is not None and caller.uniqueid not in unsure | wanted:
            assert not caller.talks_with, f"{command} ends a conversation"
            assert not caller.ringing, f"{command} while a phone rings for the caller"
        partner = self.world.partner(command.channel)
        if partner is not None and partner.place is not Place.HELD and partner.uniqueid not in unsure | wanted:
            raise AssertionError(f"{command} ends a conversation")
