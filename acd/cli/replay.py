"""``acd replay``: exit code 1 when the journal's events no longer lead to the same commands."""

from pathlib import Path
from typing import Annotated

import typer

from acd.cli.options import AsJson
from acd.cli.output import show, show_json
from acd.runtime.replay import replay as replay_journal

app = typer.Typer(add_completion=False)


@app.command()
def replay(
    journal: Annotated[Path, typer.Argument(help="A journal file, or a folder: its newest.")], as_json: AsJson = False
) -> None:
    """Run a journal's events through the engine again and compare what follows; exit code 1 at a difference."""
    result = replay_journal(journal)
    if as_json:
        data = {"journal": str(result.path), "events": result.events, "identical": result.identical}
        show_json({**data, "difference": result.difference, "torn": result.torn})
    else:
        verdict = "identical" if result.identical else f"differs at {result.difference}"
        show(f"{result.path}: {result.events} events, {verdict}")
        if result.torn:
            show("Its last line was cut short, as by a crash; it was left out.")
    if not result.identical:
        raise typer.Exit(1)
