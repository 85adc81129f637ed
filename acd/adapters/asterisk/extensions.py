"""What commands say to the dialplan in an extension: parts with ``*`` between them, which no part may contain."""

from acd.commands import Announce, ConnectCaller, JoinCaller, RingAgent
from acd.errors import CallerError

SEVERAL = "+"  # in place of one phone: those of the variable ACD_PHONES
EXTENSION_CHARS_MAX = 79  # AST_MAX_EXTENSION in Asterisk's channel.h, which counts the NUL


def connect_extension(command: ConnectCaller | RingAgent | JoinCaller) -> str:
    """What the connect context needs, in one extension: "offer*agent*phone*seconds*call*visit".

    The phone is perhaps phone@node; "+" stands for several, which are in a variable. The ids of call and visit are
    given as their distances from the offer's, which came later; they are for a daemon that remembers nothing, and are
    left out where there is no room for them.
    """
    several = isinstance(command, ConnectCaller) and command.also
    phone = SEVERAL if several else phone_at(command.phone, command.phone_node, command.node)
    ring_s = 1 if isinstance(command, JoinCaller) else max(1, -(-command.ring_ms // 1000))
    extension = f"{command.offer}*{word(command.agent)}*{phone}*{ring_s}"
    if not 0 < command.call < command.visit < command.offer:
        return extension
    whole = f"{extension}*{command.offer - command.call}*{command.offer - command.visit}"
    return whole if len(whole) <= EXTENSION_CHARS_MAX else extension


def together(command: ConnectCaller) -> str:
    """All phones to ring, as ``Dial`` wants them: "PJSIP/1001&PJSIP/1002@second"."""
    phones = [(command.phone, command.phone_node), *command.also]
    return "&".join(f"PJSIP/{phone_at(phone, node, command.node)}" for phone, node in phones)


def phone_at(phone: str, phone_node: str, node: str) -> str:
    """The phone as Dial and Originate of ``node`` find it: ``phone``, or ``phone@node`` when it is at another."""
    return word(phone) if phone_node == node else f"{word(phone)}@{word(phone_node)}"


def word(text: str) -> str:
    """A part of an extension; the separators in it would move the other parts."""
    if not text or "*" in text or "@" in text:
        raise CallerError(f"{text!r} cannot be part of an extension: it is empty or contains * or @.")
    return text


def announce_extension(command: Announce) -> str:
    """What is told: "place*position*minutes*language", or "sound*name*language"."""
    language = word(command.language)
    if command.sound:
        return f"sound*{word(command.sound)}*{language}"
    return f"place*{command.position}*{command.minutes}*{language}"
