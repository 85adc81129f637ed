"""``acd check``: every mistake of the configuration files, with line and key; exit code 2 when there is one."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from acd.cli.options import AsJson
from acd.cli.output import show, show_json
from acd.config.centre import load_centre
from acd.config.notes import centre_notes
from acd.config.operations import Operations, load_operations, unknown_nodes
from acd.config.operations_file import OperationsTable
from acd.config.source import read_source
from acd.errors import ConfigError, Problem
from acd.model.centre import Centre

app = typer.Typer(add_completion=False)

_USUAL = ("centre.toml", "acd.toml")
_MISTAKES = 2


@dataclass
class _Findings:
    files: list[dict[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    centre: Centre | None = None
    operations: Operations | None = None


@app.command()
def check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Files to check. [default: centre.toml and acd.toml of this folder]")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look for mistakes in centre.toml and acd.toml; exit code 2 when there is one."""
    chosen = files or [Path(name) for name in _USUAL if Path(name).exists()]
    if not chosen:
        raise ConfigError("no centre.toml or acd.toml in this folder; name the files: acd check FILE...")
    found = _Findings()
    for path in chosen:
        try:
            _check_file(path, found)
        except ConfigError as error:
            found.problems += error.problems or [Problem(str(path), 0, "", str(error))]
    found.notes += _notes(found)
    _tell(found, as_json)
    if found.problems:
        raise typer.Exit(_MISTAKES)


def _check_file(path: Path, found: _Findings) -> None:
    if _is_operations(path):
        found.operations = load_operations(path, os.environ)
        summary = (
            f"{_number(len(found.operations.asterisk), 'Asterisk servers')}, API at {found.operations.http.listen}"
        )
    else:
        found.centre = load_centre(path)
        summary = ", ".join(_number(len(getattr(found.centre, name)), name) for name in _SECTIONS)
    found.files.append({"file": str(path), "summary": summary})


def _number(many: int, things: str) -> str:
    return f"{many} {things if many != 1 else things.removesuffix('s')}"


_SECTIONS = ("projects", "queues", "agents", "phones", "numbers", "trunks")


def _is_operations(path: Path) -> bool:
    """By its tables; a file with none of them by its name."""
    known = set(OperationsTable.model_fields) & set(read_source(path).data)
    others = set(_SECTIONS) & set(read_source(path).data)
    return bool(known) if known or others else path.name == "acd.toml"


def _notes(found: _Findings) -> list[str]:
    """What is allowed but hardly meant."""
    notes: list[str] = []
    if found.centre is not None:
        notes += centre_notes(found.centre)
    if found.operations is not None:
        notes += _secret_notes(found.operations)
        if found.centre is not None and found.operations.asterisk:
            notes += unknown_nodes(found.centre, [node.name for node in found.operations.asterisk])
    return notes


def _secret_notes(operations: Operations) -> list[str]:
    notes: list[str] = []
    for node in operations.asterisk:
        try:
            operations.asterisk_secret(node)
        except ConfigError as error:
            notes.append(str(error))
    return notes


def _tell(found: _Findings, as_json: bool) -> None:
    if as_json:
        problems: Sequence[dict[str, object]] = [asdict(problem) for problem in found.problems]
        show_json({"ok": not problems, "files": found.files, "problems": problems, "notes": found.notes})
        return
    for file in found.files:
        show(f"{file['file']}: ok ({file['summary']})")
    for note in found.notes:
        show(f"note: {note}")
    for problem in found.problems:
        typer.echo(str(problem), err=True)
