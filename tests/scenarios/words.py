"""The words of the scenarios: a small centre, what happens in it, and what the engine asks for."""

from dataclasses import replace
from typing import Any

from acd.commands import (
    AddCaller,
    Announce,
    ConnectCaller,
    HangUp,
    HoldCaller,
    JoinCaller,
    JoinOutside,
    MarkCaller,
    PlayMessage,
    ReturnCaller,
    SendOutside,
)
from acd.events import (
    NOBODY,
    AgentLoginRequested,
    AgentLogoutRequested,
    AgentNotReadyRequested,
    AgentOneMoreRequested,
    AgentReadyRequested,
    CallArrived,
    CallChosen,
    ChannelHungUp,
    Event,
    HangupRequested,
    KeyPressed,
    NodeAudited,
    OfferAnswered,
    OfferRang,
    OfferReturned,
    Origin,
    PhoneStateChanged,
    WrapUpEndRequested,
    WrapUpExtensionRequested,
)
from acd.model.centre import Agent, Centre, Menu, Message, Number, Phone, Project, Queue
from acd.model.channels import ChannelSnapshot, Place
from acd.model.menus import Choice, MenuAction
from acd.model.states import OfferResult, PhoneState
from acd.testing.engine import NODE, unknown

RING_MS = 20_000
NORMAL_CLEARING = 16

AGENTS = {"101": ("sales",), "102": ("sales",), "103": ("sales", "support"), "104": ("support",)}
PHONES = {"101": "1001", "102": "1002", "103": "1003", "104": "1004", "105": "1005"}

MAIN = Menu(
    "main",
    {"en": ("welcome",)},
    {
        "1": Choice(to_queue="sales"),
        "2": Choice(to_queue="support", priority=2),
        "3": Choice(to_menu="more"),
        "9": Choice(message=Message.CLOSED),
        "*": Choice(action=MenuAction.REPEAT),
    },
    default=Choice(to_queue="support"),
)
MORE = Menu(
    "more",
    {"en": ("more",)},
    {"1": Choice(to_agent="101", language="ru"), "#": Choice(action=MenuAction.BACK), "*": Choice(to_queue="sales")},
    default=Choice(message=Message.ALL_BUSY),
)


def centre(agents: dict[str, tuple[str, ...]] | None = None, **queues: dict[str, Any]) -> Centre:
    """Queues sales (number 100) and support (200), and a menu (500).

    ``centre(sales={"wrap_up_ms": 5_000})`` changes or adds a queue.
    """
    settings: dict[str, dict[str, Any]] = {"sales": {}, "support": {}} | queues
    serving = agents if agents is not None else AGENTS
    return Centre(
        projects={"shop": Project("shop", "Shop")},
        queues={
            name: Queue(name, name.title(), "shop", **({"ring_ms": RING_MS} | given))
            for name, given in settings.items()
        },
        agents={agent: Agent(agent, f"Agent {agent}", served, PHONES[agent]) for agent, served in serving.items()},
        phones={phone: Phone(phone) for phone in PHONES.values()},
        numbers={"100": Number("100", "sales"), "200": Number("200", "support"), "500": Number("500", menu="main")},
        menus={"main": MAIN, "more": MORE},
        transfer_outside=("+7XXXXXXXXXX",),
    )


# What happens.


def logs_in(agent: str, phone: str | None = None, *, ready: bool = True) -> Event:
    return AgentLoginRequested(agent, phone, pin_ok=True, ready=ready, origin=NOBODY)


def logs_out(agent: str, origin: Origin = NOBODY) -> Event:
    return AgentLogoutRequested(agent, "", origin)


def is_ready(agent: str, origin: Origin = NOBODY) -> Event:
    return AgentReadyRequested(agent, "", origin)


def takes_a_break(agent: str, reason: str = "lunch", origin: Origin = NOBODY) -> Event:
    return AgentNotReadyRequested(agent, "", reason, origin)


def takes_one_more(agent: str, reason: str = "", origin: Origin = NOBODY) -> Event:
    return AgentOneMoreRequested(agent, "", reason, origin)


