"""Options that all reports have, and the query that they make."""

from enum import StrEnum
from typing import Annotated

import typer


class Format(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="TIME",
        help="ISO 8601, such as 2026-01-31, or today, yesterday, this-week, last-week, this-month, last-month. "
        "[default: today]",
    ),
]
To = Annotated[
    str | None, typer.Option("--to", metavar="TIME", help="Not included. [default: now, or the end of the word's time]")
]
Timezone = Annotated[
    str | None, typer.Option("--timezone", metavar="ZONE", help="Such as Europe/Moscow. [default: UTC]")
]
Project = Annotated[str | None, typer.Option("--project", metavar="ID", help="Only of this project.")]
Queue = Annotated[str | None, typer.Option("--queue", metavar="ID", help="Only of this queue.")]
Agent = Annotated[str | None, typer.Option("--agent", metavar="ID", help="Only of this agent.")]
Short = Annotated[
    float | None,
    typer.Option("--short", metavar="SECONDS", help="Who abandons no later is a short abandon. [default: 5]"),
]
Service = Annotated[
    str,
    typer.Option("--service-level", metavar="NAME", help="Which of the service levels in --format json the table has."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="table, csv or json.")]
Bom = Annotated[bool, typer.Option("--bom", help="Begin CSV with a byte order mark, for spreadsheets.")]


def query_of(**values: object) -> dict[str, str]:
    """What was given, by the API's names (a trailing underscore spares Python's words)."""
    return {name.rstrip("_"): str(value) for name, value in values.items() if value is not None}
