"""SIP messages as the tests' telephones read and write them: lines, digest answers, offers of one codec."""

import hashlib
import re
from dataclasses import dataclass
from uuid import uuid4

Address = tuple[str, int]
_PARAMETER = re.compile(r'(\w+)="?([^",]*)"?')
_AUDIO = re.compile(r"^m=audio (\d+)", re.MULTILINE)
_MEDIA_HOST = re.compile(r"^c=IN IP4 (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SipMessage:
    """``first`` is the request or status line; header names are as sent, in order."""

    first: str
    headers: tuple[tuple[str, str], ...]
    body: str

    @classmethod
    def parse(cls, data: bytes) -> "SipMessage":
        head, _, body = data.decode("utf-8", "surrogateescape").partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        pairs = (line.partition(":") for line in lines)
        return cls(first, tuple((name.strip(), value.strip()) for name, _, value in pairs), body)

    @property
    def status(self) -> int | None:
        """The code of a response; None for a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else None

    @property
    def method(self) -> str:
        """Of the request, or of the request that this response answers."""
        return self.get("CSeq").split()[1] if self.status is not None else self.first.split()[0]

    def get(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def media(self) -> Address | None:
        """Where the other side wants its audio."""
        port, host = _AUDIO.search(self.body), _MEDIA_HOST.search(self.body)
        return (host.group(1), int(port.group(1))) if port and host else None

    def contact(self) -> str:
        found = re.search(r"<([^>]+)>", self.get("Contact"))
        return found.group(1) if found else ""


def tag() -> str:
    return uuid4().hex[:12]


def response(request: SipMessage, code: int, to_tag: str, *headers: str, body: str = "") -> bytes:
    """The answer to ``request``; ``to_tag`` is added where To has none yet."""
    to = request.get("To")
    to = to if ";tag=" in to else f"{to};tag={to_tag}"
    lines = [f"SIP/2.0 {code} Answer", *(f"Via: {via}" for via in request.all("Via")), f"From: {request.get('From')}"]
    lines += [f"To: {to}", f"Call-ID: {request.get('Call-ID')}", f"CSeq: {request.get('CSeq')}", *headers]
    return whole(lines, body)


def whole(lines: list[str], body: str = "") -> bytes:
    if body:
        lines = [*lines, "Content-Type: application/sdp"]
    text = "\r\n".join([*lines, f"Content-Length: {len(body.encode())}", "", body])
    return text.encode("utf-8", "surrogateescape")


def description(host: str, port: int) -> str:
    """An SDP offer or answer of A-law and telephone events."""
    lines = ["v=0", f"o=test 1 1 IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0", f"m=audio {port} RTP/AVP 8 101"]
    lines += ["a=rtpmap:8 PCMA/8000", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16", "a=ptime:20", ""]
    return "\r\n".join(lines)


def authorization(challenge: str, method: str, uri: str, user: str, password: str) -> str:
    """The value of ``Authorization`` that answers a digest challenge (RFC 2617, MD5)."""
    asked = dict(_PARAMETER.findall(challenge))
    realm, nonce = asked["realm"], asked["nonce"]
    ha1, ha2 = _md5(f"{user}:{realm}:{password}"), _md5(f"{method}:{uri}")
    told = f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", algorithm=MD5'
    told += f', opaque="{asked["opaque"]}"' if "opaque" in asked else ""
    if "qop" not in asked:
        return f'{told}, response="{_md5(f"{ha1}:{nonce}:{ha2}")}"'
    proof = _md5(f"{ha1}:{nonce}:00000001:c0ffee:auth:{ha2}")
    return f'{told}, qop=auth, nc=00000001, cnonce="c0ffee", response="{proof}"'


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
