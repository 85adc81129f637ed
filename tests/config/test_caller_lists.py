"""Numbers of callers in files of their own."""

import time
from pathlib import Path

import pytest

from acd.bootstrap.centre_source import initial_centre
from acd.config.caller_lists import names_files
from acd.config.centre import load_centre, parse_centre
from acd.config.dump import dump_centre
from acd.config.home import Home
from acd.errors import ConfigError
from tests.config.faults import GOOD, centre_faults

LISTS = '[callers.vip]\nnumbers = ["+7 495 1"]\nnumbers_file = "lists/vip.txt"\n[callers.no]\nnumbers = ["+1555*"]\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    (tmp_path / "centre.toml").write_text(GOOD + LISTS)
    return tmp_path / "centre.toml"


def problems(file: Path) -> list[tuple[str, int, str, str]]:
    with pytest.raises(ConfigError) as caught:
        load_centre(file)
    return [(Path(each.file).name, each.line, each.key, each.text) for each in caught.value.problems]


def test_one_number_on_a_line_with_comments(file: Path) -> None:
    (file.parent / "lists/vip.txt").write_text("# our best\n+7 495 123-45-67  # Anna\n\n8800*\r\n74951\n")
    assert load_centre(file).callers["vip"].numbers == ("+7 495 1", "+7 495 123-45-67", "8800*", "74951")


def test_a_wrong_line_is_named(file: Path) -> None:
    (file.parent / "lists/vip.txt").write_text("+7 495 123\nAnna\n+1555*\n")
    assert problems(file) == [
        ("vip.txt", 2, "", 'expected a number such as "+7 495 1234567", or "+7495*"'),
        ("vip.txt", 3, "", "+1555* is in the list no already"),
    ]


def test_a_file_that_is_not_there(file: Path) -> None:
    assert problems(file) == [("centre.toml", 19, "callers.vip.numbers_file", "there is no such file")]


def test_a_text_alone_has_no_files() -> None:
    [(line, key, text)] = centre_faults(GOOD + LISTS)
    assert (line, key) == (19, "callers.vip.numbers_file")
    assert "read by acd apply" in text


def test_the_centre_kept_in_the_home_has_the_numbers_in_it(file: Path, tmp_path: Path) -> None:
    (file.parent / "lists/vip.txt").write_text("+7 495 123\n")
    home = Home(tmp_path / "home")
    home.folder.mkdir()
    centre = initial_centre(home, file)
    assert initial_centre(home, None) == centre
    assert not names_files(home.centre_file.read_text())


def test_a_hundred_thousand_numbers(file: Path) -> None:
    numbers = [f"+7495{place:07}" for place in range(100_000)]
    (file.parent / "lists/vip.txt").write_text("\n".join(numbers))
    began = time.perf_counter()
    centre = load_centre(file)
    assert len(centre.callers["vip"].numbers) == 100_001
    assert parse_centre(dump_centre(centre)) == centre
    assert time.perf_counter() - began < 30
