"""SIP messages as text: as much of RFC 3261 as a well-behaved phone on loopback needs."""

import hashlib
import re
from dataclasses import dataclass

_QUOTED = re.compile(r'(\w+)=(?:"([^"]*)"|([^\s,]+))')

_CONNECTION = re.compile(r"^c=IN IP4 (\S+)", re.MULTILINE)
_AUDIO = re.compile(r"^m=audio (\d+) ", re.MULTILINE)


@dataclass(slots=True)
class Message:
    """A request or a response. ``headers`` by lower-case name; of repeated ones the first."""

    start: str
    headers: dict[str, str]
    body: str = ""

    @property
    def status(self) -> int:
        """Of a response; 0 for a request."""
        return int(self.start[8:11]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def method(self) -> str:
        """Of a request; for a response, of the request it answers."""
        return self.start.split(" ", 1)[0] if self.status == 0 else self.headers["cseq"].split()[-1]

    @property
    def call_id(self) -> str:
        return self.headers["call-id"]

    @property
    def cseq(self) -> int:
        return int(self.headers["cseq"].split()[0])

    @property
    def user(self) -> str:
        """The user part of a request's URI."""
        return uri_user(self.start)

    def header_uri(self, name: str) -> str:
        """The URI within the header ``name``."""
        value = self.headers[name]
        return value.partition("<")[2].partition(">")[0] if "<" in value else value.partition(";")[0]


def parse(data: bytes) -> Message:
    """Raises ValueError for what is not SIP (a keep-alive, for one)."""
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    start, *lines = head.split("\r\n")
    if "SIP/2.0" not in start:
        raise ValueError("not a SIP message")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), value.strip())
    return Message(start, headers, body)


def encode(start: str, headers: dict[str, str], body: str = "") -> bytes:
    """One message on the wire, with its length."""
    lines = [start, *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append("Content-Type: application/sdp")
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def reply(request: Message, status: str, to: str, contact: str = "", body: str = "") -> bytes:
    """The response to ``request``; ``status`` as ``180 Ringing``, ``to`` the To header with our tag."""
    given = request.headers
    headers = {
        "Via": given["via"],
        "From": given["from"],
        "To": to,
        "Call-ID": given["call-id"],
        "CSeq": given["cseq"],
    }
    if contact:
        headers["Contact"] = contact
    return encode(f"SIP/2.0 {status}", headers, body)


def sdp(address: str, port: int) -> str:
    """An offer or answer of G.711 A-law alone, so that nothing has to be transcoded."""
    return (
        f"v=0\r\no=- 1 1 IN IP4 {address}\r\ns=-\r\nc=IN IP4 {address}\r\nt=0 0\r\n"
        f"m=audio {port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n"
    )


def media_address(body: str) -> tuple[str, int] | None:
    """Where an SDP wants its audio; None when it names no place."""
    host, port = _CONNECTION.search(body), _AUDIO.search(body)
    return (host.group(1), int(port.group(1))) if host and port else None


def uri_user(text: str) -> str:
    """The user part of the first SIP URI in ``text``; empty if it has none."""
    return text.partition("sip:")[2].partition("@")[0]


@dataclass(frozen=True, slots=True)
class Credentials:
    user: str
    password: str


def authorization(challenge: str, method: str, uri: str, by: Credentials, cnonce: str = "rig") -> str:
    """The value of ``Authorization`` that answers a digest challenge (RFC 2617, MD5, qop auth)."""
    asked = {name: quoted or plain for name, quoted, plain in _QUOTED.findall(challenge)}
    realm, nonce = asked["realm"], asked["nonce"]
    secret = _md5(f"{by.user}:{realm}:{by.password}")
    answer = _md5(f"{secret}:{nonce}:00000001:{cnonce}:auth:{_md5(f'{method}:{uri}')}")
    given = {"username": by.user, "realm": realm, "nonce": nonce, "uri": uri, "response": answer, "cnonce": cnonce}
    if "opaque" in asked:
        given["opaque"] = asked["opaque"]
    quoted_values = ", ".join(f'{name}="{value}"' for name, value in given.items())
    return f"Digest {quoted_values}, algorithm=MD5, qop=auth, nc=00000001"


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
