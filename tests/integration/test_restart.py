"""The daemon dies by kill -9 and comes back; Asterisk dies and comes back. Conversations and records."""

import json
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest

from acd.adapters.sql.columns import text_to_ms
from acd.runtime.journal import segments
from acd.runtime.replay import replay
from tests.integration.ami import Ami
from tests.integration.centre import Centre, Row
from tests.integration.softphone import WAIT_S, SipCall

ADOPTED_MS = 5_000


def journal_events(centre: Centre) -> list[dict[str, object]]:
    """The events of the newest segment: kind ``k`` at ``t`` (ms)."""
    newest = max((centre.home / "journal").glob("journal-*.jsonl"))
    return [json.loads(line) for line in newest.read_bytes().splitlines()[1:]]


def adoption_ms(centre: Centre) -> int:
    """From the first event of the daemon's life to the first audit of Asterisk's channels."""
    events = journal_events(centre)
    audited = next(event for event in events if event["k"] == "NodeAudited")
    return int(str(audited["t"])) - int(str(events[0]["t"]))


def talk(centre: Centre, number: str, agent: str) -> tuple[SipCall, SipCall]:
    """A caller in conversation with the agent, who logs in for it."""
    phone = centre.log_in(agent)
    caller = centre.caller("700", number)
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
    centre.wait_call(number, "talking", agent=agent)
    return caller, call


def assert_single(centre: Centre, number: str, **expected: object) -> Row:
    """One complete call row with ``expected``, one visit; the row."""
    record = centre.record(number)
    assert expected.items() <= record.items(), record
    visits = centre.sql("select * from queue_visit where call_id = ?", record["id"])
    assert len(visits) == 1, visits
    assert visits[0]["outcome"] == record["outcome"]
    return record


def orphans(centre: Centre) -> list[Row]:
    """Visits and offers of no call."""
    query = 'select id from {} where call_id not in (select id from "call")'
    return [row for table in ("queue_visit", "offer") for row in centre.sql(query.format(table))]


@pytest.mark.parametrize("journal", ["kept", "lost"])
def test_calls_outlive_a_killed_daemon_and_are_taken_up_again(centre: Centre, journal: str) -> None:
    prefix = {"kept": "+7495000031", "lost": "+7495000032"}[journal]
    talking, with_ann = talk(centre, f"{prefix}1", "101")
    bob = centre.log_in("102")
    ringing = centre.caller("700", f"{prefix}2")
    at_bob = bob.incoming()
    waiting = [centre.caller("700", f"{prefix}{number}") for number in (3, 4)]
    arrived = {number: centre.wait_call(f"{prefix}{number}", "waiting")["arrived"] for number in (3, 4)}

    centre.kill()
    killed_at = time.monotonic()
    at_bob.answer()
    ringing.wait_hears(at_bob)
    talking.wait_hears(with_ann)
    with_ann.wait_hears(talking)
    for caller in waiting:
        caller.wait_music()
    if journal == "lost":
        shutil.rmtree(centre.home / "journal")
    centre.start()
    centre.until(lambda: len(centre.calls()) == 4, "all calls adopted")
    assert adoption_ms(centre) <= ADOPTED_MS

    states = {row["caller_number"][-1]: (row["state"], row["agent"]) for row in centre.calls()}
    assert states == {"1": ("talking", "101"), "2": ("talking", "102"), "3": ("waiting", None), "4": ("waiting", None)}
    for caller in (talking, ringing, *waiting):
        assert caller.up
        assert caller.longest_silence(killed_at, time.monotonic()) < 1.0
    assert centre.agent("101")["state"] == centre.agent("102")["state"] == "talking"
    for number in (3, 4):
        live = centre.wait_call(f"{prefix}{number}", "waiting")
        assert abs(iso_ms(live["arrived"]) - iso_ms(arrived[number])) <= (0 if journal == "kept" else 1_500)

    with_ann.hang_up()
    waits_s: dict[str, float] = {}
    for caller in waiting:  # in the order of their arrival
        call = with_ann.phone.incoming()
        call.answer()
        waits_s[caller.id] = call.answered_at - caller.answered_at
        caller.wait_hears(call)
        call.hang_up()
        caller.wait_ended()
    ringing.hang_up()
    known: dict[int, Row] = {}
    for number, agent, by in ((1, "101", "agent"), (2, "102", "caller"), (3, "101", "agent"), (4, "101", "agent")):
        record = assert_single(centre, f"{prefix}{number}", agent=agent, hung_up_by=by, outcome="answered")
        assert [offer["result"] for offer in centre.offers(record["id"])] == ["answered"]
        known[number] = record
    assert orphans(centre) == []
    for caller, number in zip(waiting, (3, 4), strict=True):
        waited_ms = known[number]["wait_ms"]
        assert waited_ms == pytest.approx(waits_s[caller.id] * 1000, abs=1_500 if journal == "lost" else 300)
        assert centre.visits(known[number]["id"])[0]["wait_ms"] == waited_ms
    talk_s = with_ann.ended_at - with_ann.answered_at
    assert known[1]["talk_ms"] == pytest.approx(talk_s * 1000, abs=1_500 if journal == "lost" else 300)


