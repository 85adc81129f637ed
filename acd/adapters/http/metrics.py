"""``/metrics`` for Prometheus. Names begin with ``acd_``; labels are ids of the configuration, never a person's data.

Gauges are read from the daemon when they are asked for. Counters are fed by the facts on their way to the outbox
(``CountingSink``), so they count what the reports count. They begin at zero when the daemon starts.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from acd.adapters.http.access import Authority
from acd.adapters.http.backend import Backend
from acd.adapters.http.route import Context, Route
from acd.model.campaigns import CampaignState
from acd.model.facts import AttemptFact, Fact, OfferFact, PacingFact, VisitFact
from acd.model.leads import AttemptResult
from acd.model.states import AgentState, CallState, VisitOutcome
from acd.runtime.ports import FactSink

_CONNECT_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 3, 5)
_SERVED = {
    AttemptResult.CONNECTED: "connected",
    AttemptResult.ABANDONED: "abandoned",
    AttemptResult.HUNG_UP: "hung up",
}
_CAMPAIGN_FIGURES = {
    "abandonment_rate": "Abandoned of the persons who answered today (UTC)",
    "in_flight": "Attempts that a person may still answer",
    "talking": "Attempts whose person talks with an agent",
    "leads": "Leads at hand",
}
_WAIT_BUCKETS_S = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1800)


class Metrics:
    """The figures of one daemon."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._visits = self._counter("acd_calls", "Stays of calls in a queue that ended", "queue", "result")
        self._in_time = self._counter("acd_calls_within_service_level", "Calls answered in time", "queue")
        self._offers = self._counter("acd_offers", "Rings of an agent's phone that ended", "queue", "result")
        self._wait = Histogram(
            "acd_call_wait_seconds",
            "Wait of answered and abandoned calls",
            ["queue", "result"],
            buckets=_WAIT_BUCKETS_S,
            registry=self.registry,
        )
        self._dials = self._counter("acd_attempts", "Leads dialled, by how it ended", "campaign", "result")
        self._persons = self._counter("acd_persons", "Persons who answered a campaign's call", "campaign", "served")
        self._connect = Histogram(
            "acd_person_wait_seconds",
            "From a person's answer to the agent",
            ["campaign"],
            buckets=_CONNECT_BUCKETS_S,
            registry=self.registry,
        )
        self._pacing = self._counter("acd_pacing_dials", "Leads dialled, by what kept from more", "campaign", "reason")
        # prometheus_client finds a label's child in 5 microseconds; ids of the configuration are few.
        self._visit, self._answered_in_time = cache(self._visits.labels), cache(self._in_time.labels)
        self._offer, self._waited = cache(self._offers.labels), cache(self._wait.labels)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self.registry)

    def show(self, backend: Backend) -> None:
        """Read the gauges of queues, agents, calls and parts from ``backend`` whenever asked."""
        self.registry.register(_Now(backend))

    def watch(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Add a gauge (``acd_loop_lag_seconds``) whose value ``read`` gives."""
        Gauge(name, meaning, registry=self.registry).set_function(read)

    def count(self, facts: Iterable[Fact]) -> None:
        """Count what happened. Called from the loop for every record: cheap, never raises for a valid fact."""
        for fact in facts:
            match fact:
                case VisitFact():
                    self._count_visit(fact)
                case OfferFact():
                    self._offer(fact.queue, fact.result).inc()
                case AttemptFact():
                    self._count_attempt(fact)
                case PacingFact():
                    self._pacing.labels(fact.campaign, fact.reason).inc(fact.dialled)
                case _:
                    pass

    def _count_attempt(self, attempt: AttemptFact) -> None:
        self._dials.labels(attempt.campaign, attempt.result).inc()
        if attempt.result is AttemptResult.CONNECTED:
            self._connect.labels(attempt.campaign).observe((attempt.wait_ms or 0) / 1000)
        if attempt.result in _SERVED and attempt.reached_ms is not None:
            self._persons.labels(attempt.campaign, _SERVED[attempt.result]).inc()

    def _count_visit(self, visit: VisitFact) -> None:
        self._visit(visit.queue, visit.outcome).inc()
        if visit.within_service_level:
            self._answered_in_time(visit.queue).inc()
        if visit.outcome in (VisitOutcome.ANSWERED, VisitOutcome.ABANDONED):
            self._waited(visit.queue, visit.outcome).observe(visit.wait_ms / 1000)

    def render(self) -> bytes:
        return generate_latest(self.registry)


class CountingSink:
    """A sink that counts the facts which ``sink`` took."""

    def __init__(self, sink: FactSink, metrics: Metrics) -> None:
        self._sink, self._metrics = sink, metrics

    def append(self, facts: Sequence[Fact]) -> None:
        self._sink.append(facts)
        self._metrics.count(facts)


class _Now(Collector):
    """Gauges of this moment."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def collect(self) -> Iterable[Metric]:
        yield from self._queues()
        yield self._agents()
        calls = Tally(call["state"] for call in self._backend.calls())
        live = GaugeMetricFamily("acd_calls_live", "Live calls", labels=["state"])
        for state in CallState:
            live.add_metric([state], calls[state])
        yield live
        yield from self._campaigns()
        up = GaugeMetricFamily("acd_part_up", "Whether a part of the daemon works (1) or not (0)", labels=["part"])
        for name, part in self._backend.parts().items():
            up.add_metric([name], float(part.ok))
        yield up

    def describe(self) -> Iterable[Metric]:
        """Nothing: the registry must not ask a daemon that is still starting."""
        return []

    def _queues(self) -> Iterable[Metric]:
        waiting = GaugeMetricFamily("acd_queue_calls_waiting", "Calls waiting in a queue", labels=["queue"])
        longest = GaugeMetricFamily("acd_queue_longest_wait_seconds", "Wait of the longest waiting", labels=["queue"])
        for queue in self._backend.queues():
            waiting.add_metric([queue["id"]], queue["waiting"])
            longest.add_metric([queue["id"]], queue["longest_wait_s"])
        yield waiting
        yield longest

    def _campaigns(self) -> Iterable[Metric]:
        views = self._backend.campaigns()
        state = GaugeMetricFamily("acd_campaign_state", "1 for the state of a campaign", labels=["campaign", "state"])
        for view in views:
            for each in CampaignState:
                state.add_metric([view["id"], each], float(view["state"] == each))
        yield state
        for figure, meaning in _CAMPAIGN_FIGURES.items():
            family = GaugeMetricFamily(f"acd_campaign_{figure}", meaning, labels=["campaign"])
            for view in views:
                if view[figure] is not None:
                    family.add_metric([view["id"]], view[figure])
            yield family

    def _agents(self) -> Metric:
        tally = Tally((queue, agent["state"]) for agent in self._backend.agents() for queue in agent["queues"])
        family = GaugeMetricFamily("acd_queue_agents", "Agents of a queue in a state", labels=["queue", "state"])
        for queue in self._backend.queues():
            for state in AgentState:
                family.add_metric([queue["id"], state], tally[queue["id"], state])
        return family


async def _show(context: Context, _request: web.Request) -> web.Response:
    content_type = "text/plain; version=0.0.4; charset=utf-8"
    return web.Response(body=context.metrics(), headers={"Content-Type": content_type})


ROUTES = [Route("GET", "/metrics", "Figures for Prometheus", _show, Authority.LOCAL)]
