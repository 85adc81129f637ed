"""How a daemon begins, with every kind of journal it may find."""

from pathlib import Path

from acd.bootstrap.recovery import begin
from acd.commands import Record
from acd.engine.engine import Engine
from acd.engine.state import Offer
from acd.events import CallArrived, CentreConfigured, ChannelHungUp, Event, NodeAudited, NodeConnected, OfferReturned
from acd.model.centre import Centre, Number, Project, Queue
from acd.model.facts import CallFact
from acd.model.states import CallState, OfferResult
from acd.runtime import codec
from acd.runtime.journal import Journal, segments

START_MS = 1_800_000_000_000
CENTRE = Centre(
    projects={"demo": Project("demo", "Demo")},
    queues={"sales": Queue("sales", "Sales", "demo")},
    numbers={"700": Number("700", "sales")},
)
ARRIVAL = CallArrived("main", "PJSIP/trunk-1", "1.1", "123", "", "700")
DAY: list[Event] = [CentreConfigured(CENTRE), NodeConnected("main", True), NodeAudited("main", (), ()), ARRIVAL]


def lived(folder: Path, events: list[Event]) -> Engine:
    """An engine whose life is in the journal of ``folder``; it was killed, not closed."""
    engine = Engine()
    journal = Journal(folder, lambda: engine.state)
    for count, event in enumerate(events):
        journal.append(START_MS + count, event, engine.handle(event, START_MS + count))
        journal.flush()
    journal.close()
    return engine


def test_without_a_journal_the_engine_is_new(tmp_path: Path) -> None:
    beginning = begin(tmp_path / "none")
    assert (beginning.next_number, beginning.not_before_ms, beginning.facts) == (1, 0, [])
    assert beginning.engine.state.calls == {}


def test_the_engine_is_as_the_journal_left_it(tmp_path: Path) -> None:
    engine = lived(tmp_path, DAY)
    beginning = begin(tmp_path)
    assert codec.encode_state(beginning.engine.state) == codec.encode_state(engine.state)
    assert beginning.next_number == len(DAY) + 1
    assert beginning.not_before_ms == START_MS + len(DAY) - 1


def test_facts_that_may_not_have_reached_the_outbox_are_given_again(tmp_path: Path) -> None:
    engine = lived(tmp_path, DAY)
    commands = engine.handle(ChannelHungUp("main", "1.1", 16), START_MS + 10)
    facts = [command.fact for command in commands if isinstance(command, Record)]
    assert any(isinstance(fact, CallFact) for fact in facts)
    lived(tmp_path / "again", [*DAY, ChannelHungUp("main", "1.1", 16)])
    assert len(begin(tmp_path / "again").facts) == len(facts)


def test_an_unreadable_journal_is_set_aside_and_the_engine_is_new(tmp_path: Path) -> None:
    lived(tmp_path, DAY)
    newest = segments(tmp_path)[-1]
    newest.write_bytes(b"rubbish\n" + newest.read_bytes())
    beginning = begin(tmp_path)
    assert beginning.engine.state.calls == {}
    assert newest.with_suffix(".bad").exists()
    assert segments(tmp_path) == []


def test_an_event_that_stops_the_engine_does_not_stop_it_for_ever(tmp_path: Path) -> None:
    engine = lived(tmp_path, DAY)
    call = next(iter(engine.state.calls.values()))
    assert call.visit is not None
    call.state, call.visit.queue = CallState.OFFERING, "nowhere"  # no event leads to this state
    call.offer = Offer(
        id=7, number=7, visit=1, queue="sales", agent="101", phone="1001", offered_ms=START_MS, reason=""
    )
    journal = Journal(tmp_path, lambda: engine.state, next_number=100)
    journal.append(START_MS + 50, OfferReturned("main", "1.1", 7, OfferResult.NO_ANSWER), [])
    journal.close()
    stopped = segments(tmp_path)[-1]
    assert begin(tmp_path).engine.state.calls == {}
    assert stopped.with_suffix(".bad").exists()
