"""Facts that no database can take, set aside with the reason so that they block nobody and are not lost either.

One JSON object a line: ``reason`` (a code, never personal data), ``line`` (the outbox line as text). The file holds the
same personal data as the outbox and has the same access rights.
"""

import os
from pathlib import Path

import msgspec

from acd.errors import StoreError

FILE_NAME = "dead-letters.jsonl"


class DeadLetter(msgspec.Struct):
    """One fact that was set aside."""

    reason: str
    line: str


class DeadLetters:
    """The file of facts set aside; bounded. When it is full, facts stay in the outbox instead."""

    def __init__(self, folder: Path, bytes_max: int = 64 << 20) -> None:
        self._path = folder / FILE_NAME
        self._bytes_max = bytes_max
        self.count = len(self.read())

    def add(self, reason: str, line: bytes) -> None:
        """Set one line aside, durably. Raises StoreError when the file is full or cannot be written."""
        letter = DeadLetter(reason, line.decode("utf-8", "replace"))
        document = msgspec.json.encode(letter) + b"\n"
        try:
            fd = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                if os.fstat(fd).st_size + len(document) > self._bytes_max:
                    raise StoreError(f"{self._path} is full: look at its reasons, then move it away.")
                os.write(fd, document)
                os.fsync(fd)
            finally:
                os.close(fd)
        except OSError as error:
            raise StoreError(f"{self._path} cannot be written: {error.strerror}.") from error
        self.count += 1

    def read(self) -> list[DeadLetter]:
        """All letters; a line torn by a crash is left out (its fact is still in the outbox)."""
        try:
            lines = self._path.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []
        return [letter for line in lines if (letter := _decode(line)) is not None]


def _decode(line: bytes) -> DeadLetter | None:
    try:
        return msgspec.json.decode(line, type=DeadLetter)
    except msgspec.DecodeError:
        return None
