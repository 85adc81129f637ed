"""Facts set aside."""

from pathlib import Path

import pytest

from acd.adapters.sql.dead_letters import FILE_NAME, DeadLetter, DeadLetters
from acd.errors import StoreError


def test_letters_are_kept_with_their_reason(tmp_path: Path) -> None:
    letters = DeadLetters(tmp_path)
    letters.add("DataError 22021", 'wörtlich "quoted"'.encode())
    letters.add("checksum", b"\xff\xfe")
    again = DeadLetters(tmp_path)
    assert again.count == letters.count == 2
    assert again.read() == [
        DeadLetter("DataError 22021", 'wörtlich "quoted"'),
        DeadLetter("checksum", "\ufffd\ufffd"),
    ]
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_a_torn_letter_is_left_out(tmp_path: Path) -> None:
    letters = DeadLetters(tmp_path)
    letters.add("one", b"1")
    with (tmp_path / FILE_NAME).open("ab") as file:
        file.write(b'{"reason":"two"\n{"rea')
    assert [letter.reason for letter in letters.read()] == ["one"]


def test_a_full_file_refuses_more(tmp_path: Path) -> None:
    letters = DeadLetters(tmp_path, bytes_max=60)
    letters.add("one", b"1")
    with pytest.raises(StoreError, match="is full"):
        letters.add("two", b"2" * 60)
    assert letters.count == 1


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    letters = DeadLetters(tmp_path / "gone")
    with pytest.raises(StoreError, match="cannot be written: No such file"):
        letters.add("one", b"1")
