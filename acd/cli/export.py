"""``acd export``"""

from pathlib import Path
from typing import Annotated

import typer

from acd.cli.client import find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import show, show_json
from acd.errors import PlatformError

app = typer.Typer(add_completion=False)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write. [default: standard output]")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Write the centre in effect as centre.toml (or with --json as data)."""
    body = find_api(home_of(home), url).get("api", "v1", "centre").body
    if as_json and file is None:
        show_json(body)
    elif file is None:
        typer.echo(body["toml"], nl=False)
    else:
        _write(file, body["toml"], force)
        if as_json:
            show_json({"file": str(file), "revision": body["revision"]})
        else:
            show(f"written: {file}")


def _write(file: Path, text: str, force: bool) -> None:
    try:
        with file.open("w" if force else "x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise PlatformError(f"{file} exists already; replace it with --force") from None
    except OSError as error:
        raise PlatformError(f"{file} cannot be written: {error.strerror}") from None
