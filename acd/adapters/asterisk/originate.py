"""Calls that the daemon has Asterisk make.

``ChannelId`` is chosen by us: Asterisk refuses a second channel with the same one, and we know what to listen for and
what to hang up before Asterisk has answered. ``Async``, since the reply of a plain Originate comes when somebody
answered. A ``Variable`` header is cut at its commas (``astman_get_variables`` in main/manager.c): no value has one.
"""

import re

from acd.adapters.asterisk.actions import Headers
from acd.adapters.asterisk.extensions import connect_extension, phone_at, word
from acd.adapters.asterisk.manager_user import TRUNK_PREFIX
from acd.commands import RingAgent
from acd.errors import CallerError
from acd.model.callbacks import plain_number
from acd.model.voicemail import is_file

_UNSAFE_NAME = re.compile(r"[^\w .+-]")
NAME_CHARS_MAX = 40


def ring_agent(command: RingAgent) -> Headers:
    """Ring an agent's phone, which shows the customer; answered, ``acd-callback`` dials the customer."""
    name = _UNSAFE_NAME.sub("", command.name).strip()[:NAME_CHARS_MAX]
    variables = {
        "__ACD_DIALLED": _number(command.dialled) if command.dialled else "",
        "__ACD_QUEUE": word(command.queue),
        "ACD_NUMBER": _number(command.number) if command.number or not command.file else "",
        "ACD_SHOWN": _number(command.dialled) if command.dialled else "",
        "ACD_LANGUAGE": word(command.language),
        "ACD_RING": str(max(1, -(-command.customer_ring_ms // 1000))),
    }
    if command.trunk:
        variables["ACD_TRUNK"] = TRUNK_PREFIX + word(command.trunk)
    if command.file:
        variables["ACD_MESSAGE"] = _file(command.file)
    return (
        ("Action", "Originate"),
        ("Channel", f"PJSIP/{phone_at(command.phone, command.phone_node, command.node)}"),
        ("ChannelId", command.uniqueid),
        ("Context", "acd-listen" if command.file else "acd-callback"),
        ("Exten", connect_extension(command)),
        ("Priority", "1"),
        ("Timeout", str(command.ring_ms)),
        ("CallerID", f'"{name or command.number}" <{command.number}>'),
        ("Async", "true"),
        *(("Variable", f"{variable}={value}") for variable, value in variables.items()),
    )


def _file(name: str) -> str:
    if not is_file(name):
        raise CallerError("That is no file of a message.")
    return name


def _number(text: str) -> str:
    """Only what is a number goes to the dialplan, whoever let the text come so far."""
    if not text or plain_number(text) != text:
        raise CallerError("A call can be placed to telephone numbers alone.")
    return text
