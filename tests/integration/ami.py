"""A manager client of a few lines, independent of the product's own: it sees exactly what Asterisk sends."""

import socket
import time
from collections.abc import Callable, Iterator

from acd.adapters.asterisk.encode import LANDING_PRIORITY, landing
from acd.embedded.login import Login

WAIT_S = 15.0
Message = dict[str, str]


class Ami:
    """A logged-in connection. Messages stay in ``heard``, so that a wait also sees what came before."""

    def __init__(self, login: Login) -> None:
        self._socket = socket.create_connection((login.host, login.port), timeout=WAIT_S)
        self._buffer = b""
        self._next_id = 0
        self.heard: list[Message] = []
        self.raw: list[bytes] = []
        assert self.action("Login", Username=login.user, Secret=login.secret)["Response"] == "Success"

    def close(self) -> None:
        self._socket.close()

    def action(self, name: str, **headers: str) -> Message:
        """Send an action; its response."""
        self._next_id += 1
        number = str(self._next_id)
        lines = [f"Action: {name}", f"ActionID: {number}", *(f"{key}: {value}" for key, value in headers.items())]
        self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return self._wait(lambda message: "Response" in message and message.get("ActionID") == number, name)

    def redirect(self, channel: str, context: str, exten: str) -> None:
        answer = self.action(
            "Redirect", Channel=channel, Context=landing(context), Exten=exten, Priority=LANDING_PRIORITY
        )
        assert answer["Response"] == "Success", answer

    def beat(self, seconds_ago: int = 0) -> None:
        """Write the daemon's heartbeat."""
        self.action("Setvar", Variable="ACD_HEARTBEAT", Value=str(int(time.time()) - seconds_ago))

    def event(self, name: str, seconds: float = WAIT_S, **headers: str) -> Message:
        """Wait for an event; ``UserEvent`` may be given by its own name (``AcdArrived``)."""

        def matches(message: Message) -> bool:
            return name in (message.get("Event"), message.get("UserEvent")) and all(
                message.get(key) == value for key, value in headers.items()
            )

        return self._wait(matches, f"{name} {headers}", seconds)

    def event_of(self, *names: str) -> Message:
        """Wait for the first of several events."""
        return self._wait(lambda message: bool({message.get("Event"), message.get("UserEvent")} & {*names}), str(names))

    def channels(self) -> list[Message]:
        """All live channels."""
        self.heard.clear()
        self.action("CoreShowChannels")
        self.event("CoreShowChannelsComplete")
        return [message for message in self.events() if message["Event"] == "CoreShowChannel"]

    def channel(self, call: Message, **headers: str) -> Message:
        """Wait until the call's channel is as ``headers`` say: a redirect takes effect a moment after its response."""
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            for channel in self.channels():
                if channel["Uniqueid"] == call["Uniqueid"] and headers.items() <= channel.items():
                    return channel
            self.listen(0.05)
        raise AssertionError(f"the call is not {headers} within {WAIT_S} s: {self.channels()}")

    def hang_up_everything(self) -> None:
        """So that the next test has an empty Asterisk."""
        deadline = time.monotonic() + WAIT_S
        while channels := self.channels():
            assert time.monotonic() < deadline, channels
            for channel in channels:
                self.action("Hangup", Channel=channel["Channel"])

    def events(self) -> Iterator[Message]:
        return (message for message in self.heard if "Event" in message)

    def listen(self, seconds: float) -> None:
        """Hear everything that comes within ``seconds``."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._receive(deadline)

    def _wait(self, wanted: Callable[[Message], bool], what: str, seconds: float = WAIT_S) -> Message:
        seen = 0
        deadline = time.monotonic() + seconds
        while True:
            for message in self.heard[seen:]:
                if wanted(message):
                    return message
            seen = len(self.heard)
            if time.monotonic() >= deadline:
                raise AssertionError(f"no {what} within {seconds} s; heard {list(self.events())[-8:]}")
            self._receive(deadline)

    def _receive(self, deadline: float) -> None:
        self._socket.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            part = self._socket.recv(65536)
        except TimeoutError:
            return
        if not part:
            raise AssertionError("Asterisk closed the manager connection")
        self._buffer += part
        while b"\r\n\r\n" in self._buffer:
            block, self._buffer = self._buffer.split(b"\r\n\r\n", 1)
            self.raw.append(block)
            text = block.decode("utf-8", errors="surrogateescape")
            self.heard.append(dict(line.partition(": ")[::2] for line in text.split("\r\n")))
