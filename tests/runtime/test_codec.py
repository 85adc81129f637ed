"""Whatever happens can be written as a line of JSON and read back exactly; commands that differ are told apart."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acd.commands import Command, HangUp, Log, Record, ReturnCaller
from acd.engine.engine import HANDLERS
from acd.events import CallArrived, Event
from acd.model.facts import AgentStateFact
from acd.model.states import AgentState
from acd.runtime import codec
from acd.runtime.codec import EVENT_TYPES, JournalError, JournalLine
from tests.engine.runs import Run

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)  # no half characters: they are no text
st.register_type_strategy(str, TEXT)
EVENTS = st.one_of([st.from_type(kind) for kind in EVENT_TYPES.values()])
TIMES = st.integers(0, 2**53)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(EVENTS, TIMES, st.integers(1, 2**53))
def test_every_event_is_read_back_as_it_was(event: Event, now_ms: int, number: int) -> None:
    written = codec.encode_line(number, now_ms, event, [])
    assert written.count(b"\n") == 1
    line = codec.decode_line(written)
    assert (line.n, line.t, line.k, line.d) == (number, now_ms, type(event).__name__, "")
    assert codec.decode_event(line) == event


def test_every_kind_of_event_is_known_by_its_name() -> None:
    assert all(name == kind.__name__ for name, kind in EVENT_TYPES.items())
    assert set(EVENT_TYPES.values()) == set(HANDLERS)


def test_an_event_of_another_version_is_named() -> None:
    line = JournalLine(7, 0, "CallTeleported", msgspec.Raw(b"{}"), "")
    with pytest.raises(JournalError, match=r"event 7 is of the unknown kind 'CallTeleported'"):
        codec.decode_event(line)


@pytest.mark.parametrize("seed", range(3))
def test_a_state_is_read_back_as_it_was(seed: int) -> None:
    run = Run(seed)
    for _ in range(30):
        run.live(20)
        written = codec.encode_state(run.engine.state)
        assert codec.decode_state(written) == run.engine.state
        assert codec.encode_state(codec.decode_state(written)) == written


def test_no_commands_have_no_digest() -> None:
    assert codec.digest([]) == ""


FACT = AgentStateFact(1, "101", AgentState.READY, "", "1001", None, 5, 6)
DIFFERENT: list[list[Command]] = [
    [HangUp("main", "PJSIP/1")],
    [ReturnCaller("main", "PJSIP/1")],  # the same fields
    [HangUp("main", "PJSIP/2")],
    [HangUp("main", "PJSIP/1"), HangUp("main", "PJSIP/2")],
    [HangUp("main", "PJSIP/2"), HangUp("main", "PJSIP/1")],
    [Log("info", "a", (("b", "c"),))],
    [Log("info", "a", (("c", "b"),))],
    [Record(FACT)],
    [Record(FACT), Record(FACT)],
]


def test_commands_that_differ_have_different_digests() -> None:
    digests = [codec.digest(commands) for commands in DIFFERENT]
    assert len(set(digests)) == len(DIFFERENT)
    assert all(len(digest) == 16 for digest in digests)
    assert digests == [codec.digest(list(commands)) for commands in DIFFERENT]


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"{}", b"[]", b"null", b'{"n":1}', b'{"n":"x","t":1,"k":"Tick","e":{},"d":""}']
)
def test_what_is_no_line_is_refused(data: bytes) -> None:
    with pytest.raises(msgspec.MsgspecError):
        codec.decode_line(data)


@given(st.binary(max_size=60))
def test_no_bytes_do_more_than_be_refused(data: bytes) -> None:
    try:
        line = codec.decode_line(data)
    except msgspec.MsgspecError:
        return
    assert isinstance(line, JournalLine)


def test_a_hostile_name_stays_one_line() -> None:
    name: Any = 'x"\r\nAction: Originate\r\n\x00\u2028'
    event = CallArrived("main", "PJSIP/trunk-1", "1", "", name, "100")
    written = codec.encode_line(1, 0, event, [])
    assert written.count(b"\n") == 1
    assert codec.decode_event(codec.decode_line(written)) == event
