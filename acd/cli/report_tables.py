"""Reports as tables for people, each under a line with the formulas of its figures; and the columns of their CSV."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import typer

from acd.cli.output import Column, Row, cell, count, duration, percent, plain, right, show, show_table
from acd.model.counts import MOVED_ON, AgentCounts, QueueCounts, Waits
from acd.model.report import SERVICE_LEVELS, AgentRow, CallRow, IntervalRow, QueueRow
from acd.model.states import VisitOutcome

Body = Mapping[str, Any]

_DURATIONS = {"wait_ms": "wait_s", "talk_ms": "talk_s", "hold_ms": "hold_s"}

CSV_COLUMNS: dict[str, Sequence[str]] = {
    "queues": tuple(QueueRow("-", "-", QueueCounts(), Waits()).figures()),
    "agents": tuple(AgentRow("-", AgentCounts()).figures()),
    "intervals": ("begin", "end", *IntervalRow(0, 0, QueueCounts(), Waits(), None).figures()),
    "calls": tuple(_DURATIONS.get(each.name, each.name.removesuffix("_ms")) for each in fields(CallRow)),
}

_LEFT = {*MOVED_ON}
_OTHER = [each for each in VisitOutcome if each not in {VisitOutcome.ANSWERED, VisitOutcome.ABANDONED, *_LEFT}]
_VISIT_COLUMNS = [
    right("Offered"),
    right("Answered"),
    right("Aban-\ndoned"),
    right("Short\nabandons", spare=7),
    right("Moved\non", spare=3),
    right("Other", spare=5),
    right("Service\nlevel"),
    right("ASA"),
    right("Median\nwait", spare=8),
    right("90 %\nwait", spare=4),
    right("95 %\nwait", spare=9),
    right("Longest\nwait", spare=1),
    right("AHT", spare=2),
    right("Trans-\nfers", spare=10),
    right("Call-\nbacks", spare=11),
]
_QUEUE_COLUMNS = [Column("Queue"), *_VISIT_COLUMNS]
_HOUR_COLUMNS = [Column("From"), *_VISIT_COLUMNS, right("Occu-\npancy", spare=6)]
_AGENT_COLUMNS = [
    Column("Agent"),
    right("Offers"),
    right("Answered"),
    right("No\nanswer", spare=3),
    right("Refused", spare=4),
    right("Talked"),
    right("On\nhold", spare=7),
    right("AHT"),
    right("Wrap-up", spare=2),
    right("Ready", spare=1),
    right("Not ready"),
    right("Unpaid", spare=6),
    right("Logged in"),
    right("Occu-\npancy"),
    right("Trans-\nfers", spare=8),
]
_CALL_COLUMNS = [
    Column("Arrived"),
    Column("Call", spare=5),
    Column("Caller"),
    Column("Dialled", spare=2),
    Column("Queue"),
    Column("Agent"),
    Column("Outcome"),
    right("Wait"),
    right("Talk"),
    right("Hold", spare=4),
    Column("Hung up\nby", spare=1),
    right("Trans-\nfers", spare=3),
]


def show_overview(body: Body) -> None:
    calls, formulas = body["calls"], body["formulas"]
    show(_time(body))
    show(f"Calls: {calls['offered']} offered, {calls['answered']} answered, {calls['abandoned']} abandoned")
    level = f"Service level {percent(body['service_level'])} ({formulas['calls.service_level']})"
    show(f"{level}, ASA {duration(body['asa_s'])}")
    if body["answered_with_cdr"] != calls["answered"]:
        show(f"Note: {body['answered_with_cdr']} of {calls['answered']} answered calls have a CDR row of Asterisk.")
    if body["pending_facts"]:
        show(f"Note: {body['pending_facts']} records are still on their way to the database.")
    show("")
    rows = [_queue(figures, "service_level") for figures in body["queues"]]
    show_table(_QUEUE_COLUMNS, rows, "No calls entered a queue.", "Queues")
    _show_formulas(formulas, "service_level", "aht_s")
    show("")
    show_table(_AGENT_COLUMNS, [_agent(figures) for figures in body["agents"]], "No agent was logged in.", "Agents")
    _show_formulas(formulas, "occupancy")


def show_queues(body: Body, level: str) -> None:
    _show_head(body, _known(level), "asa_s", "aht_s")
    rows = [_queue(figures, level) for figures in body["queues"]]
    if len(rows) > 1:
        rows.append([cell("all"), *_visits(body["total"], level)])
    show_table(_QUEUE_COLUMNS, rows, "No calls entered a queue.")


def show_hours(body: Body, level: str) -> None:
    _show_head(body, _known(level), "asa_s", "aht_s", "occupancy")
    rows = [
        [cell(figures["begin"][:16].replace("T", " ")), *_visits(figures, level), percent(figures["occupancy"])]
        for figures in body["intervals"]
    ]
    show_table(_HOUR_COLUMNS, rows, "The time is empty.")


def show_agents(body: Body) -> None:
    _show_head(body, "aht_s", "occupancy")
    show_table(_AGENT_COLUMNS, [_agent(figures) for figures in body["agents"]], "No agent was logged in.")


def show_calls(body: Body) -> None:
    _show_head(body)
    show_table(_CALL_COLUMNS, [_call(call) for call in body["calls"]], "No such calls.")
    if body["next"] is not None:
        show(f"There are more: --after {body['next']} goes on, --limit shows more at once.")


def _known(level: str) -> str:
    if level not in SERVICE_LEVELS:
        raise typer.BadParameter(f"expected one of {', '.join(SERVICE_LEVELS)}", param_hint="--service-level")
    return level


def _time(body: Body) -> str:
    return f"From {plain(body['from'])} to {plain(body['to'])} ({plain(body['timezone'])})"


def _show_head(body: Body, *names: str) -> None:
    only = [f"{name} {plain(body[name])}" for name in ("project", "queue", "agent") if body[name] is not None]
    show(_time(body) + (f", only {', '.join(only)}" if only else ""))
    _show_formulas(body["formulas"], *names)
    if names and names[0] in SERVICE_LEVELS:
        show(f"Short abandons: after {body['short_abandon_s']:g} s or less. In time: within the queue's threshold.")
    show("")


_TITLES = {"asa_s": "ASA", "aht_s": "AHT", "occupancy": "Occupancy"}


def _show_formulas(formulas: Mapping[str, str], *names: str) -> None:
    told = [f"{_TITLES.get(name, 'Service level')} = {formulas[name]}" for name in names]
    if told:
        show("; ".join(told))


def _queue(figures: Body, level: str) -> Row:
    return [cell(figures["queue"]), *_visits(figures, level)]


def _visits(figures: Body, level: str) -> Row:
    return [
        count(figures["offered"]),
        count(figures["answered"]),
        count(figures["abandoned"]),
        count(figures["short_abandoned"]),
        count(_sum(figures, _LEFT)),
        count(_sum(figures, _OTHER)),
        percent(figures[level]),
        duration(figures["asa_s"]),
        duration(figures["wait_median_s"]),
        duration(figures["wait_p90_s"]),
        duration(figures["wait_p95_s"]),
        duration(figures["wait_max_s"]),
        duration(figures["aht_s"]),
        count(figures["transfers"]),
        count(figures["callbacks"]),
    ]


def _sum(figures: Body, outcomes: Iterable[VisitOutcome]) -> int:
    return sum(figures[outcome.value] for outcome in outcomes)


def _agent(figures: Body) -> Row:
    return [
        cell(figures["agent"]),
        count(figures["offers"]),
        count(figures["answered"]),
        count(figures["no_answer"]),
        count(figures["refused"]),
        duration(figures["talk_s"]),
        duration(figures["hold_s"]),
        duration(figures["aht_s"]),
        duration(figures["wrap_up_s"]),
        duration(figures["ready_s"]),
        duration(figures["not_ready_s"]),
        duration(figures["unpaid_s"]),
        duration(figures["logged_in_s"]),
        percent(figures["occupancy"]),
        count(figures["transfers"]),
    ]


def _call(call: Body) -> Row:
    return [
        cell(call["arrived"][:19].replace("T", " ")),
        cell(call["id"]),
        cell(call["caller_number"]),
        cell(call["dialled"]),
        cell(call["queue"]),
        cell(call["agent"]),
        cell(call["outcome"]),
        duration(call["wait_s"]),
        duration(call["talk_s"] if call["answered"] else None),
        duration(call["hold_s"] or None),
        cell(call["hung_up_by"]),
        count(call["transfers"]),
    ]
