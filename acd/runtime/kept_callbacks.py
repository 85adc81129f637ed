"""Pending callbacks, each a small file beside the journal: who deletes or loses the journal loses no promised callback.

They are in the home folder and not in SQL, since the database may be away for hours while callbacks are asked for; a
file is there before the caller has hung up. Where the journal can be read it says what is pending, and the files are
made to agree with it.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import structlog

from acd.commands import ForgetCallback, ForgetMessage, KeepCallback
from acd.model.callbacks import PendingCallback
from acd.runtime.message_files import MessageFiles

log = structlog.get_logger()

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(PendingCallback)


class KeptCallbacks:
    """Implements ``acd.runtime.ports.CallbackKeeper`` with a folder of files ``<call id>.json``."""

    def __init__(self, folder: Path, messages: MessageFiles) -> None:
        self._folder = folder
        self._messages = messages

    def keep(self, command: KeepCallback | ForgetCallback | ForgetMessage) -> None:
        try:
            match command:
                case KeepCallback():
                    self._write(command.callback)
                case ForgetCallback():
                    self._path(command.call).unlink(missing_ok=True)
                case ForgetMessage():
                    self._messages.forget(command.file)
        except OSError as error:
            log.warning("a pending callback is in the journal alone", reason=error.strerror or str(error))

    def load(self) -> tuple[PendingCallback, ...]:
        """All that are kept, by their call ids; a file that cannot be read is set aside (``.bad``)."""
        found: list[PendingCallback] = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                found.append(_decoder.decode(path.read_bytes()))
            except (OSError, msgspec.MsgspecError) as error:
                log.warning("a kept callback cannot be read", file=path.name, reason=str(error))
                with contextlib.suppress(OSError):
                    path.rename(path.with_suffix(".bad"))
        return tuple(sorted(found, key=lambda callback: callback.call))

    def agree(self, pending: Mapping[int, PendingCallback]) -> None:
        """Keep exactly these, by call id."""
        for path in self._folder.glob("*.json"):
            if not path.stem.isdecimal() or int(path.stem) not in pending:
                path.unlink(missing_ok=True)
        for callback in pending.values():
            self.keep(KeepCallback(callback))

    def _write(self, callback: PendingCallback) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(callback.call)
        fresh = path.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_encoder.encode(callback))
        fresh.replace(path)

    def _path(self, call: int) -> Path:
        return self._folder / f"{call}.json"
