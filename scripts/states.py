"""Write docs/states/*.md: the diagram, and one sentence for each arrow, from the transition tables.

``--check`` writes nothing and exits with 1 when a document is not what the tables say.
"""

import argparse
import inspect
import re
import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from acd.engine.agents import agent_flow
from acd.engine.calls import call_flow
from acd.engine.outbound import attempt_flow
from acd.model.leads import AttemptState
from acd.model.states import AgentState

ROOT = Path(__file__).resolve().parent.parent
END = "[*]"


class Arrow(Protocol):
    """A transition of either table."""

    @property
    def to(self) -> Sequence[StrEnum | None]: ...
    @property
    def sentence(self) -> str: ...


Table = Mapping[tuple[Any, type], Arrow]


def words(trigger: type) -> str:
    """``CallerLeft`` is "caller left"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", trigger.__name__).lower()


def diagram(table: Table, begins: StrEnum) -> list[str]:
    """A mermaid state diagram; an arrow bears what triggers it."""
    ids = {state: f"s{number}" for number, state in enumerate(type(begins))}
    lines = ["stateDiagram-v2", *(f"    {ids[state]}: {state.value}" for state in ids), f"    {END} --> {ids[begins]}"]
    for (state, trigger), arrow in table.items():
        lines += [f"    {ids[state]} --> {ids[to] if to is not None else END}: {words(trigger)}" for to in arrow.to]
    return lines


def rows(table: Table) -> list[str]:
    """One row for each arrow of the table: from where, on what, to where, and its sentence."""
    lines = ["| from | trigger | to | what happens |", "|---|---|---|---|"]
    for (state, trigger), arrow in table.items():
        to = " or ".join(str(to.value) if to is not None else "the end" for to in arrow.to)
        lines.append(f"| {state.value} | `{trigger.__name__}` | {to} | {arrow.sentence} |")
    return lines


def document(flow: ModuleType, table: Table, begins: StrEnum) -> str:
    title, _, theory = (inspect.getdoc(flow) or "").partition("\n")
    parts = [
        f"# {title.rstrip('.')}",
        f"<!-- Written by scripts/states from {flow.__name__.replace('.', '/')}.py: change it there. -->",
        theory.strip().replace("``", "`"),
        "\n".join(["```mermaid", *diagram(table, begins), "```"]),
        "\n".join(rows(table)),
    ]
    return "\n\n".join(parts) + "\n"


def documents() -> dict[str, str]:
    return {
        "call.md": document(call_flow, call_flow.TRANSITIONS, call_flow.WAITING),
        "agent.md": document(agent_flow, agent_flow.TRANSITIONS, AgentState.LOGGED_OUT),
        "attempt.md": document(attempt_flow, attempt_flow.TRANSITIONS, AttemptState.DIALLING),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only compare; exit code 1 on a difference")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs/states")
    options = parser.parse_args(arguments)
    stale = []
    for name, text in documents().items():
        path: Path = options.folder / name
        if path.is_file() and path.read_text() == text:
            continue
        stale.append(name)
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if options.check and stale:
        print(f"not what the tables say: {', '.join(stale)} in {options.folder}; run scripts/states", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
