"""Files of messages: found by their names alone, deleted one by one or by days, and never anything else."""

import os
from pathlib import Path

import pytest

from acd.commands import ForgetMessage
from acd.runtime.kept_callbacks import KeptCallbacks
from acd.runtime.message_files import MessageFiles

NOON_MS = 1_767_268_800_000  # 2026-01-01T12:00:00Z
DAY_MS = 86_400_000


def message(folder: Path, file: str) -> Path:
    path = folder / f"{file}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"RIFF")
    return path


def test_a_message_is_found_and_deleted_with_the_days_folder(tmp_path: Path) -> None:
    files = MessageFiles(tmp_path)
    path = message(tmp_path, "2026-01-01/17")
    assert files.path("2026-01-01/17") == path
    KeptCallbacks(tmp_path / "callbacks", files).keep(ForgetMessage("main", "2026-01-01/17"))
    assert files.path("2026-01-01/17") is None
    assert not path.parent.exists()
    files.forget("2026-01-01/17")


@pytest.mark.parametrize(
    "file", ["../secret", "2026-01-01/../../secret", "/etc/passwd", "2026-01-01/17.wav", "", "a/b"]
)
def test_no_other_file_can_be_reached(tmp_path: Path, file: str) -> None:
    secret = message(tmp_path, "secret")
    files = MessageFiles(tmp_path / "voicemail")
    assert files.path(file) is None
    files.forget(file)
    assert secret.exists()


def test_a_link_is_no_message(tmp_path: Path) -> None:
    (tmp_path / "2026-01-01").mkdir()
    os.symlink("/etc/passwd", tmp_path / "2026-01-01/17.wav")
    assert MessageFiles(tmp_path).path("2026-01-01/17") is None


def test_old_days_are_deleted_whole(tmp_path: Path) -> None:
    files = MessageFiles(tmp_path)
    kept = [message(tmp_path, f"2026-01-01/{count}") for count in (1, 2)] + [message(tmp_path, "2025-12-30/3")]
    gone = message(tmp_path, "2025-12-29/4")
    other = message(tmp_path, "notes/5")
    assert files.expire(DAY_MS, NOON_MS) == 1
    assert not gone.parent.exists()
    assert all(path.exists() for path in [*kept, other])
    assert MessageFiles(tmp_path / "none").expire(DAY_MS, NOON_MS) == 0
