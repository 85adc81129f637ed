"""Reports of campaigns for people and spreadsheets, and the one file for a regulator."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rich.text import Text

from acd.cli.client import Api
from acd.cli.csv_text import csv_lines, csv_text
from acd.cli.output import Column, Row, cell, count, percent, plain, right, show, show_table
from acd.errors import PlatformError
from acd.model.leads import AttemptResult

Body = Mapping[str, Any]

PATH = ("api", "v1", "report", "campaigns")
_PAGE = 1_000

_FIGURES = (
    "dialled",
    "open",
    "persons",
    "connected",
    "abandoned",
    "abandonment_rate",
    "connect_rate",
    "wait_s",
    "wait_max_s",
)
_RESULTS = tuple(result.value for result in AttemptResult)
_COLUMNS = [
    right("Dialled"),
    right("Going\non", spare=5),
    right("Persons"),
    right("Connected"),
    right("Aban-\ndoned"),
    right("Abandon-\nment"),
    right("Average\nwait"),
    right("Longest\nwait", spare=4),
]


def show_all(body: Body) -> None:
    _show_time(body)
    rows: list[Row] = [[cell(row["campaign"]), *_cells(row)] for row in body["campaigns"]]
    show_table([Column("Campaign"), *_COLUMNS], rows, "The centre has no campaigns, and none dialled in this time.")
    _show_formulas(body)


def csv_of(body: Body, key: str, bom: bool) -> str:
    """``key``: ``campaigns`` or ``lists``; a column for each result."""
    rows = [{**row, **row["results"]} for row in body[key]]
    return csv_text(rows, (key.removesuffix("s"), *_FIGURES, *_RESULTS), bom)


def show_one(body: Body) -> None:
    _show_time(body)
    show(Text(f"Campaign {plain(body['campaign'])}", "bold"))
    rows: list[Row] = [[cell(row["list"] or "not known yet"), *_cells(row)] for row in body["lists"]]
    if len(rows) != 1:
        rows.append([cell("all"), *_cells(body["total"])])
    show_table([Column("List"), *_COLUMNS], rows, "Nothing was dialled in this time.")
    show("")
    dialled = body["total"]["dialled"]
    results: list[Row] = [
        [cell(name), count(number), percent(number / dialled if dialled else None)]
        for name, number in body["total"]["results"].items()
        if number
    ]
    show_table([Column("Result"), right("Attempts"), right("Share")], results, "No attempt has ended.")
    if body["dispositions"]:
        show("")
        given: list[Row] = [[cell(name), count(number)] for name, number in body["dispositions"].items()]
        show_table([Column("Disposition"), right("Calls")], given, "")
    show("")
    _show_rules(body)
    _show_formulas(body)


def _show_rules(body: Body) -> None:
    rules = body["rules"]
    show(
        f"Rules {plain(rules['id'])}: {plain(rules['name'])} ({plain(rules['note'])}); an agent within "
        f"{rules['connect_within_s']:g} s. Recomputed from every attempt up to {plain(body['to'])}:"
    )
    rows: list[Row] = []
    for limit in body["limits"]:
        now, worst = limit["now"], limit["worst"]
        rows.append(
            [
                cell(limit["name"] + ("" if limit["required"] else " (not asked for)")),
                cell(f"{limit['share']:.2%} of {limit['least_answers']} or more"),
                cell(f"{now['abandoned']} of {now['answers']}"),
                rate(now["rate"]),
                _verdict(now),
                rate(worst["rate"]) if worst else cell(None),
                cell(worst["to"] if worst else None),
            ]
        )
    columns = [
        Column("Window"),
        Column("At most"),
        right("Now"),
        right("Rate"),
        Column("Kept"),
        right("Worst\never"),
        Column("until", spare=1),
    ]
    show_table(columns, rows, "These rules have no limit.")


def _verdict(window: Body) -> Text:
    if not window["judged"]:
        return Text("too few to tell", "dim")
    return Text("yes", "green") if window["kept"] else Text("NO", "red")


def rate(value: float | None) -> str:
    """With two digits after the point: 3.00 % is a limit."""
    return "-" if value is None else f"{value:.2%}"


def _cells(row: Body) -> Row:
    return [
        count(row["dialled"]),
        count(row["open"]),
        count(row["persons"]),
        count(row["connected"]),
        count(row["abandoned"]),
        rate(row["abandonment_rate"]),
        "-" if row["wait_s"] is None else f"{row['wait_s']:.2f} s",
        f"{row['wait_max_s']:.2f} s" if row["connected"] else "-",
    ]


def _show_time(body: Body) -> None:
    show(f"From {plain(body['from'])} to {plain(body['to'])} ({plain(body['timezone'])})")


def _show_formulas(body: Body) -> None:
    formulas = body["formulas"]
    show("")
    show(f"Abandonment = {formulas['abandonment_rate']}.")
    show(f"Persons: {formulas['persons']}. Abandoned: {formulas['abandoned']}.")


def attempts(api: Api, campaign: str, query: Mapping[str, str]) -> Iterable[Body]:
    """All attempts of the time, page by page."""
    after: int | None = 0
    while after is not None:
        page = {**query, "limit": str(_PAGE), **({"after": str(after)} if after else {})}
        body = api.get(*PATH, campaign, "attempts", query=page).body
        yield from body["attempts"]
        after = body["next"]


_RAW = (
    *("id", "began", "number", "list", "lead", "attempt", "mode", "trunk", "caller_id", "rang", "picked_up", "reached"),
    *("ended", "result", "verdict", "wait_s", "agent", "person", "abandoned", "call", "dial_status", "cause", "sip"),
)


def write_for_regulator(path: Path, report: Body, rows: Iterable[Body], force: bool) -> int:
    """One CSV: the rules, the formula and its result, then every attempt it is recomputed from. The number of these.

    ``person`` and ``abandoned`` are 1 or 0: the sum of the one over the sum of the other is the rate.
    Raises PlatformError.
    """
    written = 0
    try:
        with path.open("w" if force else "x", encoding="utf-8", newline="") as out:
            out.write(csv_lines(_head(report)))
            for row in rows:
                flags = {name: int(row[name]) for name in ("person", "abandoned")}
                out.write(csv_lines([[{**row, **flags}.get(name) for name in _RAW]]))
                written += 1
    except FileExistsError:
        raise PlatformError(f"{path} exists already; replace it with --force") from None
    except OSError as error:
        raise PlatformError(f"{path} cannot be written: {error.strerror}") from None
    return written


def _head(report: Body) -> list[list[Any]]:
    total, rules, formulas = report["total"], report["rules"], report["formulas"]
    limits = [
        [
            f"limit: {limit['name']}",
            f"at most {limit['share']:.2%} of {limit['least_answers']} or more persons",
            f"now {limit['now']['abandoned']} of {limit['now']['answers']}",
            rate(limit["now"]["rate"]),
            f"worst ever {rate(limit['worst']['rate']) if limit['worst'] else 'not judged'}",
        ]
        for limit in report["limits"]
        if limit["required"]
    ]
    return [
        ["report", "abandonment of calls, recomputed from every attempt below"],
        ["campaign", report["campaign"]],
        ["from", report["from"]],
        ["to (not included)", report["to"]],
        ["rules", rules["id"], rules["name"], rules["note"]],
        ["an agent within", f"{rules['connect_within_s']:g} s"],
        ["rings at least", f"{rules['ring_min_s']:g} s"],
        *(["source", name, text] for name, text in rules["sources"].items()),
        [
            "formula",
            f"abandonment rate = {formulas['abandonment_rate']}: sum of column abandoned / sum of column person",
        ],
        ["persons", formulas["persons"]],
        ["abandoned", formulas["abandoned"]],
        ["attempts of this time", total["dialled"]],
        ["persons of this time", total["persons"]],
        ["abandoned of this time", total["abandoned"]],
        ["abandonment rate of this time", rate(total["abandonment_rate"])],
        ["judged by a machine to be machines", total["results"][AttemptResult.MACHINE.value]],
        *limits,
        [],
        list(_RAW),
    ]
