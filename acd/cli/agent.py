"""``acd agent list | login | logout | ready | pause``"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import Column, Row, cell, duration, right, seconds_since, show, show_json, show_table, state
from acd.runtime.clock import SystemClock

app = typer.Typer(no_args_is_help=True, add_completion=False)

AgentId = Annotated[str, typer.Argument(metavar="AGENT", help="The agent's id.")]

_COLUMNS = [
    Column("Agent"),
    Column("Name", spare=2),
    Column("State"),
    right("For"),
    Column("Phone"),
    Column("Phone is", spare=1),
    right("Call"),
    Column("Queues", spare=3),
]


@app.callback()
def agent() -> None:
    """Agents."""


@app.command("list")
def list_agents(as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show the agents now."""
    body = find_api(home_of(home), url).get("api", "v1", "agents").body
    if as_json:
        show_json(body)
    else:
        show_agents(body["agents"])


def show_agents(agents: Iterable[Mapping[str, Any]]) -> None:
    now_ms = SystemClock().now_ms()
    rows: list[Row] = [
        [
            cell(agent["id"]),
            cell(agent["name"]),
            state(agent["state"]).append(f" ({reason})" if (reason := cell(agent["reason"]).plain) != "-" else ""),
            duration(seconds_since(agent["since"], now_ms)),
            cell(agent["phone"]),
            state(agent["phone_state"]),
            cell(agent["call"]),
            cell(", ".join(agent["queues"])),
        ]
        for agent in agents
    ]
    show_table(_COLUMNS, rows, "The centre has no agents; write some into centre.toml and run `acd apply`.")


@app.command()
def login(
    agent: AgentId,
    phone: Annotated[str | None, typer.Option(help="Where to log in. [default: the agent's usual phone]")] = None,
    ready: Annotated[bool, typer.Option("--ready/--not-ready", help="Take calls at once, or not yet.")] = True,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Log an agent in."""
    _do(agent, "login", {"phone": phone, "ready": ready}, as_json, home, url)


@app.command()
def logout(agent: AgentId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Log an agent out; from a call, when it has ended."""
    _do(agent, "logout", None, as_json, home, url)


@app.command()
def ready(agent: AgentId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Let an agent take calls."""
    _do(agent, "ready", None, as_json, home, url)


@app.command()
def pause(
    agent: AgentId,
    reason: Annotated[str, typer.Option(help="Why; reports group by it.")] = "",
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Make an agent not ready: no further calls."""
    _do(agent, "not-ready", {"reason": reason}, as_json, home, url)


def _do(
    agent: str, action: str, body: Mapping[str, Any] | None, as_json: bool, home: Path | None, url: str | None
) -> None:
    answer = find_api(home_of(home), url).post("api", "v1", "agents", agent, action, body=body).body
    if as_json:
        show_json(answer)
    else:
        show(answer["text"])
