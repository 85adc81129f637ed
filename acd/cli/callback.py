"""``acd callback list | add | cancel``"""

from typing import Annotated

import typer

from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import Column, Row, cell, clock_time, right, show, show_json, show_table, state

app = typer.Typer(no_args_is_help=True, add_completion=False)

_COLUMNS = [
    right("Callback"),
    Column("State"),
    Column("Queue"),
    Column("Number"),
    Column("Name", spare=2),
    right("Attempts"),
    Column("Last", spare=1),
    Column("Agent"),
    right("Asked"),
    right("Again"),
]


@app.callback()
def callback() -> None:
    """Callbacks that keep a place in a queue."""


@app.command("list")
def list_callbacks(as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show the pending callbacks, the oldest place first."""
    body = find_api(home_of(home), url).get("api", "v1", "callbacks").body
    if as_json:
        show_json(body)
        return
    rows: list[Row] = [
        [
            cell(row["id"]),
            state(row["state"]),
            cell(row["queue"]),
            cell(row["number"]),
            cell(row["name"]),
            cell(row["attempts"]),
            cell(row["last"]),
            cell(row["agent"]),
            clock_time(row["asked"]),
            clock_time(row["again"]) if row["again"] else cell(None),
        ]
        for row in body["callbacks"]
    ]
    show_table(_COLUMNS, rows, "No callbacks.")


@app.command()
def add(
    queue: Annotated[str, typer.Argument(metavar="QUEUE", help="The queue in which it waits.")],
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The number to call.")],
    name: Annotated[str, typer.Option(help="The customer's name, for the agent's phone.")] = "",
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Ask for a callback, from the end of the queue."""
    body = {"queue": queue, "number": number, "name": name}
    answer = find_api(home_of(home), url).post("api", "v1", "callbacks", body=body).body
    if as_json:
        show_json(answer)
    else:
        show(answer["text"])


@app.command()
def cancel(
    callback: Annotated[int, typer.Argument(metavar="CALLBACK", min=1, help="The callback's id.")],
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Cancel a callback."""
    answer = find_api(home_of(home), url).post("api", "v1", "callbacks", str(callback), "cancel").body
    if as_json:
        show_json(answer)
    else:
        show(answer["text"])
