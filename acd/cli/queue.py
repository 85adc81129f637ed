"""``acd queue list``"""

from collections.abc import Iterable, Mapping
from typing import Any

import typer

from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import Column, Row, cell, count, duration, percent, right, show_json, show_table

app = typer.Typer(no_args_is_help=True, add_completion=False)

_COLUMNS = [
    Column("Queue"),
    Column("Name", spare=9),
    right("Waiting"),
    right("Longest"),
    right("Expected\nwait", spare=3),
    right("Ready"),
    right("Talking"),
    right("Logged\nin"),
    right("Offered", spare=1),
    right("Answered"),
    right("Aban-\ndoned"),
    right("Answered\n%", spare=2),
]


@app.callback()
def queue() -> None:
    """Queues."""


@app.command("list")
def list_queues(as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show the queues now; counts are of today (UTC)."""
    body = find_api(home_of(home), url).get("api", "v1", "queues").body
    if as_json:
        show_json(body)
    else:
        show_queues(body["queues"])


def show_queues(queues: Iterable[Mapping[str, Any]], title: str = "") -> None:
    rows: list[Row] = [
        [
            cell(queue["id"]),
            cell(queue["name"]),
            count(queue["waiting"]),
            duration(queue["longest_wait_s"] if queue["waiting"] else None),
            duration(queue["expected_wait_s"]),
            count(queue["agents_ready"]),
            count(queue["agents_talking"]),
            count(queue["agents_logged_in"]),
            count(queue["offered"]),
            count(queue["answered"]),
            count(queue["abandoned"]),
            percent(queue["answered"] / queue["offered"] if queue["offered"] else None),
        ]
        for queue in queues
    ]
    show_table(_COLUMNS, rows, "The centre has no queues; write some into centre.toml and run `acd apply`.", title)
