"""``acd explain CALL``, ``acd explain --agent A`` and ``acd explain --campaign C``"""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.text import Text

from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import clock_time, duration, plain, show, show_json
from acd.cli.report_options import query_of

app = typer.Typer(add_completion=False)

Facts = Mapping[str, Any]
_INDENT = " " * 11


@app.command()
def explain(
    call: Annotated[int | None, typer.Argument(metavar="CALL", min=1, help="The id of a call, live or over.")] = None,
    agent: Annotated[str | None, typer.Option(metavar="AGENT", help="Explain an agent instead: why no calls.")] = None,
    campaign: Annotated[
        str | None, typer.Option(metavar="CAMPAIGN", help="Explain a campaign instead: why it dials so many.")
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="With --campaign: up to this moment, ISO 8601 with offset. [default: now]"),
    ] = None,
    last: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=500, help="With --campaign: so many decisions. [default: 10]")
    ] = None,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Say why a call went as it did or still waits, why an agent gets no calls, or why a campaign dials so many.

    Times of a call are counted from its arrival.
    """
    if sum(subject is not None for subject in (call, agent, campaign)) != 1:
        raise typer.BadParameter("name a call, an agent with --agent, or a campaign with --campaign")
    if campaign is None and (at is not None or last is not None):
        raise typer.BadParameter("--at and --last belong to --campaign")
    subjects = {"calls": call, "agents": agent, "campaigns": campaign}
    kind, id_ = next((kind, str(name)) for kind, name in subjects.items() if name is not None)
    body = find_api(home_of(home), url).get("api", "v1", kind, id_, "explain", query=query_of(at=at, last=last)).body
    if as_json:
        show_json(body)
    else:
        show(*_LINES[kind](body))


def _call_lines(body: Facts) -> list[str | Text]:
    call = body["call"]
    head = f"Call {call['id']}, {clock_time(call['arrived'])}: {call['state']}"
    lines: list[str | Text] = [Text(plain(head + (f", {call['outcome']}" if call["outcome"] else "")), "bold"), ""]
    for event in body["events"]:
        lines.append(f"{'+' + _seconds(event['after_s']):>9}  {_sentence(event['text'])}")
        lines += [f"{_INDENT}  {line}" for line in _why_not(event["others"], event["others_left_off"])]
    for row in body["cdr"]:
        lines.append(
            f"{_INDENT}Asterisk's record: {plain(row['channel'])} to {plain(row['dstchannel']) or 'nobody'}, "
            f"{plain(row['disposition'])}, {row['duration_s']} s, talk {row['talk_s']} s"
        )
    if body["now"] is not None:
        lines += ["", *_waiting_lines(body["now"])]
    return [*lines, "", Text(f"Reasons by {plain(body['judged_by'])}.", "dim")]


def _waiting_lines(now: Facts) -> list[str | Text]:
    steps = f" (step {now['level']} of {now['levels']} of relaxation)" if now["levels"] else ""
    expected = now["expected_wait_s"]
    return [
        Text(_sentence(now["summary"]) + ".", "bold"),
        f"  asks for {plain(now['asks_for'])}{steps}",
        *([f"  expected to wait {duration(expected)} more"] if expected is not None else []),
        *(f"  in {duration(coming['in_s'])}: {plain(coming['text'])}" for coming in now["coming"]),
        *(f"  {line}" for line in _why_not(now["candidates"], now["candidates_left_off"])),
    ]


def _why_not(others: Iterable[Facts], left_off: int = 0) -> list[str]:
    """One line for each reason, with all whom it kept from the call."""
    ordered = sorted(others, key=lambda other: (other["why"], other["text"]))
    lines = []
    for text, group in groupby(ordered, key=lambda other: str(other["text"])):
        names = ", ".join(_name(other) for other in group)
        lines.append(f"not {names}: {plain(text)}")
    return [*lines, f"and {left_off} more agents"] if left_off else lines


def _name(row: Facts) -> str:
    return plain(f"{row['agent']} ({row['name']})" if row["name"] else row["agent"])


def _agent_lines(body: Facts) -> list[str | Text]:
    agent = body["agent"]
    name = plain(f"Agent {agent['id']} ({agent['name']})" if agent["name"] else f"Agent {agent['id']}")
    lines: list[str | Text] = [Text(f"{name} {plain(body['summary'])}.", "bold")]
    lines += [f"  {_sentence(obstacle['remedy'])}." for obstacle in body["obstacles"]]
    if agent["skills"]:
        lines.append("  skills: " + ", ".join(plain(f"{skill} {level}") for skill, level in agent["skills"].items()))
    return [*lines, *(f"  queue {plain(queue['queue'])}: {plain(queue['text'])}" for queue in body["queues"])]


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 600 else duration(seconds)


def _sentence(text: str) -> str:
    return plain(text[:1].upper() + text[1:])


def _campaign_lines(body: Facts) -> list[str | Text]:
    campaign = body["campaign"]
    lines: list[str | Text] = [Text(f"Campaign {plain(campaign['id'])} {plain(body['summary'])}.", "bold")]
    for decision in body["decisions"]:
        lines += ["", f"{clock_time(decision['at'])}  {_sentence(decision['text'])}"]
        lines += [f"          {plain(line)}" for line in decision["lines"]]
    return lines if body["decisions"] else [*lines, "  No decision to dial is recorded up to this moment."]


_LINES = {"calls": _call_lines, "agents": _agent_lines, "campaigns": _campaign_lines}
