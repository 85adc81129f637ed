"""What the telephones saw of a call, what our records say of it, and what Asterisk's CDR says: all three must agree."""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from acd.adapters.sql.columns import text_to_ms
from tests.integration.centre import Centre, Row

SLACK_S = 0.3  # between a telephone's clock and our records
CDR_S = 1.0  # between a row of the CDR, which has whole seconds alone, and what it tells
CDR_WAIT_S = 5.0
MONOTONIC_ZERO_S = time.time() - time.monotonic()
Pair = tuple[str, str]  # who talks with whom in the CDR: "trunk", or a phone


def moment(record: Row, column: str) -> float:
    """The column as ``time.monotonic`` would have been then."""
    return text_to_ms(record[column]) / 1000 - MONOTONIC_ZERO_S


@dataclass(frozen=True)
class Talk:
    """An agent's talk as the phone saw it, by ``time.monotonic``."""

    agent: str
    began_at: float
    ended_at: float
    end_reason: str
    hold_s: float = 0.0


@dataclass(frozen=True)
class Seen:
    """A call as the telephones saw it. ``elsewhere_s``: outside or hearing a message, in no queue."""

    began_at: float
    ended_at: float
    visits: tuple[tuple[str, str, float], ...]  # queue, outcome, seconds
    talks: tuple[Talk, ...] = ()
    elsewhere_s: float = 0.0
    cdr_s: Mapping[Pair, float] = field(default_factory=dict)
    transfers: tuple[tuple[str, str, str, str], ...] = ()  # kind, kind of target, target, result


