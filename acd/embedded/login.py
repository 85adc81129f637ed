"""Asks an Asterisk whether it is ready: a manager login that waits for ``FullyBooted``."""

import socket
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Login:
    """Where the manager interface is, and as whom to log in."""

    host: str
    port: int
    user: str
    secret: str


def booted(login: Login, deadline: float) -> bool:
    """Whether Asterisk accepts the login and says that it has booted, until ``deadline`` (``time.monotonic``).

    False at once when it refuses the connection; raises nothing.
    """
    action = f"Action: Login\r\nUsername: {login.user}\r\nSecret: {login.secret}\r\nEvents: on\r\n\r\n"
    try:
        with socket.create_connection((login.host, login.port), timeout=_left(deadline)) as connection:
            connection.sendall(action.encode("ascii"))
            heard = b""
            while b"Event: FullyBooted" not in heard:
                connection.settimeout(_left(deadline))
                part = connection.recv(4096)
                if not part or b"Response: Error" in heard:
                    return False
                heard = heard[-64:] + part
        return True
    except OSError:
        return False


def _left(deadline: float) -> float:
    return max(0.05, deadline - time.monotonic())
