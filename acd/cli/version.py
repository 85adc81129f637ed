"""``acd version``"""

import platform

import typer

from acd import __version__
from acd.cli.options import AsJson
from acd.cli.output import show, show_json

app = typer.Typer(add_completion=False)


@app.command()
def version(as_json: AsJson = False) -> None:
    """Show the version."""
    if as_json:
        show_json({"version": __version__, "python": platform.python_version()})
    else:
        show(f"acd {__version__}")