def extends(agent: str, seconds: float = 0, origin: Origin = NOBODY) -> Event:
    """Asks for more wrap-up."""
    return WrapUpExtensionRequested(agent, "", round(seconds * 1000), origin)


def ends_wrap_up(agent: str, origin: Origin = NOBODY) -> Event:
    return WrapUpEndRequested(agent, "", origin)


WISHES = (logs_out, takes_a_break, is_ready, takes_one_more, extends, ends_wrap_up)


def arrives(caller: str, dialled: str = "100", number: str = "", **given: Any) -> Event:
    """``number``: the caller's; otherwise one made from the name."""
    from_number = number or f"+7000{caller}"
    plain = CallArrived(NODE, f"PJSIP/trunk-{caller}", caller, from_number, f"Caller {caller}", dialled)
    return replace(plain, **given)


def chooses(caller: str, entry: str) -> Event:
    """The caller leaves the menus by these keys, and waits with music."""
    return CallChosen(NODE, caller, entry)


def presses(caller: str, key: str) -> Event:
    return KeyPressed(NODE, caller, key)


def rings(phone: str) -> list[Event]:
    """Asterisk tells that a phone rings."""
    return [PhoneStateChanged(phone, PhoneState.RINGING), OfferRang(phone)]


def leg(caller: str, phone: str) -> str:
    """The uniqueid of the agent's channel that talks with this caller."""
    return f"{caller}-{phone}"


def answers(caller: str, phone: str) -> list[Event]:
    return [
        PhoneStateChanged(phone, PhoneState.IN_USE),
        OfferAnswered(NODE, caller, f"PJSIP/{phone}-{caller}", leg(caller, phone)),
    ]


def returns(caller: str, offer: Any, phone: str, result: OfferResult = OfferResult.NO_ANSWER) -> list[Event]:
    """The dialplan rang in vain; the phone is idle again."""
    return [PhoneStateChanged(phone, PhoneState.IDLE), OfferReturned(NODE, caller, offer, result)]


def hangs_up(caller: str) -> list[Event]:
    """The caller puts the receiver down."""
    return [HangupRequested(NODE, caller), ChannelHungUp(NODE, caller, NORMAL_CLEARING)]


def is_gone(uniqueid: str) -> Event:
    """A channel ended, and nobody said who wanted it."""
    return ChannelHungUp(NODE, uniqueid, NORMAL_CLEARING)


def agent_hangs_up(caller: str, phone: str) -> list[Event]:
    """The agent puts the receiver down: first the leg ends, then the caller's channel."""
    return [
        HangupRequested(NODE, leg(caller, phone)),
        ChannelHungUp(NODE, leg(caller, phone), NORMAL_CLEARING),
        PhoneStateChanged(phone, PhoneState.IDLE),
        ChannelHungUp(NODE, caller, NORMAL_CLEARING),
    ]


def caller_hangs_up(caller: str, phone: str) -> list[Event]:
    """The caller ends a conversation."""
    return [*hangs_up(caller), is_gone(leg(caller, phone)), PhoneStateChanged(phone, PhoneState.IDLE)]


def phone_is(phone: str, state: PhoneState) -> Event:
    return PhoneStateChanged(phone, state)


# What Asterisk has, for audits.


def channel(caller: str, place: Place = Place.WAITING, **given: Any) -> ChannelSnapshot:
    """A caller's channel as an audit lists it."""
    plain = ChannelSnapshot(
        channel=f"PJSIP/trunk-{caller}",
        uniqueid=caller,
        linkedid=caller,
        place=place,
        caller_number=f"+7000{caller}",
        caller_name=f"Caller {caller}",
        dialled="100",
        queue="",
        offer="",
        bridge="",
        age_ms=0,
    )
    return replace(plain, **given)


def agent_channel(caller: str, phone: str, bridge: str = "") -> ChannelSnapshot:
    """An agent's leg as an audit lists it."""
    return channel(
        caller, Place.ELSEWHERE, channel=f"PJSIP/{phone}-{caller}", uniqueid=leg(caller, phone), bridge=bridge
    )


