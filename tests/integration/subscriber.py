"""A telephone's lamp key: it subscribes to an extension and keeps what Asterisk notifies."""

import re
import socket
import time
from collections.abc import Callable

from tests.integration.sipmessage import Address, SipMessage, authorization, response, tag, whole

WAIT_S = 10.0
EXPIRES_S = 300
AGAIN_S = 1.0  # without any answer: an Asterisk that is just starting drops what comes by UDP
_STATE = re.compile(r"<state>(\w+)</state>")


class Subscriber:
    """One subscription of ``user`` to ``extension``; ``states`` are the dialog states told so far, in order.

    A state is Asterisk's word in the body of the event package ``dialog``, which lamps of desk phones use.
    """

    def __init__(self, server: Address, user: str, password: str, extension: str) -> None:
        self.states: list[str] = []
        self.refused = 0
        self._heard = False
        self._server = server
        self._user = user
        self._password = password
        self._target = f"sip:{extension}@{server[0]}:{server[1]}"
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._address: Address = self._socket.getsockname()
        self._id, self._tag = tag(), tag()
        self._subscribe(1)

    def close(self) -> None:
        self._socket.close()

    def wait(self, state: str, seconds: float = WAIT_S) -> None:
        """Wait until that is the last state told."""
        self._until(lambda: self.states[-1:] == [state], state, seconds)

    def wait_refused(self) -> int:
        self._until(lambda: self.refused > 0, "refusal", WAIT_S)
        return self.refused

    def _until(self, true: Callable[[], bool], what: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"no {what} within {seconds} s; told {self.states}"
            self._socket.settimeout(max(min(deadline - time.monotonic(), AGAIN_S), 0.01))
            try:
                message = SipMessage.parse(self._socket.recv(65536))
            except TimeoutError:
                if not self._heard:
                    self._subscribe(1)
                continue
            self._heard = True
            self._take(message)

    def _take(self, message: SipMessage) -> None:
        if message.status is None:
            self._socket.sendto(response(message, 200, tag()), self._server)
            self.states += _STATE.findall(message.body)
        elif message.status == 401:
            self._subscribe(2, message.get("WWW-Authenticate"))
        elif message.status >= 300:
            self.refused = message.status

    def _subscribe(self, sequence: int, challenge: str = "") -> None:
        here = f"{self._user}@{self._address[0]}:{self._address[1]}"
        lines = [f"SUBSCRIBE {self._target} SIP/2.0"]
        lines += [f"Via: SIP/2.0/UDP {self._address[0]}:{self._address[1]};branch=z9hG4bK{tag()};rport"]
        lines += [f"From: <sip:{self._user}@{self._server[0]}>;tag={self._tag}", f"To: <{self._target}>"]
        lines += [f"Call-ID: {self._id}", f"CSeq: {sequence} SUBSCRIBE", "Max-Forwards: 70"]
        lines += [f"Contact: <sip:{here}>", f"Expires: {EXPIRES_S}"]
        lines += ["Event: dialog", "Accept: application/dialog-info+xml"]
        if challenge:
            proof = authorization(challenge, "SUBSCRIBE", self._target, self._user, self._password)
            lines.append(f"Authorization: {proof}")
        self._socket.sendto(whole(lines), self._server)
