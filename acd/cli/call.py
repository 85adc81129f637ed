"""``acd call``: the live calls, and what may be done with one."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import Column, Row, cell, clock_time, duration, right, show, show_json, show_table, state

app = typer.Typer(no_args_is_help=True, add_completion=False)

_COLUMNS = [
    right("Call"),
    Column("State"),
    Column("Queue"),
    Column("Caller"),
    Column("Name", spare=3),
    Column("Dialled", spare=1),
    Column("Agent"),
    right("Waited"),
    right("Talking"),
    right("Arrived", spare=2),
]


@app.callback()
def call() -> None:
    """Live calls."""


@app.command("list")
def list_calls(as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show the live calls, the oldest first."""
    body = find_api(home_of(home), url).get("api", "v1", "calls").body
    if as_json:
        show_json(body)
    else:
        show_calls(body["calls"])


def show_calls(calls: Iterable[Mapping[str, Any]]) -> None:
    rows: list[Row] = [
        [
            cell(call["id"]),
            state(call["state"]),
            cell(call["queue"]),
            cell(call["caller_number"]),
            cell(call["caller_name"]),
            cell(call["dialled"]),
            cell(call["agent"]),
            duration(call["waited_s"]),
            duration(call["talking_s"]),
            clock_time(call["arrived"]),
        ]
        for call in calls
    ]
    show_table(_COLUMNS, rows, "No calls.")


CallId = Annotated[int, typer.Argument(metavar="CALL", min=1, help="The call's id.")]
ToAgent = Annotated[str | None, typer.Option(metavar="AGENT", help="An agent.")]
ToQueue = Annotated[str | None, typer.Option(metavar="QUEUE", help="A queue.")]
ToNumber = Annotated[str | None, typer.Option(metavar="NUMBER", help="An outside number.")]
ToSkills = Annotated[
    str, typer.Option(metavar="SKILLS", help="Somebody who has these, as 'cards >= 8', in the queue or the call's own.")
]
Priority = Annotated[int, typer.Option(min=0, max=100, help="Points for the caller in the queue.")]


@app.command()
def hangup(call: CallId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """End a call."""
    _do(call, "hangup", None, as_json, home, url)


@app.command()
def transfer(
    call: CallId,
    to_agent: ToAgent = None,
    to_queue: ToQueue = None,
    to_number: ToNumber = None,
    to_skills: ToSkills = "",
    priority: Priority = 0,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Pass a call on; its agent is free at once, and the caller keeps the place."""
    target = _target(to_agent, to_queue, to_number, to_skills, priority)
    _do(call, "transfer", target, as_json, home, url)


@app.command()
def hold(call: CallId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Let the caller hear music."""
    _do(call, "hold", None, as_json, home, url)


@app.command()
def unhold(call: CallId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Bring caller and agent together again."""
    _do(call, "unhold", None, as_json, home, url)


@app.command()
def consult(
    call: CallId,
    to_agent: ToAgent = None,
    to_queue: ToQueue = None,
    to_number: ToNumber = None,
    to_skills: ToSkills = "",
    priority: Priority = 0,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Hold the caller and call somebody else; then complete, cancel, or make it a conference."""
    target = _target(to_agent, to_queue, to_number, to_skills, priority)
    _do(call, "consult", target, as_json, home, url)


@app.command()
def complete(call: CallId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Leave the caller with whom the agent has called."""
    _do(call, "complete", None, as_json, home, url)


@app.command()
def cancel(call: CallId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Take the caller back."""
    _do(call, "cancel", None, as_json, home, url)


@app.command()
def conference(call: CallId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Bring the caller into the conversation of the other two."""
    _do(call, "conference", None, as_json, home, url)


@app.command()
def dispose(
    call: CallId,
    disposition: Annotated[str, typer.Argument(metavar="DISPOSITION", help="The id of an outcome in centre.toml.")],
    agent: Annotated[str, typer.Option(metavar="AGENT", help="Who talked.")],
    note: Annotated[str, typer.Option(help="A few words.")] = "",
    callback: Annotated[
        str | None, typer.Option(metavar="TIME", help="When to call again, ISO 8601 with offset, or with --timezone.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(metavar="ZONE", help="The customer's, for --callback.")] = None,
    mine: Annotated[bool, typer.Option("--mine", help="The same agent calls then.")] = False,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Give a call its outcome, during it or after."""
    given = {"agent": agent, "disposition": disposition, "note": note}
    when = {"callback": callback, "timezone": timezone, "mine": mine}
    _do(call, "disposition", {**given, **when}, as_json, home, url)


def _target(agent: str | None, queue: str | None, number: str | None, skills: str, priority: int) -> Mapping[str, Any]:
    return {"to_agent": agent, "to_queue": queue, "to_number": number, "to_skills": skills, "priority": priority}


def _do(
    call: int, action: str, body: Mapping[str, Any] | None, as_json: bool, home: Path | None, url: str | None
) -> None:
    answer = find_api(home_of(home), url).post("api", "v1", "calls", str(call), action, body=body).body
    if as_json:
        show_json(answer)
    else:
        show(answer["text"])
