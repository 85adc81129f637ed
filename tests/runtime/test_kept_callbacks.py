"""Pending callbacks as files: there at once, gone when over, readable by their owner alone, hostile files set aside."""

from dataclasses import replace
from pathlib import Path

from acd.commands import ForgetCallback, KeepCallback
from acd.model.callbacks import PendingCallback
from acd.runtime.kept_callbacks import KeptCallbacks
from acd.runtime.message_files import MessageFiles

ONE = PendingCallback(1, 7, "main", "sales", "+74950000001", "Ann", "700", "en", 3, 100, 90, 80, 0, 0, "", "")


def kept_in(folder: Path) -> KeptCallbacks:
    return KeptCallbacks(folder, MessageFiles(folder.parent / "voicemail"))


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "callbacks"
    kept = kept_in(folder)
    assert kept.load() == ()
    later = replace(ONE, call=12, number="+74950000002")
    for callback in (later, ONE, replace(ONE, attempts=1)):
        kept.keep(KeepCallback(callback))
    assert kept_in(folder).load() == (replace(ONE, attempts=1), later)
    assert [oct(path.stat().st_mode & 0o777) for path in folder.iterdir()] == ["0o600", "0o600"]
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    kept.keep(ForgetCallback(7))
    kept.keep(ForgetCallback(7))
    assert kept.load() == (later,)


def test_the_journal_says_what_is_pending(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    kept.keep(KeepCallback(ONE))
    other = replace(ONE, call=12)
    kept.agree({12: other})
    assert kept.load() == (other,)


def test_a_file_that_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    kept.keep(KeepCallback(ONE))
    for name, text in {"5.json": "{", "6.json": "[]", "8.json": '{"id": "x"}'}.items():
        (tmp_path / name).write_text(text)
    assert kept.load() == (ONE,)
    assert sorted(path.name for path in tmp_path.glob("*.bad")) == ["5.bad", "6.bad", "8.bad"]


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "callbacks").write_text("no folder")
    kept_in(tmp_path / "callbacks").keep(KeepCallback(ONE))
