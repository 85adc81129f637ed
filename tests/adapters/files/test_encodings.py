"""The encoding of a file's beginning."""

import pytest

from acd.adapters.files.encodings import detect


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_russian_text(encoding: str) -> None:
    sample = "Телефон;ФИО\n+7916;Иван\n".encode(encoding)
    assert detect(sample) == encoding


def test_a_sample_that_ends_within_a_character() -> None:
    sample = "phone,имя\n1,Иван\n2,Иван\n3,Ив".encode()[:-1]
    assert detect(sample) == "utf-8"


def test_plain_ascii_is_utf_8() -> None:
    assert detect(b"phone,name\n1,Ann\n") == "utf-8"
    assert detect(b"") == "utf-8"
