"""Lamps on their way to one Asterisk: a few at a time, and of each lamp only what it should show now.

After a reconnect all lamps of the centre are told at once, more than may wait for their replies (``PENDING_MAX``), and
calls come first.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from acd.adapters.asterisk.actions import Headers, Reply
from acd.adapters.asterisk.encode import set_lamp
from acd.commands import SetLamp

Send = Callable[[Headers, Callable[[Reply], None]], None]

IN_FLIGHT_MAX: Final = 50


class Lamps:
    """``send`` writes an action; its ``on_reply`` hears the end of it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._wanted: dict[str, SetLamp] = {}  # by name, first come first
        self.failed = 0
        self._in_flight = 0
        self._going = False
        self._life = 0  # replies of an earlier connection count no more

    def set(self, command: SetLamp) -> None:
        """Show it as soon as may be."""
        self._wanted[command.name] = command
        self._go_on()

    def lost(self) -> None:
        """The link is down; all will be told again."""
        self._wanted.clear()
        self._in_flight = 0
        self._life += 1

    def _go_on(self) -> None:
        if self._going:  # a reply that came at once: the link is down
            return
        self._going = True
        while self._wanted and self._in_flight < IN_FLIGHT_MAX:
            command = self._wanted.pop(next(iter(self._wanted)))
            self._in_flight += 1
            self._send(set_lamp(command), partial(self._ended, self._life))
        self._going = False

    def _ended(self, life: int, reply: Reply) -> None:
        if life != self._life:
            return
        self._in_flight -= 1
        self.failed += not reply.success
        self._go_on()
