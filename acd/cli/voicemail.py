"""``acd voicemail list | show | delete``"""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from acd.cli.client import Api, find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import Column, Row, cell, clock_time, duration, right, show, show_json, show_table, state
from acd.errors import CallerError

app = typer.Typer(no_args_is_help=True, add_completion=False)

_COLUMNS = [
    right("Message"),
    Column("State"),
    Column("Queue"),
    Column("From"),
    Column("Name", spare=2),
    right("Length"),
    Column("Agent"),
    right("Left"),
]
MessageId = Annotated[int, typer.Argument(metavar="MESSAGE", min=1, help="The message's id.")]


@app.callback()
def voicemail() -> None:
    """Messages that callers left and that wait for an agent."""


@app.command("list")
def list_messages(as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show the messages that wait, the oldest first."""
    body = find_api(home_of(home), url).get("api", "v1", "voicemails").body
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
            duration(row["duration_s"]),
            cell(row["agent"]),
            clock_time(row["left"]),
        ]
        for row in body["voicemails"]
    ]
    show_table(_COLUMNS, rows, "No messages.")


@app.command("show")
def show_message(message: MessageId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show one message, and where its audio is."""
    found = _find(find_api(home_of(home), url), message)
    if as_json:
        show_json(dict(found))
        return
    for key, value in found.items():
        show(f"{key}: {'' if value is None else value}")
    show(f"audio: voicemail/{found['file']}.wav in the home folder, or /api/v1/voicemails/{message}/audio")


def _find(api: Api, message: int) -> Mapping[str, Any]:
    rows = api.get("api", "v1", "voicemails").body["voicemails"]
    found: Mapping[str, Any] | None = next((row for row in rows if row["id"] == message), None)
    if found is None:
        raise CallerError(f"message {message} is not waiting: acd voicemail list shows those that are")
    return found


@app.command()
def delete(message: MessageId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Delete a message and its audio."""
    answer = find_api(home_of(home), url).post("api", "v1", "voicemails", str(message), "delete").body
    if as_json:
        show_json(answer)
    else:
        show(answer["text"])
