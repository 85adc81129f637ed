"""Durations, percentages, tables on narrow terminals."""

import pytest

from acd.cli.output import Column, duration, percent, right, show_table


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "-"), (0, "0:00"), (7.9, "0:07"), (750, "12:30"), (3_723, "1:02:03"), (360_000, "100:00:00")],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


def test_percentages() -> None:
    assert (percent(None), percent(0.805), percent(1)) == ("-", "80%", "100%")


def test_a_narrow_terminal_loses_spare_columns_first(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = [Column("Id"), Column("Name", spare=2), right("Waiting", spare=1), right("Ready")]
    for width, titles in ((40, "Id Name Waiting Ready"), (20, "Id Waiting Ready"), (12, "Id Ready")):
        monkeypatch.setattr("acd.cli.output.PIPE_WIDTH", width)
        show_table(columns, [["1", "Alice Adams", "3", "4"]], "none")
        assert capsys.readouterr().out.splitlines()[0].split() == titles.split()
