"""Options that several commands have."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from acd.config.address import parse_listen
from acd.config.home import Home, chosen_home

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")]
HomeFolder = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="The daemon's home folder. [default: $ACD_HOME or .acd]")
]
Url = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="Where the daemon answers. [default: as its home folder says]"),
]
AcdFile = Annotated[Path | None, typer.Option("--acd", "--config", metavar="FILE", help="The acd.toml to read.")]
CentreFile = Annotated[
    Path | None,
    typer.Option("--centre", metavar="FILE", help="The centre.toml to begin with. [default: the last one applied]"),
]


@dataclass(frozen=True, slots=True)
class Listen:
    """An option's value ``HOST:PORT``."""

    host: str
    port: int

    def pair(self) -> tuple[str, int]:
        return self.host, self.port


def listen(text: str) -> Listen:
    """For ``typer.Option(parser=listen)``."""
    try:
        return Listen(*parse_listen(text))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def home_of(option: Path | None) -> Home:
    return chosen_home(option, os.environ)
