"""The error tree: every error says whose fault it is and what to do.

AcdError
    CallerError        the request is wrong: unknown agent, wrong state, bad value (HTTP 4xx, exit code 1)
    ConfigError        a configuration file is wrong; names file, key path and what was expected
    SwitchError        Asterisk refused or could not be reached
        SwitchLoginError   wrong secret or too few privileges
    StoreError         the database or the local outbox could not take a record
    PlatformError      this machine lacks something (a free port, an Asterisk, a writable folder)
    EngineBug          a fault of this program; never caught to carry on
"""

from collections.abc import Sequence
from dataclasses import dataclass


class AcdError(Exception):
    """The ACD server could not do what was asked."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or self.__doc__ or type(self).__name__)


class CallerError(AcdError):
    """The request cannot be carried out as it was made."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a configuration: where, and what was expected there.

    ``line`` is 0 where none can be named (a missing file, an environment variable); ``key`` is the path of the key
    (``queues.sales.wrap_up_s``), empty when the whole file is meant.
    """

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.text) if part)


class ConfigError(AcdError):
    """The configuration is wrong."""

    def __init__(self, message: str | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message or "\n".join(map(str, problems)))
        self.problems = tuple(problems)


class SwitchError(AcdError):
    """Asterisk refused the action or could not be reached."""


class SwitchLoginError(SwitchError):
    """Asterisk refused the manager login: check user name, secret and privileges in manager.conf."""


class StoreError(AcdError):
    """The record could not be stored; it stays in the outbox and is tried again."""


class PlatformError(AcdError):
    """This machine lacks something that is needed."""


class EngineBug(AcdError):
    """The engine broke one of its own rules. Keep the journal and report it."""
