"""Replay of a journal: the same events through the same engine must give the same commands."""

from dataclasses import dataclass
from pathlib import Path

from acd.commands import Command
from acd.engine.engine import Engine
from acd.events import Event
from acd.runtime import codec, journal
from acd.runtime.codec import JournalError, JournalLine


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """``difference`` is empty when all events gave the recorded commands, else it tells of the first that did not."""

    path: Path
    events: int
    difference: str
    torn: bool

    @property
    def identical(self) -> bool:
        return not self.difference


@dataclass(frozen=True, slots=True)
class Recovered:
    """An engine as it was when the journal ended. ``last_commands`` are those of its final events, oldest first."""

    engine: Engine
    next_number: int
    last_ms: int
    last_commands: list[Command]


def replay(path: Path) -> ReplayResult:
    """Replay one segment, or the newest of a folder."""
    if path.is_dir():
        found = journal.segments(path)
        if not found:
            raise JournalError(f"{path}: no journal-*.jsonl in this folder")
        path = found[-1]
    elif not path.is_file():
        raise JournalError(f"{path}: no such journal")
    segment = journal.read_segment(path)
    engine = Engine(segment.state)
    for count, (line, event) in enumerate(journal.events(segment), start=1):
        told = _differs(engine, line, event)
        if told:
            difference = f"event {line.n} ({line.k}) at {line.t} ms: recorded digest {line.d or '-'}, now: {told}"
            return ReplayResult(path, count, difference, segment.torn)
    return ReplayResult(path, len(segment.lines), "", segment.torn)


def _differs(engine: Engine, line: JournalLine, event: Event) -> str:
    """What the engine does now with this event, where that is not what is recorded; else empty."""
    try:
        commands = engine.handle(event, line.t)
    except Exception as error:  # perhaps the very bug that ended the journal: it is what we are looking for
        return repr(error)
    if codec.digest(commands) == line.d:
        return ""
    return ", ".join(type(command).__name__ for command in commands) or "no commands"


def recover(folder: Path, keep_commands: int = 1_000) -> Recovered | None:
    """The engine as the newest segment leaves it; None when there is no journal. Raises ``JournalError``."""
    found = journal.segments(folder)
    if not found:
        return None
    segment = journal.read_segment(found[-1])
    engine = Engine(segment.state)
    last_commands: list[Command] = []
    for line, event in journal.events(segment):
        try:
            last_commands.extend(engine.handle(event, line.t))
        except Exception as error:  # the bug that stopped the daemon must not stop it again and again
            raise JournalError(f"{segment.path}: event {line.n} ({line.k}) stops the engine: {error!r}") from error
        del last_commands[:-keep_commands]
    return Recovered(engine, segment.first + len(segment.lines), segment.last_ms, last_commands)
