"""What people see: tables, durations, states; and JSON for programs.

Text from outside (a caller's name) is printed without control characters and never read as markup. Colours only
repeat what words say; ``NO_COLOR`` and pipes get none.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 200  # lines in a file or a pipe are not cut to a terminal's width

_STYLES = {
    "ready": "green",
    "talking": "cyan",
    "ringing": "yellow",
    "offering": "yellow",
    "waiting": "yellow",
    "wrap-up": "magenta",
    "not ready": "red",
    "failsafe": "red",
    "unreachable": "red",
    "logged out": "dim",
    "ok": "green",
    "fails": "red",
    "away": "yellow",
}


Row = list[str | Text]


@dataclass(frozen=True, slots=True)
class Column:
    """``title`` may have two lines. On a terminal too narrow for all, those with the highest ``spare`` are left out."""

    title: str
    justify: Literal["left", "right"] = "left"
    spare: int = 0

    def width(self, cells: Iterable[str | Text]) -> int:
        lines = [*map(Text, self.title.split("\n")), *(Text(cell) if isinstance(cell, str) else cell for cell in cells)]
        return max(line.cell_len for line in lines)


def right(title: str, spare: int = 0) -> Column:
    return Column(title, "right", spare)


def console() -> Console:
    """Of standard output, as it is now."""
    return Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def show_json(data: Any) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def show(*lines: str | Text) -> None:
    out = console()
    for line in lines:
        out.print(line if isinstance(line, Text) else Text(line), soft_wrap=not out.is_terminal)


def show_table(columns: Sequence[Column], rows: Iterable[Row], empty: str, title: str = "") -> None:
    """A table, or the sentence ``empty`` when it would have no rows."""
    cells = [list(row) for row in rows]
    if title:
        show(Text(title, "bold"))
    if not cells:
        show(Text(empty, "dim"))
        return
    out = console()
    places = _fitting(columns, cells, out.width)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold")
    for place in places:
        table.add_column(columns[place].title, justify=columns[place].justify, vertical="bottom", overflow="fold")
    for row in cells:
        table.add_row(*(row[place] for place in places))
    out.print(table)


def _fitting(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[int]:
    """The places of the columns to show, two spaces between them."""
    widths = [column.width(row[place] for row in rows) for place, column in enumerate(columns)]
    places = list(range(len(columns)))
    while sum(widths[place] + 2 for place in places) - 2 > width:
        spare = max(places, key=lambda place: (columns[place].spare, place))
        if columns[spare].spare == 0:
            break
        places.remove(spare)
    return places


def plain(value: object) -> str:
    """Text from outside: nothing that could steer a terminal."""
    text = "" if value is None else str(value)
    return text if text.isprintable() else "".join(part if part.isprintable() else "\ufffd" for part in text)


def cell(value: object) -> Text:
    """A value, ``-`` when there is none."""
    return Text(plain(value) or "-", "" if plain(value) else "dim")


def count(value: object) -> Text:
    """A number of things; none is dim."""
    return Text(plain(value), "dim" if value in (0, None) else "")


def state(value: object) -> Text:
    return Text(plain(value) or "-", _STYLES.get(plain(value), ""))


def duration(seconds: float | None) -> str:
    """``0:07``, ``12:30``, ``1:02:03``; ``-`` when there is none."""
    if seconds is None:
        return "-"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def percent(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.0%}"


def seconds_since(moment: str | None, now_ms: int) -> float | None:
    """From an ISO 8601 moment of the API to now; never negative, should two clocks differ."""
    return None if moment is None else max(0.0, now_ms / 1000 - datetime.fromisoformat(moment).timestamp())


def clock_time(moment: str | None) -> str:
    """An ISO 8601 moment in this machine's time of day."""
    return "-" if moment is None else datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S")
