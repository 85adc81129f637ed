"""``acd report``: figures of a time. The formulas stand in docs/records.md."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import Column, Row, cell, count, duration, percent, plain, right, show, show_json, show_table

app = typer.Typer(add_completion=False)

_QUEUE_COLUMNS = [
    Column("Queue"),
    right("Offered"),
    right("Answered"),
    right("Aban-\ndoned"),
    right("Over-\nflowed"),
    right("Other"),
    right("In time", spare=1),
    right("Service\nlevel"),
    right("ASA"),
    right("Longest"),
]
_AGENT_COLUMNS = [
    Column("Agent"),
    right("Offers"),
    right("Answered"),
    right("No\nanswer", spare=3),
    right("Refused", spare=4),
    right("Talked"),
    right("AHT"),
    right("Wrap-up", spare=2),
    right("Ready", spare=1),
    right("Not ready"),
    right("Logged in"),
    right("Occu-\npancy"),
]


@app.command()
def report(
    from_: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="ISO 8601, such as 2026-01-31. [default: today, UTC]")
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="TIME", help="Not included. [default: now]")] = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Show figures of queues and agents for a time (without a zone: UTC)."""
    query = {name: value for name, value in (("from", from_), ("to", to)) if value is not None}
    body = find_api(home_of(home), url).get("api", "v1", "report", query=query).body
    if as_json:
        show_json(body)
        return
    _show_head(body)
    show_table(_QUEUE_COLUMNS, [_queue(figures) for figures in body["queues"]], "No calls entered a queue.", "Queues")
    show("")
    show_table(_AGENT_COLUMNS, [_agent(figures) for figures in body["agents"]], "No agent was logged in.", "Agents")


def _show_head(body: Mapping[str, Any]) -> None:
    calls = body["calls"]
    service = f"service level {percent(body['service_level'])} (in time / offered), ASA {duration(body['asa_s'])}"
    show(f"From {plain(body['from'])} to {plain(body['to'])}")
    show(f"Calls: {calls['offered']} offered, {calls['answered']} answered, {calls['abandoned']} abandoned; {service}")
    cdr = f"{body['answered_with_cdr']} of {calls['answered']} answered calls have a CDR row of Asterisk"
    if body["answered_with_cdr"] != calls["answered"]:
        show(f"Note: {cdr}.")
    if body["pending_facts"]:
        show(f"Note: {body['pending_facts']} records are still on their way to the database.")
    show("")


def _queue(figures: Mapping[str, Any]) -> Row:
    other = figures["message"] + figures["failsafe"] + figures["lost"]
    return [
        cell(figures["queue"]),
        count(figures["offered"]),
        count(figures["answered"]),
        count(figures["abandoned"]),
        count(figures["overflowed"]),
        count(other),
        count(figures["within_service_level"]),
        percent(figures["service_level"]),
        duration(figures["asa_s"]),
        duration(figures["wait_max_s"]),
    ]


def _agent(figures: Mapping[str, Any]) -> Row:
    return [
        cell(figures["agent"]),
        count(figures["offers"]),
        count(figures["answered"]),
        count(figures["no_answer"]),
        count(figures["refused"]),
        duration(figures["talk_s"]),
        duration(figures["aht_s"]),
        duration(figures["wrap_up_s"]),
        duration(figures["ready_s"]),
        duration(figures["not_ready_s"]),
        duration(figures["logged_in_s"]),
        percent(figures["occupancy"]),
    ]
