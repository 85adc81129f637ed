"""Leads that the daemon has Asterisk dial; the dialplan's side is ``dialplan/acd-outbound.conf``.

Everything that the person's channel must know without a daemon stands on it from the beginning.
"""

from acd.adapters.asterisk.actions import Headers
from acd.adapters.asterisk.extensions import word
from acd.adapters.asterisk.manager_user import TRUNK_PREFIX
from acd.commands import DialLead
from acd.errors import CallerError
from acd.model.callbacks import plain_number


def dial_lead(command: DialLead) -> Headers:
    """Dial over the trunk; answered, ``acd-outbound`` finds out who it is and tells."""
    variables = {
        "__ACD_ATTEMPT": f"{command.attempt}*{word(command.campaign)}*{command.lead}",
        "__ACD_DIALLED": _number(command.number),
        "__ACD_QUEUE": word(command.queue) if command.queue else "",
        "ACD_LIMIT": f"{command.limit_ms / 1000:g}",
        "ACD_ABANDONED": word(command.message) if command.message else "",
        "ACD_OPT_OUT": command.opt_out_key,
        "CHANNEL(language)": word(command.language),
    }
    return (
        ("Action", "Originate"),
        ("Channel", f"PJSIP/{_number(command.number)}@{TRUNK_PREFIX}{word(command.trunk)}"),
        ("ChannelId", command.uniqueid),
        ("Context", "acd-outbound"),
        ("Exten", "s"),
        ("Priority", "1"),
        ("Timeout", str(command.ring_ms)),
        ("CallerID", f"<{command.caller_id}>"),
        ("Async", "true"),
        *(("Variable", f"{variable}={value}") for variable, value in variables.items()),
    )


def _number(text: str) -> str:
    """Only what is a number goes to Asterisk, whoever let the text come so far."""
    if not text or plain_number(text) != text:
        raise CallerError("A lead's number has to be a telephone number.")
    return text