def iso_ms(moment: str) -> int:
    return text_to_ms(moment.replace("T", " ").removesuffix("Z"))


class Traffic:
    """Callers and agents whose every step the test takes: ``step`` does what is due and returns at once."""

    def __init__(self, centre: Centre, prefix: str, agents: tuple[str, ...], seed: int) -> None:
        self._centre = centre
        self._prefix = prefix
        self._random = random.Random(seed)
        self._due: dict[str, float] = {}  # what happens to a call, by "answer" or "hang up" and its id
        self._next_caller = 0.0
        self.callers: dict[str, SipCall] = {}
        self.phones = [centre.log_in(agent) for agent in agents]

    def step(self, calling: bool = True) -> None:
        now = time.monotonic()
        if calling and now >= self._next_caller:
            self._next_caller = now + self._random.uniform(0.1, 0.3)
            number = f"{self._prefix}{len(self.callers):03d}"
            self.callers[number] = self._centre.caller("700", number)
        for phone in self.phones:
            for call in phone.calls:
                if not call.answered_at and not call.ended_at and self._is_due("answer", call, now, 0.4):
                    call.answer()
                elif call.up and self._is_due("hang up", call, now, 1.5):
                    call.hang_up()
        for call in self.callers.values():
            if call.up and self._is_due("hang up", call, now, 4.0):
                call.hang_up()
        time.sleep(0.01)

    def _is_due(self, what: str, call: SipCall, now: float, within_s: float) -> bool:
        due = self._due.setdefault(f"{what} {call.id}", now + self._random.uniform(0.05, within_s))
        return now >= due

    def until(self, true: Callable[[], bool], what: str, calling: bool = True) -> None:
        deadline = time.monotonic() + WAIT_S
        while not true():
            assert time.monotonic() < deadline, f"no {what}"
            self.step(calling)

    def records(self) -> list[Row]:
        return self._centre.sql('select * from "call" where caller_number like ?', f"{self._prefix}%")

    def for_s(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.step()


def test_ten_kills_at_any_moment_lose_and_double_nothing(centre: Centre) -> None:
    chance = random.Random(20)
    traffic = Traffic(centre, "+74950033", ("101", "102", "103"), seed=21)
    away: list[tuple[float, float]] = []
    for _ in range(10):
        traffic.for_s(chance.uniform(0.1, 1.0))
        centre.kill()
        killed_at = time.monotonic()
        centre.begin()
        traffic.until(centre.ready, "ready daemon")
        away.append((killed_at, time.monotonic()))
        assert adoption_ms(centre) <= ADOPTED_MS
    traffic.until(lambda: not any(call.up for call in traffic.callers.values()), "end of all calls", calling=False)
    centre.until(lambda: not centre.calls(), "end of all calls in the books")

    journals = b"".join(path.read_bytes() for path in (centre.home / "journal").glob("journal-*.jsonl"))
    heard_of = {number for number in traffic.callers if number.encode() in journals}
    unheard = (call for number, call in traffic.callers.items() if number not in heard_of)
    assert [call.phone.user for call in unheard if not within(call, away)] == []
    centre.until(lambda: heard_of <= {row["caller_number"] for row in traffic.records()}, "records of all calls")
    records = traffic.records()
    by_number = Counter(record["caller_number"] for record in records)
    assert [number for number, count in by_number.items() if count > 1] == []
    centre.until(lambda: len(cdr_sources(centre)) == len(traffic.callers), "CDR rows of all calls")
    assert cdr_sources(centre) == set(traffic.callers)
    assert orphans(centre) == []
    doubled = "select call_id, count(*) from queue_visit where outcome <> 'lost' group by call_id having count(*) > 1"
    assert centre.sql(doubled) == []
    for record in records:
        answered = [offer for offer in centre.offers(record["id"]) if offer["result"] == "answered"]
        assert len(answered) == (record["outcome"] == "answered"), record
    lost = [record for record in records if record["outcome"] not in ("answered", "abandoned")]
    assert lost == []
    for segment in segments(centre.home / "journal"):
        assert replay(segment).identical, replay(segment)


def within(call: SipCall, away: list[tuple[float, float]]) -> bool:
    """Whether no daemon was there for the whole call; of its last half second one may not have read everything."""
    return any(begin - 0.5 <= call.began_at and call.ended_at <= end for begin, end in away)


def cdr_sources(centre: Centre) -> set[str]:
    return {row["src"] for row in centre.sql("select src from cdr where src like '+74950033%'")}


def test_a_daemon_that_stood_still_catches_up(centre: Centre) -> None:
    """A stopped process, a paused machine: what happened meanwhile comes all at once."""
    talking, with_ann = talk(centre, "+74950000361", "101")
    leaving = centre.caller("700", "+74950000362")
    centre.wait_call("+74950000362", "waiting")
    assert centre.process is not None
    centre.process.send_signal(signal.SIGSTOP)
    leaving.hang_up()
    with_ann.hang_up()
    talking.wait_ended()
    late = centre.caller("700", "+74950000363")
    late.wait_music()
    centre.process.send_signal(signal.SIGCONT)
    call = with_ann.phone.incoming()
    call.answer()
    late.wait_hears(call)
    late.hang_up()
    assert centre.record("+74950000361")["hung_up_by"] == "agent"
    assert centre.record("+74950000362")["outcome"] == "abandoned"
    assert [offer["result"] for offer in centre.offers(centre.record("+74950000363")["id"])] == ["answered"]


def test_without_a_daemon_callers_reach_a_phone_by_the_failsafe(centre: Centre) -> None:
    phone = centre.log_in("101")
    busy = centre.caller("700", "+74950000341")
    talk_of_busy = phone.incoming()
    talk_of_busy.answer()
    busy.wait_hears(talk_of_busy)
    waiting = centre.caller("700", "+74950000342")
    centre.wait_call("+74950000342", "waiting")
    ami = Ami(centre.ami)
    ami.action("Setvar", Variable="ACD_PATIENCE", Value="2")
    centre.kill()
    late = centre.caller("700", "+74950000343")
    late.wait_music()
    busy.hang_up()
    talk_of_busy.wait_ended()
    first = phone.incoming(20)
    first.answer()
    served, other = (waiting, late) if hears(waiting, first) else (late, waiting)
    served.wait_hears(first)
    other.wait_music()
    ami.action("Setvar", Variable="ACD_PATIENCE", Value="20")
    ami.close()

    centre.start()
    centre.until(lambda: len(centre.calls()) == 2, "both calls adopted")
    number = served.phone.user
    centre.wait_call(number, "failsafe")
    assert centre.record("+74950000341")["outcome"] == "answered"
    [cdr] = centre.rows(1, "select * from cdr where src = ?", "+74950000341")
    assert cdr["disposition"] == "ANSWERED"
    served.hang_up()
    record = centre.record(number)
    assert (record["outcome"], record["queue"]) == ("failsafe", "sales")
    second = phone.incoming(20)
    second.answer()
    other.wait_hears(second)
    other.hang_up()
    record = centre.record(other.phone.user)
    assert (record["outcome"], record["agent"]) == ("answered", "101")


def hears(caller: SipCall, call: SipCall) -> bool:
    """Which of two callers it is who was put through."""
    try:
        caller.wait_hears(call, seconds=1.5)
    except AssertionError:
        return False
    return True


def test_asterisk_that_died_and_came_back_has_no_calls_and_its_agents_are_free(centre: Centre) -> None:
    _, _ = talk(centre, "+74950000351", "101")
    centre.caller("700", "+74950000352")
    centre.wait_call("+74950000352", "waiting")
    centre.kill_asterisk()
    centre.until(lambda: centre.asterisk() is not None, "another Asterisk", 30)
    for number, outcome in (("+74950000351", "answered"), ("+74950000352", "lost")):
        record = centre.record(number)
        assert (record["outcome"], record["hung_up_by"]) == (outcome, "system")
    assert centre.calls() == []
    assert [visit["outcome"] for visit in centre.visits(centre.record("+74950000352")["id"])] == ["lost"]
    phone = centre.phone("1001")
    centre.wait_agent("101", "ready", phone_state="idle")
    caller = centre.caller("700", "+74950000353")
    call = phone.incoming()
    call.answer()
    caller.wait_hears(call)
