"""``acd status``: everything at a glance. The exit code is 1 when the daemon is not ready."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import typer
from rich.text import Text

from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import plain, show, show_json, state
from acd.cli.queue import show_queues

app = typer.Typer(add_completion=False)

_UNREADY = 503
_AGENT_STATES = ("ready", "ringing", "talking", "wrap-up", "not ready", "logged out")
_CALL_STATES = ("waiting", "offering", "talking", "leaving", "failsafe")


@app.command()
def status(as_json: AsJson = False, home: HomeFolder = None, url: Url = None) -> None:
    """Show how the daemon and the centre are; exit code 1 when the daemon is not ready."""
    api = find_api(home_of(home), url)
    readiness = api.get("readyz", also=(_UNREADY,)).body
    queues = api.get("api", "v1", "queues").body["queues"]
    agents = api.get("api", "v1", "agents").body["agents"]
    calls = api.get("api", "v1", "calls").body["calls"]
    if as_json:
        show_json({"url": api.url, **readiness, "queues": queues, "agents": agents, "calls": calls})
    else:
        ready = Text("ready", "bold green") if readiness["ready"] else Text("not ready", "bold red")
        show(Text(f"ACD at {api.url}: ").append(ready))
        _show_parts(readiness["parts"])
        show("", _tally("Agents", agents, _AGENT_STATES), _tally("Calls ", calls, _CALL_STATES), "")
        show_queues(queues)
    if not readiness["ready"]:
        raise typer.Exit(1)


def _show_parts(parts: Mapping[str, Mapping[str, Any]]) -> None:
    width = max(map(len, parts), default=0)
    for name, part in parts.items():
        word = "ok" if part["ok"] else "fails" if part["required"] else "away"
        line = Text("  ").append(state(word)).append(f"{'':{6 - len(word)}}{name:{width}}  {plain(part['text'])}")
        show(line)


def _tally(title: str, things: Iterable[Mapping[str, Any]], order: Iterable[str]) -> Text:
    tally = Counter(plain(thing["state"]) for thing in things)
    line = Text(f"{title}  ").append(f"{tally.total():>3}")
    for name in [*order, *sorted(tally.keys() - set(order))]:
        if tally[name]:
            line.append("   ").append(f"{tally[name]} ").append(state(name))
    return line
