"""Progress for a person who waits at a terminal."""

import sys
from collections.abc import Callable
from typing import TextIO

Progress = Callable[[str, int | None], None]
"""Is told what is being done and how far it is (percent, or None when that is not known)."""


class TerminalProgress:
    """One line per step on stderr; on a terminal the line counts up to 100 %."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = sys.stderr if out is None else out
        self._step = ""
        self._open = False
        self._done = False

    def __call__(self, step: str, percent: int | None = None) -> None:
        terminal = self._out.isatty()
        if step != self._step:
            self.close()
            self._step = step
            self._done = False
            if not terminal:
                self._out.write(f"{step}\n")
        if terminal and not self._done:
            tail = "" if percent is None else f" {percent:3d} %"
            self._out.write(f"\r\x1b[K{step}{tail}")
            self._open = True
            if percent == 100:  # nobody may call close()
                self._done = True
                self.close()
        self._out.flush()

    def close(self) -> None:
        """End the line that counts, if there is one."""
        if self._open:
            self._out.write("\n")
            self._open = False


def silent(_step: str, _percent: int | None = None) -> None:
    """Progress for nobody."""
