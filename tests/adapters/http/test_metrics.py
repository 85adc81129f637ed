"""``/metrics``: what is counted, and that nobody's data is in it."""

from dataclasses import replace
from typing import Any

from aiohttp.test_utils import TestClient

from acd.adapters.http.metrics import CountingSink, Metrics
from acd.model.facts import Fact, OfferFact, VisitFact
from acd.model.health import PartHealth
from acd.model.leads import AttemptResult
from acd.model.states import OfferResult, VisitOutcome
from acd.testing.backend import FakeBackend
from tests.adapters.http.campaigns_of import campaign
from tests.adapters.http.views_of import agent, call, queue
from tests.adapters.sql.samples import ATTEMPT, PACING


def _visit(outcome: VisitOutcome, wait_ms: int, in_time: bool = False) -> VisitFact:
    return VisitFact(1, 1, "sales", "demo", 0, wait_ms, wait_ms, outcome, "101", 1, in_time)


def _offer(result: OfferResult) -> OfferFact:
    return OfferFact(1, 1, 1, "sales", "101", "1001", 0, 1, result, 0, "longest idle")


class _Sink:
    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def append(self, facts: Any) -> None:
        self.facts += facts


def test_facts_on_their_way_to_the_outbox_are_counted() -> None:
    metrics, sink = Metrics(), _Sink()
    facts: list[Fact] = [
        _visit(VisitOutcome.ANSWERED, 4_000, in_time=True),
        _visit(VisitOutcome.ANSWERED, 40_000),
        _visit(VisitOutcome.ABANDONED, 9_000),
        _visit(VisitOutcome.OVERFLOWED, 120_000),
        _offer(OfferResult.NO_ANSWER),
    ]
    CountingSink(sink, metrics).append(facts)
    text = metrics.render().decode()
    assert sink.facts == facts
    for line in (
        'acd_calls_total{queue="sales",result="answered"} 2.0',
        'acd_calls_total{queue="sales",result="abandoned"} 1.0',
        'acd_calls_total{queue="sales",result="overflowed"} 1.0',
        'acd_calls_within_service_level_total{queue="sales"} 1.0',
        'acd_offers_total{queue="sales",result="no answer"} 1.0',
        'acd_call_wait_seconds_bucket{le="5.0",queue="sales",result="answered"} 1.0',
        'acd_call_wait_seconds_count{queue="sales",result="answered"} 2.0',
        'acd_call_wait_seconds_sum{queue="sales",result="abandoned"} 9.0',
    ):
        assert line in text.splitlines()


def test_attempts_persons_and_pacing_are_counted() -> None:
    metrics = Metrics()
    metrics.count(
        [
            replace(ATTEMPT, result=AttemptResult.CONNECTED, wait_ms=80),
            replace(ATTEMPT, result=AttemptResult.ABANDONED, wait_ms=2_000),
            replace(ATTEMPT, result=AttemptResult.HUNG_UP, reached_ms=None),
            replace(ATTEMPT, result=AttemptResult.BUSY),
            replace(PACING, dialled=3, reason="risk"),
        ]
    )
    lines = metrics.render().decode().splitlines()
    for line in (
        'acd_attempts_total{campaign="winback",result="busy"} 1.0',
        'acd_attempts_total{campaign="winback",result="hung up"} 1.0',
        'acd_persons_total{campaign="winback",served="connected"} 1.0',
        'acd_persons_total{campaign="winback",served="abandoned"} 1.0',
        'acd_person_wait_seconds_bucket{campaign="winback",le="0.1"} 1.0',
        'acd_pacing_dials_total{campaign="winback",reason="risk"} 3.0',
    ):
        assert line in lines
    assert not [line for line in lines if 'served="hung up"' in line], "nobody knows that it was a person"
    assert ATTEMPT.number not in "".join(lines)


async def test_campaigns_now(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.campaign_views = [campaign(in_flight=4, abandonment_rate=0.02), campaign("quiet", state="paused")]
    lines = (await (await client.get("/metrics")).text()).splitlines()
    for line in (
        'acd_campaign_state{campaign="winback",state="running"} 1.0',
        'acd_campaign_state{campaign="quiet",state="running"} 0.0',
        'acd_campaign_in_flight{campaign="winback"} 4.0',
        'acd_campaign_abandonment_rate{campaign="winback"} 0.02',
    ):
        assert line in lines
    assert 'acd_campaign_abandonment_rate{campaign="quiet"}' not in "".join(lines)


def test_a_watched_figure_is_read_when_asked_for() -> None:
    metrics = Metrics()
    lag = [0.5]
    metrics.watch("acd_loop_lag_seconds", "Lag of the loop", lambda: lag[0])
    lag[0] = 0.25
    assert b"acd_loop_lag_seconds 0.25" in metrics.render()


async def test_the_gauges_are_those_of_this_moment(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.queue_views = [queue("sales", waiting=3, longest_wait_s=12.5)]
    backend.agent_views = [agent("101", state="ready"), agent("102", state="talking")]
    backend.call_views = [call(1), call(2)]
    backend.health = {"database": PartHealth(False, "no answer")}
    answer = await client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = (await answer.text()).splitlines()
    for line in (
        'acd_queue_calls_waiting{queue="sales"} 3.0',
        'acd_queue_longest_wait_seconds{queue="sales"} 12.5',
        'acd_queue_agents{queue="sales",state="ready"} 1.0',
        'acd_queue_agents{queue="sales",state="talking"} 1.0',
        'acd_queue_agents{queue="sales",state="logged out"} 0.0',
        'acd_calls_live{state="waiting"} 2.0',
        'acd_part_up{part="database"} 0.0',
    ):
        assert line in lines


async def test_nobodys_data_is_in_the_metrics(client: TestClient[Any, Any], backend: FakeBackend) -> None:
    backend.queue_views = [queue("sales")]
    backend.agent_views = [agent("101", name="Alice Adams")]
    backend.call_views = [call(1, caller_number="74951234567", caller_name="Ivan")]
    text = await (await client.get("/metrics")).text()
    for personal in ("74951234567", "Ivan", "Alice", '"101"', "1001"):
        assert personal not in text
