"""``acd agent``: the agents now, and what may be done for them."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import Column, Row, cell, duration, plain, right, seconds_since, show, show_json, show_table, state
from acd.cli.user import this_user
from acd.runtime.clock import SystemClock

app = typer.Typer(no_args_is_help=True, add_completion=False)

AgentId = Annotated[str, typer.Argument(metavar="AGENT", help="The agent's id.")]
Supervisor = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Who does it, for the records. [default: the user of this machine]"),
]
Now = Annotated[bool, typer.Option("--now", help="Also while the phone rings: the caller goes to another agent.")]

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
            _state(agent),
            duration(seconds_since(agent["since"], now_ms)),
            cell(agent["phone"]),
            state(agent["phone_state"]),
            cell(agent["call"]),
            cell(", ".join(agent["queues"])),
        ]
        for agent in agents
    ]
    show_table(_COLUMNS, rows, "The centre has no agents; write some into centre.toml and run `acd apply`.")


def _state(agent: Mapping[str, Any]) -> Text:
    """The state with what belongs to it: the reason, the time that is left, what comes next."""
    shown = state(agent["state"])
    if agent["reason"]:
        shown.append(f" ({plain(agent['reason_label'])})")
    if agent["left_s"] is not None:
        shown.append(f", {duration(agent['left_s'])} left" if agent["left_s"] >= 0 else _over(agent["left_s"]))
    if agent["next"]:
        shown.append(f", then {agent['next']}")
    if agent["asked"] is not None:
        shown.append(f", asks for {plain(agent['asked']) or 'a break'}", "yellow")
    return shown


def _over(left_s: float) -> str:
    return f", {duration(-left_s)} too long"


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
def logout(
    agent: AgentId,
    now: Now = False,
    supervisor: Supervisor = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Log an agent out; from a call, when it has ended."""
    _do(agent, "logout", {"supervisor": _who(supervisor), "now": now}, as_json, home, url)


@app.command()
def ready(
    agent: AgentId,
    supervisor: Supervisor = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Let an agent take calls."""
    _do(agent, "ready", {"supervisor": _who(supervisor)}, as_json, home, url)


@app.command()
def pause(
    agent: AgentId,
    reason: Annotated[str, typer.Option(help="Why: the id of a reason, or a text; reports group by it.")] = "",
    now: Now = False,
    supervisor: Supervisor = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Make an agent not ready: no further calls; from a call, when it has ended."""
    _do(agent, "not-ready", {"reason": reason, "supervisor": _who(supervisor), "now": now}, as_json, home, url)


@app.command("one-more")
def one_more(
    agent: AgentId,
    reason: Annotated[str, typer.Option(help="Why not ready afterwards.")] = "",
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """One more call for an agent, then not ready."""
    _do(agent, "one-more", {"reason": reason}, as_json, home, url)


@app.command()
def extend(
    agent: AgentId,
    by: Annotated[float, typer.Option(metavar="SECONDS", help="How much longer; 0: as the centre says.")] = 0,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Give an agent more time for wrap-up."""
    _do(agent, "extend", {"by_s": by}, as_json, home, url)


@app.command("wrap-up-end")
def wrap_up_end(agent: AgentId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """End an agent's wrap-up."""
    _do(agent, "wrap-up-end", None, as_json, home, url)


@app.command()
def approve(
    agent: AgentId,
    deny: Annotated[bool, typer.Option("--deny", help="The contrary: the agent does not get the break.")] = False,
    supervisor: Supervisor = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Let an agent have the break that was asked for."""
    _do(agent, "decide", {"approved": not deny, "supervisor": _who(supervisor)}, as_json, home, url)


@app.command()
def dial(
    agent: AgentId,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="Whom to call.")],
    campaign: Annotated[str, typer.Option(metavar="CAMPAIGN", help="For which campaign, by whose rules.")],
    region: Annotated[str, typer.Option(metavar="CC", help="The country of a number without +, such as RU.")] = "",
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Call a number for an agent: the agent's phone rings first."""
    _do(agent, "dial", {"campaign": campaign, "number": number, "region": region}, as_json, home, url)


@app.command()
def skip(
    agent: AgentId,
    reason: Annotated[str, typer.Option(help="Why, for the records.")] = "",
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Skip the lead that an agent is shown."""
    _do(agent, "skip", {"reason": reason}, as_json, home, url)


@app.command()
def lead(agent: AgentId, as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show the lead that an agent's phone rings for, or with whom the agent talks."""
    body = find_api(home_of(home), url).get("api", "v1", "agents", agent, "lead").body
    if as_json:
        show_json(body)
        return
    name = f", {plain(body['name'])}" if body["name"] else ""
    show(
        f"{plain(body['number'])}{name}: lead {body['lead']} of {plain(body['list']) or 'no list'}, campaign "
        f"{plain(body['campaign'])}, {body['state']}",
        *(f"  {plain(key)}: {plain(value)}" for key, value in body["fields"].items()),
    )


def _who(supervisor: str | None) -> str:
    return this_user() if supervisor is None else supervisor


def _do(
    agent: str, action: str, body: Mapping[str, Any] | None, as_json: bool, home: Path | None, url: str | None
) -> None:
    answer = find_api(home_of(home), url).post("api", "v1", "agents", agent, action, body=body).body
    if as_json:
        show_json(answer)
    else:
        show(answer["text"])
