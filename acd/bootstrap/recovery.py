"""How a daemon begins: with the engine as the journal left it, or anew where there is none that can be read."""

from dataclasses import dataclass
from pathlib import Path

import structlog

from acd.commands import Record
from acd.engine.engine import Engine
from acd.model.facts import Fact
from acd.runtime import journal
from acd.runtime.codec import JournalError
from acd.runtime.replay import recover

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Beginning:
    """``facts``: the last ones of the journal, which may not have reached the outbox; appending them again is safe."""

    engine: Engine
    next_number: int
    not_before_ms: int
    facts: list[Fact]
    anew: bool = False  # without a journal


def begin(folder: Path) -> Beginning:
    """An unreadable newest segment is set aside (``.bad``); the calls are then adopted from Asterisk alone."""
    try:
        recovered = recover(folder)
    except (JournalError, OSError) as error:
        newest = journal.segments(folder)[-1]
        newest.rename(newest.with_suffix(".bad"))
        log.warning("the journal cannot be read: calls are adopted from Asterisk", reason=str(error))
        return Beginning(Engine(), int(newest.stem.removeprefix("journal-")) + 1, 0, [], anew=True)
    if recovered is None:
        return Beginning(Engine(), 1, 0, [], anew=True)
    facts = [command.fact for command in recovered.last_commands if isinstance(command, Record)]
    return Beginning(recovered.engine, recovered.next_number, recovered.last_ms, facts)
