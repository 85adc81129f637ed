"""The engine's commands to AMI actions. The text is ours or from the configuration; ``actions`` refuses line ends."""

from acd.adapters.asterisk.actions import Headers
from acd.commands import ConnectCaller, HangUp, MarkCaller, PlayMessage, ReturnCaller, Say, SwitchCommand


def encode(command: SwitchCommand) -> Headers:
    match command:
        case ConnectCaller():
            return _redirect(command.channel, "acd-connect", connect_extension(command))
        case ReturnCaller():
            return _redirect(command.channel, "acd-wait", "s")
        case PlayMessage():
            return _redirect(command.channel, "acd-message", f"{command.message}*{command.language}")
        case Say():
            return _redirect(command.channel, "acd-spoken", command.spoken)
        case HangUp():
            return (("Action", "Hangup"), ("Channel", command.channel))
        case MarkCaller():
            return set_variable("__ACD_QUEUE", command.queue, command.channel)


def connect_extension(command: ConnectCaller) -> str:
    """What the connect context needs, in one extension: "offer*agent*phone*seconds"."""
    here = command.phone_node == command.node
    phone = command.phone if here else f"{command.phone}@{command.phone_node}"
    return f"{command.offer}*{command.agent}*{phone}*{max(1, round(command.ring_ms / 1000))}"


def set_variable(name: str, value: str, channel: str = "") -> Headers:
    """``Setvar``; without a channel the variable is global."""
    target = (("Channel", channel),) if channel else ()
    return (("Action", "Setvar"), *target, ("Variable", name), ("Value", value))


def _redirect(channel: str, context: str, extension: str) -> Headers:
    return (
        ("Action", "Redirect"),
        ("Channel", channel),
        ("Context", context),
        ("Exten", extension),
        ("Priority", "1"),
    )
