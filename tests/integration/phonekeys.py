"""What the buttons of a telephone do in a call: hold, and transfer by itself (SIP REFER)."""

from urllib.parse import quote

from tests.integration.sipmessage import description, whole
from tests.integration.softphone import SipCall


def hold(call: SipCall, on: bool = True) -> None:
    """Put the other side on hold, or take it back; returns at once."""
    offer = description(call.phone.address[0], call.media.port)
    _request(call, "INVITE", body=offer + ("a=sendonly\r\n" if on else "a=sendrecv\r\n"))


def transfer(call: SipCall, number: str, line: SipCall | None = None) -> None:
    """Pass the other side on to ``number``; with ``line``, to whom this phone talks with there."""
    uri = f"sip:{number}@{call.phone.server[0]}:{call.phone.server[1]}"
    if line is not None:
        tags = f"to-tag={line.remote.partition('tag=')[2]};from-tag={line.local.partition('tag=')[2]}"
        uri += "?Replaces=" + quote(f"{line.id};{tags}", safe="")
    who = f"<sip:{call.phone.user}@{call.phone.server[0]}>"
    _request(call, "REFER", f"Refer-To: <{uri}>", f"Referred-By: {who}")


def _request(call: SipCall, method: str, *headers: str, body: str = "") -> None:
    phone = call.phone
    with phone._changed:
        call.sequence += 1
        lines = [f"{method} {call.target} SIP/2.0", phone._via(), f"From: {call.local}", f"To: {call.remote}"]
        lines += [f"Call-ID: {call.id}", f"CSeq: {call.sequence} {method}", f"Contact: <sip:{phone._here()}>"]
        phone._send(whole([*lines, "Max-Forwards: 70", *headers], body))
