"""The engine's commands as AMI actions. All text is ours or the configuration's; ``actions`` refuses line ends."""

import re
from collections.abc import Iterator

from acd.adapters.asterisk.actions import Headers
from acd.adapters.asterisk.dial import dial_lead
from acd.adapters.asterisk.extensions import announce_extension, connect_extension, together, word
from acd.adapters.asterisk.originate import ring_agent
from acd.commands import (
    AddCaller,
    Announce,
    AskCallback,
    CallCommand,
    ConnectCaller,
    DialLead,
    HangUp,
    HoldCaller,
    JoinCaller,
    JoinOutside,
    MarkCaller,
    PlayAbandoned,
    PlayMessage,
    RecordMessage,
    ReturnCaller,
    RingAgent,
    Say,
    SendOutside,
    SetLamp,
    TellCallback,
)
from acd.errors import CallerError

_LEG = re.compile(r"[A-Za-z]+/[A-Za-z0-9_.-]{1,60}")
_TO_A_LEG = {JoinOutside: "acd-join-outside", AddCaller: "acd-conference"}
NORMAL_CLEARING = "16"  # Q.850
LANDING_PRIORITY = "2"  # see dialplan/acd-to.conf


def encode(command: CallCommand) -> tuple[Headers, ...]:
    """The actions that carry out a command, in order. The telling one's reply says whether it was possible."""
    match command:
        case RingAgent() | DialLead():
            return (ring_agent(command) if isinstance(command, RingAgent) else dial_lead(command),)
        case ConnectCaller():
            return (*_preparations(command), _redirect(command.channel, *_place(command)))
        case RecordMessage():
            parts = (command.greeting, *map(_seconds, (command.longest_ms, command.silence_ms)), word(command.language))
            record = set_variable("ACD_RECORD", "&".join(parts), command.channel)
            return record, _redirect(command.channel, "acd-voicemail", str(command.call))
        case MarkCaller():
            queue = set_variable("__ACD_QUEUE", command.queue, command.channel)
            if not command.music:
                return (queue,)
            return queue, set_variable("CHANNEL(musicclass)", command.music, command.channel)
        case HangUp():
            return ((("Action", "Hangup"), ("Channel", _channel(command.channel)), ("Cause", NORMAL_CLEARING)),)
        case HoldCaller():
            return ((*_redirect(command.channel, "acd-hold", "s"), *_and_redirect(command.leg, "acd-own-hold", "s")),)
        case JoinCaller():
            offer = set_variable("__ACD_OFFER", connect_extension(command), command.channel)
            return _redirect(command.channel, "acd-join", _leg(command.leg)), offer
    return (_redirect(command.channel, *_place(command)),)


def telling(actions: tuple[Headers, ...]) -> Headers:
    """Of a command's actions the one that can fail for a reason: the Redirect, if there is one."""
    return next((action for action in actions if action[0] == ("Action", "Redirect")), actions[0])


def _preparations(command: ConnectCaller) -> Iterator[Headers]:
    """Variables that the connect context reads; Asterisk carries out actions in their order."""
    if command.also:
        yield set_variable("ACD_PHONES", together(command), command.channel)
    if command.survey is not None:
        yield set_variable("ACD_SURVEY", command.survey, command.channel)
    if command.auto_answer:
        yield set_variable("ACD_AUTO_ANSWER", "1", command.channel)


def _place(
    command: ConnectCaller
    | ReturnCaller
    | SendOutside
    | JoinOutside
    | AddCaller
    | PlayAbandoned
    | PlayMessage
    | Announce
    | AskCallback
    | TellCallback
    | Say,
) -> tuple[str, str]:
    """The context and extension to which a command moves a channel."""
    match command:
        case ConnectCaller():
            return "acd-consult-connect" if command.consult else "acd-connect", connect_extension(command)
        case ReturnCaller():
            return "acd-consult" if command.consult else "acd-wait", "s"
        case SendOutside():
            context = "acd-consult-external" if command.consult else "acd-external"
            return context, f"{word(command.number)}*{max(1, -(-command.ring_ms // 1000))}"
        case JoinOutside() | AddCaller():
            return _TO_A_LEG[type(command)], _leg(command.leg)
        case PlayAbandoned() | PlayMessage():
            return _last_words(command)
        case Announce():
            return "acd-announce", announce_extension(command)
        case AskCallback():
            return "acd-callback-ask", f"a{command.number}*{word(command.language)}*{int(command.again)}"
        case TellCallback():
            return "acd-callback-agreed" if command.agreed else "acd-callback-refused", "s"
        case Say():
            return "acd-spoken", command.spoken.value


def _last_words(command: PlayAbandoned | PlayMessage) -> tuple[str, str]:
    if isinstance(command, PlayAbandoned):
        return "acd-abandoned", "s"
    return "acd-message", f"{command.message}*{word(command.language)}"


def _seconds(duration_ms: int) -> str:
    return str(-(-duration_ms // 1000))


def set_variable(name: str, value: str, channel: str = "") -> Headers:
    """``Setvar``; without a channel the variable is global."""
    target = (("Channel", _channel(channel)),) if channel else ()
    return (("Action", "Setvar"), *target, ("Variable", name), ("Value", value))


def set_lamp(command: SetLamp) -> Headers:
    return set_variable(f"DEVICE_STATE(Custom:{command.name})", command.lamp.value)


def landing(context: str) -> str:
    """Where a ``Redirect`` to a context arrives: one that caught the channel between two steps is lost elsewhere."""
    return f"acd-to-{context.removeprefix('acd-')}"


def _redirect(channel: str, context: str, extension: str) -> Headers:
    return (
        ("Action", "Redirect"),
        ("Channel", _channel(channel)),
        ("Context", landing(context)),
        ("Exten", extension),
        ("Priority", LANDING_PRIORITY),
    )


def _and_redirect(channel: str, context: str, extension: str) -> Headers:
    """The second half of a ``Redirect`` of two channels that talk with each other: neither is hung up by it."""
    return (
        ("ExtraChannel", _channel(channel)),
        ("ExtraContext", landing(context)),
        ("ExtraExten", extension),
        ("ExtraPriority", LANDING_PRIORITY),
    )


def _channel(name: str) -> str:
    """Asterisk takes "/..." for a regular expression over all channels (``Hangup``), and nothing for every channel."""
    if not name or name.startswith("/"):
        raise CallerError("A command needs the name of one channel.")
    return name


def _leg(name: str) -> str:
    """The name of a channel that an agent has, or has consulted, as an extension."""
    if not _LEG.fullmatch(name):
        raise CallerError(f"{name!r} is no name of an agent's channel.")
    return name