class Account:
    """The rows of one call that is over, and of the lines that its agents had to others meanwhile."""

    def __init__(self, centre: Centre, number: str) -> None:
        self.centre = centre
        self.call = centre.record(number)
        of_call = "where call_id = ? order by"
        self.visits = centre.visits(self.call["id"])
        self.offers = centre.sql(f"select * from offer {of_call} offered_at, id", self.call["id"])
        self.talks = [offer for offer in self.offers if offer["result"] == "answered"]
        self.transfers = centre.sql(f"select * from transfer {of_call} started_at, id", self.call["id"])

    def cdrs(self) -> list[Row]:
        """Asterisk's rows; a phone's own second line has a linkedid of its own."""
        phones = {offer["phone"] for offer in self.offers}
        during = "arrived_at between ? and ?"
        lines = self.centre.sql(f'select * from "call" where {during}', self.call["arrived_at"], self.call["ended_at"])
        linked = [self.call["uniqueid"], *(line["uniqueid"] for line in lines if line["caller_number"] in phones)]
        marks = ", ".join("?" * len(linked))
        return self.centre.sql(f"select * from cdr where linkedid in ({marks}) order by sequence", *linked)

    # --- with what was seen

    def agrees_with(self, seen: Seen) -> None:
        self.lasted(seen.began_at, seen.ended_at)
        self.waited(seen.visits)
        assert [(t["agent"], t["end_reason"]) for t in self.talks] == [(t.agent, t.end_reason) for t in seen.talks]
        for offer, talk in zip(self.talks, seen.talks, strict=True):
            near(offer["talk_ms"] / 1000, talk.ended_at - talk.began_at, f"talk of {talk.agent}")
            near(moment(offer, "ended_at"), talk.ended_at, f"end of {talk.agent}'s talk")
            near(offer["hold_ms"] / 1000, talk.hold_s, f"hold of {talk.agent}")
        told = [(t["kind"], t["target_kind"], t["target"], t["result"]) for t in self.transfers]
        assert told == list(seen.transfers)
        self.is_consistent(seen.elsewhere_s)
        self.cdr_agrees_with(seen.cdr_s)

    def lasted(self, began_at: float, ended_at: float) -> None:
        near(moment(self.call, "arrived_at"), began_at, "arrival")
        near(moment(self.call, "ended_at"), ended_at, "end")

    def waited(self, seen: Iterable[tuple[str, str, float]]) -> None:
        """By queue, outcome and seconds."""
        said = [(visit["queue"], visit["outcome"], visit["wait_ms"] / 1000) for visit in self.visits]
        assert [visit[:2] for visit in said] == [visit[:2] for visit in seen]
        for (queue, outcome, recorded_s), (_, _, seen_s) in zip(said, seen, strict=True):
            near(recorded_s, seen_s, f"wait in {queue} ({outcome})")

    def cdr_agrees_with(self, talked_s: Mapping[Pair, float]) -> None:
        """Seconds by who talked with whom, from the ringing on: to Asterisk the caller is answered already.

        Each row of Asterisk's is cut off to whole seconds.
        """
        rows: dict[Pair, list[Row]] = {}

        def there() -> bool:
            rows.clear()
            rows.update(by_pair(self.cdrs()))
            return talked_s.keys() <= rows.keys() and all(
                sum(row["billsec"] for row in rows[pair]) >= seconds - CDR_S * len(rows[pair]) - SLACK_S
                for pair, seconds in talked_s.items()
            )

        try:
            self.centre.until(there, "rows of the CDR", CDR_WAIT_S)
        except AssertionError as error:
            told = {p: [(r["billsec"], r["start"], r["end"]) for r in found] for p, found in rows.items()}
            raise AssertionError(f"CDR {told}, seen {dict(talked_s)}") from error
        assert rows.keys() == talked_s.keys()
        for pair, found in rows.items():
            assert sum(row["billsec"] for row in found) <= talked_s[pair] + CDR_S, pair
            assert all(self._is_within_the_call(row) for row in found), (pair, found, self.call)

    def _is_within_the_call(self, row: Row) -> bool:
        """The CDR begins with the channel, a moment before the arrival; its times are cut off to whole seconds."""
        begin, end = moment(self.call, "arrived_at") - SLACK_S - CDR_S, moment(self.call, "ended_at") + SLACK_S
        times = [moment(row, column) for column in ("start", "answer", "end")]
        whole = times[2] - times[1]
        return begin <= times[0] <= times[1] <= times[2] <= end and abs(whole - row["billsec"]) <= CDR_S

    # --- with each other

    def is_consistent(self, elsewhere_s: float = 0.0) -> None:
        """Our own rows account for each moment of the call, once."""
        call, visits, talks = self.call, self.visits, self.talks
        answered = call["answered_at"] is not None
        first_wait_end = "answered_at" if answered else "ended_at"
        assert call["wait_ms"] == span(call, "arrived_at", first_wait_end)
        assert call["talk_ms"] == (span(call, "answered_at", "ended_at") if answered else 0)
        for visit in visits:
            assert visit["wait_ms"] == span(visit, "entered_at", "ended_at")
            assert visit["offers"] >= sum(talk["visit_id"] == visit["id"] for talk in talks)
        for offer in self.offers:
            assert offer["ring_ms"] + offer["talk_ms"] == span(offer, "offered_at", "ended_at")
            assert 0 <= offer["hold_ms"] <= offer["talk_ms"]
        assert call["hold_ms"] == sum(offer["hold_ms"] for offer in talks)
        assert call["transfers"] == sum(row["result"] == "completed" for row in self.transfers)
        waits = [(text_to_ms(visit["entered_at"]), text_to_ms(visit["ended_at"])) for visit in visits]
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(waits)), f"visits overlap: {waits}"
        spoken = [(text_to_ms(t["ended_at"]) - t["talk_ms"], text_to_ms(t["ended_at"])) for t in talks]
        begin, end = text_to_ms(call["arrived_at"]), text_to_ms(call["ended_at"])
        near((end - begin - covered_ms([*waits, *spoken])) / 1000, elsewhere_s, "time neither waited nor talked")


def near(recorded: float, seen: float, what: str, slack_s: float = SLACK_S) -> None:
    assert abs(recorded - seen) <= slack_s, f"{what}: {recorded - seen:+.3f} s (recorded {recorded:.3f}, {seen:.3f})"


def span(row: Row, begin: str, end: str) -> int:
    return text_to_ms(row[end]) - text_to_ms(row[begin])


def covered_ms(spans: Iterable[tuple[int, int]]) -> int:
    """How much time the spans cover together, what several cover counted once."""
    total, until = 0, 0
    for begin, end in sorted(spans):
        total += max(0, end - max(begin, until))
        until = max(until, end)
    return total


def by_pair(cdrs: Iterable[Row]) -> dict[Pair, list[Row]]:
    """Answered rows of two; channels are ``PJSIP/1001-00000007`` or ``PJSIP/trunk-demo-00000007``."""
    found: defaultdict[Pair, list[Row]] = defaultdict(list)
    for row in cdrs:
        if row["dstchannel"] and row["disposition"] == "ANSWERED":
            found[_name(row["channel"]), _name(row["dstchannel"])].append(row)
    return dict(found)


def _name(channel: str) -> str:
    return channel.removeprefix("PJSIP/").partition("-")[0]
