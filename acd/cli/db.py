"""``acd db upgrade``"""

import asyncio
import os

import typer

from acd.adapters.sql.migrate import upgrade as upgrade_database
from acd.cli.options import AcdFile, AsJson, HomeFolder, home_of
from acd.cli.output import show, show_json
from acd.config.operations import load_operations

app = typer.Typer(no_args_is_help=True, add_completion=False)


@app.callback()
def db() -> None:
    """Database."""


@app.command()
def upgrade(acd: AcdFile = None, as_json: AsJson = False, home: HomeFolder = None) -> None:
    """Bring the database of acd.toml up to this version (the daemon does it at its start, too)."""
    folder = home_of(home)
    folder.make()
    url = load_operations(acd, os.environ).database_url(folder.folder)
    revision = asyncio.run(upgrade_database(url))
    if as_json:
        show_json({"revision": revision})
    else:
        show(f"the database is at revision {revision}")
