"""A disk that fills up in the middle of a line: nothing that was written before is hidden or broken by it."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from acd.engine.engine import Engine
from acd.events import CentreConfigured, NodeLost
from acd.model.centre import Centre
from acd.runtime.journal import Journal, read_segment, segments
from acd.runtime.replay import recover

NOON_MS = 1_795_435_200_000


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file of this process may grow beyond ``size`` bytes; a write across it is cut short, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


class Life:
    """An engine and its journal."""

    def __init__(self, folder: Path) -> None:
        self.engine = Engine()
        self.journal = Journal(folder, state=lambda: self.engine.state)
        self.tell(CentreConfigured(Centre()))

    def tell(self, event: CentreConfigured | NodeLost) -> None:
        commands = self.engine.handle(event, NOON_MS)
        self.journal.append(NOON_MS, event, commands)
        self.journal.flush()


def test_a_line_cut_short_ends_its_segment_and_the_next_begins_when_there_is_room(tmp_path: Path) -> None:
    life = Life(tmp_path)
    whole = segments(tmp_path)[0].stat().st_size
    with files_end_at(whole + 20):
        life.tell(NodeLost("a"))
        assert life.journal.error
        life.tell(NodeLost("b"))
    life.journal.retry()
    assert not life.journal.error
    life.tell(NodeLost("c"))
    life.journal.close()
    first, second = segments(tmp_path)
    assert first.stat().st_size == whole + 20
    assert read_segment(first).torn
    assert len(read_segment(second).lines) == 1
    recovered = recover(tmp_path)
    assert recovered is not None
    assert set(recovered.engine.state.nodes) == {"a", "b", "c"}


def test_a_segment_that_cannot_be_begun_hides_no_other(tmp_path: Path) -> None:
    life = Life(tmp_path)
    life.tell(NodeLost("a"))
    with files_end_at(10):
        life.tell(NodeLost("b"))
        life.journal.retry()
        assert life.journal.error
    recovered = recover(tmp_path)
    assert recovered is not None
    assert set(recovered.engine.state.nodes) == {"a"}
