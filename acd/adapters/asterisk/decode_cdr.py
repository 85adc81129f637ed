"""``Cdr`` events to facts. They go to the outbox, not to the engine: Asterisk's record is nobody's decision.

Header names are those of Asterisk's cdr/cdr_manager.c and of our ``cdr_manager.conf``, which adds what the event lacks:
LinkedID, Sequence, PeerAccount, and the times as seconds since 1970, since the event's own are in the local time of the
Asterisk process.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from acd.adapters.asterisk.actions import clean
from acd.adapters.asterisk.framing import Message
from acd.adapters.asterisk.results import number
from acd.model.facts import CdrFact

TEXT_MAX: Final = 255
_epoch = re.compile(r"([0-9]{1,11})(\.[0-9]+)?").fullmatch


def decode_cdr(node: str, message: Message) -> CdrFact | None:
    """None for a record that cannot be told from others (no ids, no ``Sequence``) or that a caller tampered with.

    Asterisk's CDR file has such a record too, and the import of that file brings it.
    """
    uniqueid, sequence = clean(message.get("UniqueID"), 150), message.get("Sequence")
    if not uniqueid or not sequence.isdecimal() or len(sequence) > 18 or message.repeated:
        return None

    def text(name: str) -> str:
        return clean(message.get(name), TEXT_MAX)

    return CdrFact(
        node=node,
        uniqueid=uniqueid,
        sequence=int(sequence),
        linkedid=text("LinkedID"),
        accountcode=text("AccountCode"),
        src=text("Source"),
        dst=text("Destination"),
        dcontext=text("DestinationContext"),
        clid=text("CallerID"),
        channel=text("Channel"),
        dstchannel=text("DestinationChannel"),
        lastapp=text("LastApplication"),
        lastdata=text("LastData"),
        start=_utc(message, "Start"),
        answer=_utc(message, "Answer"),
        end=_utc(message, "End"),
        duration=number(message.get("Duration")),
        billsec=number(message.get("BillableSeconds")),
        disposition=text("Disposition"),
        amaflags=text("AMAFlags"),
        userfield=text("UserField"),
        peeraccount=text("PeerAccount"),
    )


def _utc(message: Message, name: str) -> str:
    """``YYYY-MM-DD HH:MM:SS`` in UTC, empty when it did not happen. Without the epoch the event's own text serves."""
    epoch = _epoch(message.get(f"{name}Epoch"))
    if epoch is None:
        return clean(message.get(f"{name}Time"), 19)
    return _text(int(epoch[1]))


@lru_cache(64)  # the calls of a moment share their seconds
def _text(epoch_s: int) -> str:
    return datetime.fromtimestamp(epoch_s, UTC).strftime("%Y-%m-%d %H:%M:%S") if epoch_s else ""
