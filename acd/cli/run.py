"""``acd run``"""

import typer

from acd.bootstrap import run as start
from acd.cli.options import AcdFile, AsJson, CentreFile, HomeFolder, home_of
from acd.config.options import RunOptions

app = typer.Typer(add_completion=False)


@app.command()
def run(acd: AcdFile = None, centre: CentreFile = None, as_json: AsJson = False, home: HomeFolder = None) -> None:
    """Start the daemon for Asterisk servers that run already, named in acd.toml."""
    options = RunOptions(home=home_of(home).folder, acd=acd, centre=centre, json=as_json)
    raise typer.Exit(start(options))
