"""The same events give the same commands: in another process, from any segment, and never by chance."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from acd.runtime import codec
from acd.runtime.codec import JournalError
from acd.runtime.journal import segments
from acd.runtime.replay import recover, replay
from tests.runtime.days import Day


@pytest.mark.parametrize("seed", range(5))
def test_a_journal_replays_identical_from_every_segment(tmp_path: Path, seed: int) -> None:
    day = Day(tmp_path, seed, segment_bytes=20_000, segments_kept=1_000)
    day.live(500)
    day.journal.close()
    paths = segments(tmp_path)
    assert len(paths) > 3
    results = [replay(path) for path in paths]
    assert all(result.identical for result in results), results
    assert sum(result.events for result in results) == 506


def test_nothing_hangs_on_the_order_of_hashes(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.live(500)
    day.journal.close()
    code = f"from pathlib import Path; from acd.runtime.replay import replay; r = replay(Path({str(tmp_path)!r}));"
    for seed in ("1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-c", code + "print(r.difference or 'identical', r.events)"],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert done.stdout.split() == ["identical", "506"]


def test_the_first_difference_is_named(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.live(100)
    day.journal.close()
    (path,) = segments(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    place = next(index for index, line in enumerate(lines) if b'"dialled":"700"' in line)
    lines[place] = lines[place].replace(b'"dialled":"700"', b'"dialled":"999"')
    path.write_bytes(b"".join(lines))
    result = replay(path)
    assert not result.identical
    assert f"event {place} (CallArrived)" in result.difference


def test_the_engine_comes_back_to_the_byte(tmp_path: Path) -> None:
    day = Day(tmp_path, segment_bytes=20_000)
    day.live(400)
    recovered = recover(tmp_path)
    day.journal.close()
    assert recovered is not None
    assert codec.encode_state(recovered.engine.state) == codec.encode_state(day.engine.state)
    assert recovered.last_ms == day.now_ms
    assert recovered.next_number == 407
    due = recovered.engine.next_wakeup_ms()
    assert due == day.engine.next_wakeup_ms()


def test_a_folder_without_journals_and_a_missing_file_are_named(tmp_path: Path) -> None:
    assert recover(tmp_path) is None
    with pytest.raises(JournalError, match="no journal-"):
        replay(tmp_path)
    with pytest.raises(JournalError, match="no such journal"):
        replay(tmp_path / "journal-1.jsonl")
