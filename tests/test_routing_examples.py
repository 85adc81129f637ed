"""The examples of docs/routing.md happen as they say."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from acd.commands import (
    Announce,
    AskCallback,
    ConnectCaller,
    JoinOutside,
    PlayMessage,
    Record,
    RecordMessage,
    RingAgent,
    SendOutside,
)
from acd.config.centre import parse_centre
from acd.events import (
    NOBODY,
    CallTransferRequested,
    ChannelHungUp,
    ConsultEnd,
    ConsultEndRequested,
    ConsultRequested,
    Event,
    HangupRequested,
    MessageRecorded,
    OfferAnswered,
    SurveyAnswered,
)
from acd.model.centre import Centre, Phone
from acd.model.facts import SurveyFact
from acd.model.states import CallState, PhoneState, TransferTarget
from acd.model.transfer import Target
from acd.testing.engine import NODE, NOON_MS, Script, script
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    chooses,
    hangs_up,
    is_gone,
    is_ready,
    leg,
    logs_in,
    presses,
    rings,
)

DOCUMENT = Path(__file__).resolve().parent.parent / "docs/routing.md"
PROJECT = '[projects.bank]\nname = "Bank"\n'
EXAMPLE = re.compile(
    r"```toml\n(?P<toml>.*?)```\n\n\| at \| happens \| follows \|\n\|[-|]+\|\n(?P<rows>(?:\|[^\n]*\|\n)+)", re.DOTALL
)


@dataclass(frozen=True)
class Row:
    at_s: float
    happens: str
    follows: str


def examples() -> Iterator[tuple[str, list[Row]]]:
    """The rows below the head: at, happens, follows."""
    for found in EXAMPLE.finditer(DOCUMENT.read_text("utf-8")):
        cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in found["rows"].splitlines()]
        yield found["toml"], [Row(float(at.removesuffix(" s")), happens, follows) for at, happens, follows in cells]


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
    """Callers are known by their names: c1 who calls again is another channel with the same number."""

    def __init__(self, centre: Centre) -> None:
        self.script: Script = script(centre)
        self._channels: dict[str, str] = {}
        self._calls = 0
        self._answers = 0

    def until(self, at_s: float) -> list[str]:
        return self._told(self.script.pass_time(NOON_MS + round(at_s * 1000) - self.script.now_ms))

    def happens(self, what: str) -> list[str]:
        who, _, rest = what.partition(" ")
        told: list[str] = []
        for event in self._events(who, rest):
            told += self._told(self.script.handle(event))
        return told

    def _events(self, who: str, what: str) -> list[Event]:
        if not who:
            return []
        if who.startswith("+"):
            [dialled] = [call for call in self.script.state.calls.values() if call.state is CallState.OUTSIDE]
            return [OfferAnswered(NODE, dialled.uniqueid, f"PJSIP/trunk-{who}", who)]
        return self._of_caller(who, what) if who.startswith("c") else self._of_agent(who, what)

    def _of_caller(self, who: str, what: str) -> list[Event]:
        verb, _, more = what.partition(" ")
        match verb:
            case "calls":
                self._calls += 1
                self._channels[who] = f"{who}x{self._calls}"
                menu = self.script.state.centre.numbers[more].menu or ""
                return [arrives(self._channels[who], more, f"+7495{who[1:]}", menu=menu, entry=menu)]
            case "presses":
                call = self.script.call(self._channels[who])
                chosen = call.state is CallState.MENU
                return [(chooses if chosen else presses)(call.uniqueid, f"{call.entry}*{more}" if chosen else more)]
            case "leaves":
                channel = self._channels[who]
                return [MessageRecorded(NODE, channel, f"2026-01-01/{who[1:]}", 9_000), *hangs_up(channel)]
            case "gives":
                self._answers += 1
                return [SurveyAnswered(NODE, self._channels[who], self._answers, more)]
            case "hangs":
                return hangs_up(self._channels[who])
        raise AssertionError(f"{who} {what}: what is that?")

    def _of_agent(self, who: str, what: str) -> list[Event]:
        if what == "is ready":
            known = self.script.state.agents.get(who)
            return [is_ready(who) if known is not None and known.phone else logs_in(who)]
        caller = self._caller_of(who)
        if what == "answers":
            return [*rings(f"p{who}"), *answers(caller, f"p{who}")]
        if what == "hangs up":
            return agent_hangs_up(caller, f"p{who}")
        if what.startswith("hangs up before"):
            ended = leg(caller, f"p{who}")
            return [HangupRequested(NODE, ended), ChannelHungUp(NODE, ended, 16)]
        call = self.script.call(caller).id
        if what == "lets go":
            gone = is_gone(leg(caller, f"p{who}"))
            return [ConsultEndRequested(call, ConsultEnd.COMPLETE, NOBODY), gone]
        if what.startswith("consults "):
            number = what.removeprefix("consults ")
            return [ConsultRequested(call, Target(TransferTarget.EXTERNAL, number), NOBODY)]
        _, passed, skills = what.partition("on to ")
        assert passed, f"{who} {what}: what is that?"
        target = Target(TransferTarget.QUEUE, "", requires=skills)
        return [CallTransferRequested(call, target, NOBODY)]

    def _caller_of(self, agent: str) -> str:
        call = self.script.agent(agent).call
        assert call is not None, f"{agent} has no call"
        return self.script.state.calls[call].uniqueid

    def _told(self, commands: Sequence[object]) -> list[str]:
        return [text for command in commands if (text := self._words(command))]

    def _words(self, command: object) -> str:
        match command:
            case ConnectCaller():
                self.script.handle(rings(command.phone)[0])  # else it would count as unreachable
                return f"{command.agent} for {_name(command.uniqueid)}"
            case RingAgent():
                self.script.handle(rings(command.phone)[0])
                called = f"c{command.number.removeprefix('+7495')}"
                what = f"hear the message of {called}" if command.file else f"call back {called}"
                return f"{command.agent} to {what}"
            case RecordMessage():
                return f"{_name(command.channel.removeprefix('PJSIP/trunk-'))} is asked for a message"
            case Record(SurveyFact() as fact):
                return f"{fact.question} of {fact.agent}: {fact.answer or 'none'}"
            case SendOutside():
                return f"{command.number} is called"
            case JoinOutside():
                caller, other = (name.removeprefix("PJSIP/trunk-") for name in (command.channel, command.leg))
                return f"{_name(caller)} with {other}"
            case PlayMessage():
                return f"{_name(command.channel.removeprefix('PJSIP/trunk-'))} hears {command.message}"
            case Announce():
                return f"{_name(command.channel.removeprefix('PJSIP/trunk-'))} hears place {command.position}"
            case AskCallback():
                return f"{_name(command.channel.removeprefix('PJSIP/trunk-'))} is asked for a callback"
        return ""


def _name(channel: str) -> str:
    return channel.partition("x")[0]


@pytest.mark.parametrize(("toml", "rows"), EXAMPLES, ids=[f"example {n}" for n in range(1, len(EXAMPLES) + 1)])
def test_an_example_happens_as_it_says(toml: str, rows: list[Row]) -> None:
    play = Play(with_phones(toml))
    for row in rows:
        rung = play.until(row.at_s) + play.happens(row.happens)
        assert ", ".join(rung) == row.follows, row


def test_every_configuration_of_the_document_is_an_example() -> None:
    assert len(EXAMPLES) == DOCUMENT.read_text("utf-8").count("```toml") >= 8


def test_phones_of_examples_are_idle() -> None:
    play = script(with_phones(EXAMPLES[0][0]))
    assert set(play.state.phones.values()) == {PhoneState.IDLE}
    assert play.state.nodes == {NODE: True}
