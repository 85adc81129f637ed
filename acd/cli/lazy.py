"""All commands by name. A command's module is imported when the command is called, so ``acd --help`` loads none.

A module here has ``app``, a Typer with the command or the group of commands of its name.
"""

import importlib
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from acd import __version__


@dataclass(frozen=True, slots=True)
class Entry:
    """``name`` is that of the command and of its module."""

    name: str
    summary: str
    panel: str


_RUN, _LIVE, _FILES = "Run", "Look at and steer a running centre", "Configuration and records"
_AHEAD, _OUTBOUND = "Look ahead", "Call people"

ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("up", "Start a private Asterisk and the daemon on this machine.", _RUN),
        Entry("run", "Start the daemon for Asterisk servers that run already.", _RUN),
        Entry("status", "Show how the daemon and the centre are.", _LIVE),
        Entry("queue", "Queues: list.", _LIVE),
        Entry(
            "agent",
            "Agents: list, login, logout, ready, pause, one-more, extend, wrap-up-end, approve, dial, skip, lead.",
            _LIVE,
        ),
        Entry(
            "call",
            "Live calls: list, hangup, transfer, hold, unhold, consult, complete, cancel, conference, dispose.",
            _LIVE,
        ),
        Entry("campaign", "Campaigns: list, show, start, pause, stop, report.", _LIVE),
        Entry("callback", "Callbacks that keep a place: list, add, cancel.", _LIVE),
        Entry("voicemail", "Messages that callers left: list, show, delete.", _LIVE),
        Entry(
            "explain", "Say why a call went as it did, why an agent gets no calls, why a campaign dials so many.", _LIVE
        ),
        Entry("report", "Figures of a time: queues, agents, hours, calls.", _LIVE),
        Entry("leads", "People to call: import, export, lists, show, remove.", _OUTBOUND),
        Entry("dnc", "Do-not-call lists: add, import, check, remove, list.", _OUTBOUND),
        Entry("consent", "Consent of people to be called: add, withdraw, show.", _OUTBOUND),
        Entry("simulate", "Forecast a day: simulated callers, the real engine.", _AHEAD),
        Entry("staff", "Say how many agents a service level needs.", _AHEAD),
        Entry("check", "Look for mistakes in centre.toml and acd.toml.", _FILES),
        Entry("apply", "Put a changed centre.toml into effect, calls going on.", _FILES),
        Entry("export", "Write the centre in effect as centre.toml.", _FILES),
        Entry("replay", "Run a journal again and compare what follows.", _FILES),
        Entry("db", "Database: upgrade.", _FILES),
        Entry("version", "Show the version.", _FILES),
    )
}


class LazyGroup(TyperGroup):
    """Shows stand-ins with a summary, enough for ``--help`` and suggestions; imports the command that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {
            entry.name: TyperCommand(entry.name, help=entry.summary, rich_help_panel=entry.panel)
            for entry in ENTRIES.values()
        }

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, load(name) if name else stand_in, rest


def load(name: str) -> Any:
    """The command itself."""
    module = importlib.import_module(f"acd.cli.{name}")
    command = typer.main.get_command(module.app)
    command.name = name
    return command


def make_app() -> typer.Typer:
    """The command ``acd``."""
    app = typer.Typer(
        cls=LazyGroup,
        help="An ACD (automatic call distribution) server for Asterisk.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_everything)
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"acd {__version__}")
        raise typer.Exit


def _everything(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """An ACD (automatic call distribution) server for Asterisk."""
