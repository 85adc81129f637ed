"""The engine's commands as AMI actions. All text is ours or the configuration's; ``actions`` refuses line ends."""

from acd.adapters.asterisk.actions import Headers
from acd.commands import ConnectCaller, HangUp, MarkCaller, PlayMessage, ReturnCaller, Say, SwitchCommand
from acd.errors import CallerError

SEVERAL = "+"  # in place of one phone: those of the variable ACD_PHONES
NORMAL_CLEARING = "16"  # Q.850
EXTENSION_CHARS_MAX = 79  # AST_MAX_EXTENSION in Asterisk's channel.h, which counts the NUL


def encode(command: SwitchCommand) -> tuple[Headers, ...]:
    """The actions that carry out a command, in order. The first one's reply tells whether it was possible."""
    match command:
        case ConnectCaller():
            redirect = _redirect(command.channel, "acd-connect", connect_extension(command))
            if not command.also:
                return (redirect,)
            return set_variable("ACD_PHONES", together(command), command.channel), redirect
        case ReturnCaller():
            return (_redirect(command.channel, "acd-wait", "s"),)
        case PlayMessage():
            return (_redirect(command.channel, "acd-message", f"{command.message}*{_word(command.language)}"),)
        case Say():
            return (_redirect(command.channel, "acd-spoken", command.spoken.value),)
        case MarkCaller():
            queue = set_variable("__ACD_QUEUE", command.queue, command.channel)
            if not command.music:
                return (queue,)
            return queue, set_variable("CHANNEL(musicclass)", command.music, command.channel)
        case HangUp():
            return ((("Action", "Hangup"), ("Channel", _channel(command.channel)), ("Cause", NORMAL_CLEARING)),)


def connect_extension(command: ConnectCaller) -> str:
    """What the connect context needs, in one extension: "offer*agent*phone*seconds*call*visit".

    The phone is perhaps phone@node; "+" stands for several, which are in a variable. The ids of call and visit are
    given as their distances from the offer's, which came later; they are for a daemon that remembers nothing, and are
    left out where there is no room for them.
    """
    phone = SEVERAL if command.also else _phone(command.phone, command.phone_node, command.node)
    ring_s = max(1, -(-command.ring_ms // 1000))
    extension = f"{command.offer}*{_word(command.agent)}*{phone}*{ring_s}"
    if not 0 < command.call < command.visit < command.offer:
        return extension
    whole = f"{extension}*{command.offer - command.call}*{command.offer - command.visit}"
    return whole if len(whole) <= EXTENSION_CHARS_MAX else extension


def together(command: ConnectCaller) -> str:
    """All phones to ring, as ``Dial`` wants them: "PJSIP/1001&PJSIP/1002@second"."""
    phones = [(command.phone, command.phone_node), *command.also]
    return "&".join(f"PJSIP/{_phone(phone, node, command.node)}" for phone, node in phones)


def _phone(phone: str, phone_node: str, node: str) -> str:
    return _word(phone) if phone_node == node else f"{_word(phone)}@{_word(phone_node)}"


def set_variable(name: str, value: str, channel: str = "") -> Headers:
    """``Setvar``; without a channel the variable is global."""
    target = (("Channel", _channel(channel)),) if channel else ()
    return (("Action", "Setvar"), *target, ("Variable", name), ("Value", value))


def _redirect(channel: str, context: str, extension: str) -> Headers:
    return (
        ("Action", "Redirect"),
        ("Channel", _channel(channel)),
        ("Context", context),
        ("Exten", extension),
        ("Priority", "1"),
    )


def _channel(name: str) -> str:
    """Asterisk takes "/..." for a regular expression over all channels (``Hangup``), and nothing for every channel."""
    if not name or name.startswith("/"):
        raise CallerError("A command needs the name of one channel.")
    return name


def _word(text: str) -> str:
    """A part of an extension; the separators in it would move the other parts."""
    if not text or "*" in text or "@" in text:
        raise CallerError(f"{text!r} cannot be part of an extension: it is empty or contains * or @.")
    return text
