"""The examples of docs/routing.md happen as they say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from acd.commands import ConnectCaller
from acd.config.centre import parse_centre
from acd.events import Event
from acd.model.centre import Centre, Phone
from acd.model.states import PhoneState
from acd.testing.engine import NODE, NOON_MS, Script, script
from tests.scenarios.words import agent_hangs_up, answers, arrives, hangs_up, is_ready, logs_in, logs_out, rings

DOCUMENT = Path(__file__).resolve().parent.parent / "docs/routing.md"
PROJECT = '[projects.bank]\nname = "Bank"\n'
EXAMPLE = re.compile(
    r"```toml\n(?P<toml>.*?)```\n\n\| at \| happens \| rings \|\n\|[-|]+\|\n(?P<rows>(?:\|[^\n]*\|\n)+)", re.DOTALL
)


@dataclass(frozen=True)
class Row:
    at_s: float
    happens: str
    rings: str


def examples() -> Iterator[tuple[str, list[Row]]]:
    """The rows below the head: at, happens, rings."""
    for found in EXAMPLE.finditer(DOCUMENT.read_text("utf-8")):
        cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in found["rows"].splitlines()]
        yield found["toml"], [Row(float(at.removesuffix(" s")), happens, rung) for at, happens, rung in cells]


EXAMPLES = list(examples())


def with_phones(toml: str) -> Centre:
    """Each agent at a phone of his own, 101 at p101."""
    centre = parse_centre(PROJECT + toml)
    return replace(
        centre,
        agents={id_: replace(agent, phone=f"p{id_}") for id_, agent in centre.agents.items()},
        phones={f"p{id_}": Phone(f"p{id_}") for id_ in centre.agents},
    )


class Play:
    """Callers are known by their names: c1 calls again as another channel with the same number."""

    def __init__(self, centre: Centre) -> None:
        self.script: Script = script(centre)
        self._channels: dict[str, str] = {}
        self._calls = 0

    def until(self, at_s: float) -> list[str]:
        return self._rung(self.script.pass_time(NOON_MS + round(at_s * 1000) - self.script.now_ms))

    def happens(self, what: str) -> list[str]:
        rung: list[str] = []
        for event in self._events(*what.split()):
            rung += self._rung(self.script.handle(event))
        return rung

    def _events(self, who: str = "", what: str = "", *more: str) -> list[Event]:
        match (what, *more):
            case ("",):
                return []
            case ("calls", number):
                self._calls += 1
                self._channels[who] = f"{who}x{self._calls}"
                return [arrives(self._channels[who], number, number=f"+7495{who}")]
            case ("hangs", "up") if who.startswith("c"):
                return hangs_up(self._channels[who])
            case ("is", "ready"):
                known = self.script.state.agents.get(who)
                return [is_ready(who) if known is not None and known.phone else logs_in(who)]
            case ("logs", "out"):
                return [logs_out(who)]
            case ("answers",):
                return [*rings(f"p{who}"), *answers(self._caller_of(who), f"p{who}")]
            case ("hangs", "up"):
                return agent_hangs_up(self._caller_of(who), f"p{who}")
        raise AssertionError(f"{who} {what} {more}: what is that?")

    def _caller_of(self, agent: str) -> str:
        call = self.script.agent(agent).call
        assert call is not None, f"{agent} has no call"
        return self.script.state.calls[call].uniqueid

    def _rung(self, commands: Sequence[object]) -> list[str]:
        found = [command for command in commands if isinstance(command, ConnectCaller)]
        for command in found:  # a phone that gives no sign would count as unreachable
            self.script.handle(rings(command.phone)[0])
        return [f"{command.agent} for {command.uniqueid.partition('x')[0]}" for command in found]


@pytest.mark.parametrize(("toml", "rows"), EXAMPLES, ids=[f"example {n}" for n in range(1, len(EXAMPLES) + 1)])
def test_an_example_happens_as_it_says(toml: str, rows: list[Row]) -> None:
    play = Play(with_phones(toml))
    for row in rows:
        rung = play.until(row.at_s) + play.happens(row.happens)
        assert ", ".join(rung) == row.rings, row


def test_every_configuration_of_the_document_is_an_example() -> None:
    assert len(EXAMPLES) == DOCUMENT.read_text("utf-8").count("```toml") >= 8


def test_phones_of_examples_are_idle() -> None:
    play = script(with_phones(EXAMPLES[0][0]))
    assert set(play.state.phones.values()) == {PhoneState.IDLE}
    assert play.state.nodes == {NODE: True}
