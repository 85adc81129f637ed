"""``acd apply``: what changes is shown first; what takes something away needs a yes."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from acd.cli.client import Api, find_api
from acd.cli.options import AsJson, HomeFolder, Url, home_of
from acd.cli.output import plain, show, show_json
from acd.config.caller_lists import names_files
from acd.config.centre import parse_centre
from acd.config.dump import dump_centre
from acd.config.source import read_text as read_file
from acd.errors import CallerError

app = typer.Typer(add_completion=False)

_MARKS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="The centre.toml to put into effect.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask, also when something is removed.")] = False,
    as_json: AsJson = False,
    home: HomeFolder = None,
    url: Url = None,
) -> None:
    """Put a changed centre.toml into effect while calls go on.

    The changes are shown first. When something is removed, a person is asked, and a script needs --yes.
    """
    text = read_file(file)
    centre = parse_centre(
        text, str(file), file.parent
    )  # mistakes are told with the file's name, before anybody is asked
    if names_files(text):
        text = dump_centre(centre)  # the daemon may run on another machine
    api = find_api(home_of(home), url)
    plan = api.post_text("api", "v1", "centre", text=text, query={"dry_run": "1"}, headers={}).body
    if not as_json:
        _show_changes(plan["changes"])
    if dry_run or not plan["changes"]:
        _finish(
            plan, as_json, "nothing was changed (dry run)" if plan["changes"] else "the centre is like that already"
        )
        return
    if not yes:
        _confirm(plan["changes"], as_json)
    _finish(_carry_out(api, text, plan["revision"]), as_json, "in effect")


def _carry_out(api: Api, text: str, revision: str) -> Any:
    """Apply what was shown: if the centre was changed meanwhile, the daemon refuses."""
    return api.post_text("api", "v1", "centre", text=text, query={}, headers={"If-Match": f'"{revision}"'}).body


def _show_changes(changes: list[dict[str, Any]]) -> None:
    for change in changes:
        mark, style = _MARKS.get(change["kind"], ("?", ""))
        show(Text(f"{mark} ", style).append(Text(plain(change["text"]))))


def _confirm(changes: list[dict[str, Any]], as_json: bool) -> None:
    removed = sum(change["kind"] == "removed" for change in changes)
    if not removed:
        return
    if as_json or not sys.stdin.isatty():
        raise CallerError(f"this removes {removed} of the centre's entries; if that is meant, say --yes")
    if not typer.confirm(f"This removes {removed} of the centre's entries. Go on?", err=True):
        raise CallerError("nothing was changed")


def _finish(body: dict[str, Any], as_json: bool, sentence: str) -> None:
    if as_json:
        show_json(body)
    else:
        show(sentence)
