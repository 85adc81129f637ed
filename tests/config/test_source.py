"""Files that cannot be read, texts that are no TOML: which file, which line, what to do."""

from pathlib import Path

import pytest

from acd.config.source import dotted, parse_source, read_source
from acd.errors import ConfigError


def _message(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        read_source(path)
    return str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    assert _message(tmp_path / "no.toml") == f"{tmp_path}/no.toml: there is no such file"


def test_a_folder(tmp_path: Path) -> None:
    assert _message(tmp_path) == f"{tmp_path}: this is a folder, a TOML file is expected"


def test_an_unreadable_place(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert _message(tmp_path / "file" / "x.toml") == f"{tmp_path}/file/x.toml: cannot be read: Not a directory"


def test_a_text_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "centre.toml"
    path.write_bytes("# Отдел\nname = 'Продажи'\n".encode("cp1251"))
    assert _message(path) == f"{path}:1: not UTF-8 (byte 0xce); save the file as UTF-8"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "centre.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert read_source(path).data == {"a": 1}


def test_a_huge_file(tmp_path: Path) -> None:
    path = tmp_path / "video.toml"
    with path.open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    assert "larger than 16 MB" in _message(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\nb = \n", "f.toml:2: TOML syntax, column 5: Invalid value"),
        ("a = 1\n[b\n", "f.toml:2: TOML syntax, column 3: Expected ']' at the end of a table declaration"),
        ('a = "x', "f.toml:1: TOML syntax: Unterminated string (at end of document)"),
        ("a = 1\n\na = 2\n", "f.toml:3: a: given twice (first on line 1); keep one"),
        ("[n.700]\nq = 1\n[n.700]\nq = 1\n", "f.toml:3: n.700: given twice (first on line 1); keep one"),
        ("[n]\n700 = {}\n701 = {}\n700 = {}\n", "f.toml:4: n.700: given twice (first on line 2); keep one"),
        ('[n."+7"]\n[m]\n[n."+7"]\n', 'f.toml:3: n."+7": given twice (first on line 1); keep one'),
        ("[a.b]\nx = 1\n[a]\ny = 1\ny = 2\n", "f.toml:5: a.y: given twice (first on line 4); keep one"),
        ("a = " + "[" * 9_999, "f.toml: nested too deeply"),
    ],
)
def test_what_is_no_toml(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_source(text, "f.toml")
    assert str(caught.value) == message


def test_paths_are_written_as_in_toml() -> None:
    assert dotted(("asterisk", 0, "host")) == "asterisk[0].host"
    assert dotted(("numbers", "+7", "queue")) == 'numbers."+7".queue'
