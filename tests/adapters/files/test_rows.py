"""Headers, and rows that fit them."""

import pytest

from acd.adapters.files.rows import TableError, fitted, header_of


def test_names_of_columns() -> None:
    assert header_of([" phone ", "", "имя", "", ""]) == ["phone", "column 2", "имя"]
    assert header_of(["\ufeffphone2"]) == ["phone2"]
    with pytest.raises(TableError, match="rename"):
        header_of(["Phone", "phone"])


def test_empty_cells_at_the_end_are_no_columns() -> None:
    assert fitted(["1", "2", "", ""], 2) == ["1", "2"]
    assert fitted(["1"], 2) == ["1"]
    assert fitted(["1", "2", "3"], 2) is None
