"""Leads that the daemon has Asterisk dial; the dialplan's side is ``dialplan/acd-outbound.conf``.

Everything that the person's channel must know without a daemon stands on it from the beginning.

``Timeout`` counts from the INVITE, and nobody may be hung up on who has heard the phone ring for less than 15 s: so it
leaves the carrier ``SETUP_MS`` until the phone rings. The daemon, which hears when that was, ends the ringing itself.
"""

import re
from collections.abc import Iterator
from typing import Final

from acd.adapters.asterisk.actions import Headers
from acd.adapters.asterisk.extensions import word
from acd.adapters.asterisk.manager_user import TRUNK_PREFIX
from acd.commands import DialLead
from acd.errors import CallerError
from acd.model.callbacks import plain_number
from acd.model.campaigns import RING_MIN_MS, Agentless, AnsweringMachines, MachineAction
from acd.model.menus import word_of

SETUP_MS: Final = 10_000
_SOUNDS = re.compile(r"[A-Za-z0-9/_.-]+(&[A-Za-z0-9/_.-]+)*")  # one after the other
_LANGUAGE = re.compile(r"[a-z]{2}(_[A-Z]{2})?")
_KEY = re.compile(r"[0-9*#]")


def dial_lead(command: DialLead) -> Headers:
    """Dial over the trunk; answered, ``acd-outbound`` finds out who it is and tells."""
    number = _number(command.number, "A lead's number")
    return (
        ("Action", "Originate"),
        ("Channel", f"PJSIP/{number}@{TRUNK_PREFIX}{word(command.trunk)}"),
        ("ChannelId", command.uniqueid),
        ("Context", "acd-outbound"),
        ("Exten", "s"),
        ("Priority", "1"),
        ("Timeout", str(max(command.ring_ms, RING_MIN_MS) + SETUP_MS)),
        ("CallerID", f"<{_number(command.caller_id, 'The number that a lead sees')}>"),
        ("Async", "true"),
        *(("Variable", f"{name}={value}") for name, value in _variables(command, number) if value),
    )


def _variables(command: DialLead, number: str) -> Iterator[tuple[str, str]]:
    yield "__ACD_ATTEMPT", f"{command.attempt}*{word(command.campaign)}*{command.lead}"
    yield "__ACD_DIALLED", number
    yield "__ACD_QUEUE", word(command.queue) if command.queue else ""
    yield "CHANNEL(language)", _matching(_LANGUAGE, command.language, "language")
    yield "ACD_LIMIT", f"{command.limit_ms / 1000:g}"
    yield "ACD_ABANDONED", _sounds(command.message)
    yield "ACD_OPT_OUT", _matching(_KEY, command.opt_out_key, "key")
    if command.machines is not None:
        yield from _for_machines(command.machines)
    if command.agentless is not None:
        yield from _without_agents(command.agentless)


def _for_machines(machines: AnsweringMachines) -> Iterator[tuple[str, str]]:
    """Parameters of ``AMD()`` in its order, those that the campaign has none of left out."""
    times = machines.initial_silence_ms, machines.greeting_ms, machines.after_greeting_silence_ms, machines.total_ms
    yield "ACD_AMD", "&".join(map(str, (*times, machines.words_max, machines.silence_threshold)))
    if machines.on_machine is MachineAction.CONNECT:
        yield "ACD_ON_MACHINE", "connect"
    elif machines.on_machine is MachineAction.MESSAGE:
        yield "ACD_MACHINE_MESSAGE", _sounds(machines.machine_message)


def _without_agents(agentless: Agentless) -> Iterator[tuple[str, str]]:
    yield "ACD_AGENTLESS", _sounds(agentless.message)
    yield "ACD_KEY_WAIT", f"{agentless.wait_ms / 1000:g}"
    for key, action in sorted(agentless.keys.items()):
        yield f"ACD_KEY_{word_of(_matching(_KEY, key, 'key'))}", action.value


def _number(text: str, what: str) -> str:
    """Only what is a number goes to Asterisk, whoever let the text come so far."""
    if not text or plain_number(text) != text:
        raise CallerError(f"{what} has to be a telephone number.")
    return text


def _sounds(names: str) -> str:
    return _matching(_SOUNDS, names, "sound")


def _matching(pattern: re.Pattern[str], text: str, what: str) -> str:
    """A ``Variable`` is cut at its commas, and the dialplan would read brackets: neither gets there."""
    if text and not pattern.fullmatch(text):
        raise CallerError(f"{text!r} cannot be a {what} of a campaign.")
    return text