def talk(caller: str, agent: str, offer: int, **given: Any) -> tuple[ChannelSnapshot, ChannelSnapshot]:
    """Both channels of a conversation."""
    phone, bridge = PHONES[agent], f"bridge-{caller}"
    offered = f"{offer}*{agent}*{phone}*20"
    return channel(caller, Place.CONNECTING, offer=offered, bridge=bridge, **given), agent_channel(
        caller, phone, bridge
    )


def audit(*channels: ChannelSnapshot, uncertain: tuple[str, ...] = (), **phones: PhoneState) -> Event:
    """A complete list; ``p1001=PhoneState.IN_USE`` tells of a phone, all others are idle."""
    states = dict.fromkeys(PHONES.values(), PhoneState.IDLE)
    states |= {name[1:]: state for name, state in phones.items()}
    return NodeAudited(NODE, channels, tuple(states.items()), uncertain)


# What the engine asks for.


def connects(caller: str, agent: str, offer: Any, ring_ms: int = RING_MS, phone: str = "") -> ConnectCaller:
    where = phone or PHONES[agent]
    ids = unknown(), unknown()
    return ConnectCaller(NODE, f"PJSIP/trunk-{caller}", caller, offer, agent, where, NODE, ring_ms, *ids)


def consults(caller: str, phone: str, agent: str, offer: Any) -> ConnectCaller:
    """The leg of the agent at ``phone``, who talked with this caller, rings another agent."""
    where, ids = PHONES[agent], (unknown(), unknown())
    return ConnectCaller(
        NODE, leg_channel(caller, phone), leg(caller, phone), offer, agent, where, NODE, RING_MS, *ids, consult=True
    )


def consults_on(caller: str, phone: str) -> ReturnCaller:
    """That leg waits with music for somebody to consult."""
    return ReturnCaller(NODE, leg_channel(caller, phone), consult=True)


def leg_channel(caller: str, phone: str) -> str:
    return f"PJSIP/{phone}-{caller}"


def holds(caller: str, phone: str) -> HoldCaller:
    return HoldCaller(NODE, f"PJSIP/trunk-{caller}", leg_channel(caller, phone))


def joins(caller: str, leg_: str, agent: str, phone: str = "") -> JoinCaller:
    """The caller is brought together with the channel ``leg_``, which is agent's."""
    where, ids = phone or PHONES[agent], (unknown(), unknown())
    return JoinCaller(NODE, f"PJSIP/trunk-{caller}", leg_, unknown(), agent, where, NODE, *ids)


def sends_outside(caller: str, number: str) -> SendOutside:
    return SendOutside(NODE, f"PJSIP/trunk-{caller}", number, 40_000)


def dials_outside(caller: str, phone: str, number: str) -> SendOutside:
    """For the agent at ``phone``, who consults somebody there about ``caller``."""
    return SendOutside(NODE, leg_channel(caller, phone), number, 40_000, consult=True)


def joins_outside(caller: str, leg_: str) -> JoinOutside:
    return JoinOutside(NODE, f"PJSIP/trunk-{caller}", leg_)


def adds(caller: str, leg_: str) -> AddCaller:
    return AddCaller(NODE, f"PJSIP/trunk-{caller}", leg_)


def ends_channel(channel_: str) -> HangUp:
    return HangUp(NODE, channel_)


def fetches_back(caller: str) -> ReturnCaller:
    return ReturnCaller(NODE, f"PJSIP/trunk-{caller}")


def tells(caller: str, message: Message, language: str = "en") -> PlayMessage:
    return PlayMessage(NODE, f"PJSIP/trunk-{caller}", message, language)


def marks(caller: str, queue: str, music: str = "default") -> MarkCaller:
    return MarkCaller(NODE, f"PJSIP/trunk-{caller}", queue, music)


def announces(caller: str, position: int = 0, minutes: int = 0, *, language: str = "en", sound: str = "") -> Announce:
    return Announce(NODE, f"PJSIP/trunk-{caller}", language, position, minutes, sound)
