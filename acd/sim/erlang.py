"""Closed forms of queueing theory: first guesses for staffing, and what the simulated centre is checked against.

Arrivals are Poisson, handle times exponential, agents alike. Rates are per second, times seconds; ``load`` (offered
traffic, erlang) is arrival rate times mean handle time. Erlang B: who finds all agents busy is lost. Erlang C
(M/M/n): everybody waits. Erlang A (M/M/n+M): callers give up after an exponential patience. M/M/n/k: everybody waits,
but there are only k places to wait. Service level is always answered within the threshold / offered.
"""

import math
from dataclasses import dataclass

SERIES_TERM_MIN = 1e-17


@dataclass(frozen=True, slots=True)
class Theory:
    """What theory expects in the long run. ``mean_wait_s`` is over all offered and not blocked callers."""

    waits: float  # probability to wait at all
    mean_wait_s: float
    service_level: float  # answered within the threshold / offered
    abandoned: float  # share of the offered callers
    blocked: float  # share of the offered callers
    occupancy: float
    queue_length: float  # mean number of waiting callers


def blocking(load: float, agents: int) -> float:
    """Erlang B: the probability that all ``agents`` are busy when nobody waits."""
    b = 1.0
    for k in range(1, agents + 1):
        b = load * b / (k + load * b)
    return b


def erlang_c(rate: float, handle_s: float, agents: int, threshold_s: float) -> Theory:
    """M/M/n. Raises ValueError where callers come faster than agents can serve: the queue grows for ever."""
    load = rate * handle_s
    if agents <= load:
        raise ValueError(f"{agents} agents cannot serve a load of {load:.2f} erlang")
    b = blocking(load, agents)
    waits = b / (1 - load / agents * (1 - b))
    mean_wait_s = waits * handle_s / (agents - load)
    in_time = 1 - waits * math.exp(-(agents - load) * threshold_s / handle_s)
    return Theory(waits, mean_wait_s, in_time, 0.0, 0.0, load / agents, rate * mean_wait_s)


def erlang_a(rate: float, handle_s: float, patience_s: float, agents: int, threshold_s: float) -> Theory:
    """M/M/n+M with mean patience ``patience_s``; any number of agents, also none.

    With x = n mu / theta, the wait offered to a caller has the density ~ exp(rate (1 - e^(-theta t)) / theta - n mu t);
    its integrals are incomplete gamma functions, here by their series (``_gamma_series``).
    """
    theta = 1 / patience_s
    if agents == 0:
        return Theory(1.0, patience_s, 0.0, 1.0, 0.0, 0.0, rate * patience_s)
    load, capacity = rate * handle_s, agents / handle_s
    x = capacity / theta
    series = _gamma_series(x, rate / theta)
    b = blocking(load, agents)
    waits = series * b / (1 + (series - 1) * b)
    rho = load / agents
    abandoned = waits * (1 / (rho * series) + 1 - 1 / rho)
    decay = math.exp(rate / theta * -math.expm1(-theta * threshold_s) - capacity * threshold_s)
    late_series = _gamma_series(x, rate / theta * math.exp(-theta * threshold_s))
    served_late = waits * decay * (late_series - 1) / (rho * series)
    mean_wait_s = abandoned * patience_s
    return Theory(
        waits=waits,
        mean_wait_s=mean_wait_s,
        service_level=1 - abandoned - served_late,
        abandoned=abandoned,
        blocked=0.0,
        occupancy=rho * (1 - abandoned),
        queue_length=rate * mean_wait_s,
    )


def _gamma_series(x: float, y: float) -> float:
    """1 + y/(x+1) + y^2/((x+1)(x+2)) + ...: x e^y y^-x times the lower incomplete gamma function of (x, y)."""
    total = term = 1.0
    j = 1
    while term > total * SERIES_TERM_MIN:
        term *= y / (x + j)
        total += term
        j += 1
    return total


def waiting_room(rate: float, handle_s: float, agents: int, places: int, threshold_s: float) -> Theory:
    """M/M/n/k, first come first served: ``places`` callers can wait, others are turned away."""
    load = rate * handle_s
    weights = [1.0]  # of so many callers in the centre, relative to the present scale
    for k in range(1, agents + places + 1):
        weights.append(weights[-1] * load / min(k, agents))
        if weights[-1] > 1e200:
            weights = [weight * 1e-200 for weight in weights]
    total = sum(weights)
    blocked = weights[-1] / total
    queue_length = sum(place * weights[agents + place] for place in range(1, places + 1)) / total
    accepted = rate * (1 - blocked)
    waiters = [weights[agents + ahead] / total / (1 - blocked) for ahead in range(places)]
    late = sum(p * _poisson_cdf(ahead, agents * threshold_s / handle_s) for ahead, p in enumerate(waiters))
    busy = sum(min(k, agents) * weight for k, weight in enumerate(weights)) / total
    return Theory(
        waits=sum(waiters),
        mean_wait_s=queue_length / accepted,
        service_level=(1 - late) * (1 - blocked),
        abandoned=0.0,
        blocked=blocked,
        occupancy=busy / agents,
        queue_length=queue_length,
    )


def _poisson_cdf(k: int, mean: float) -> float:
    """Up to ``k`` agents become free in a time in which ``mean`` do on average."""
    term = total = math.exp(-mean)
    for j in range(1, k + 1):
        term *= mean / j
        total += term
    return min(total, 1.0)


def agents_needed(rate: float, handle_s: float, patience_s: float | None, target: float, threshold_s: float) -> int:
    """The fewest agents whose service level reaches ``target``, by Erlang A, or C where callers never give up."""
    agents = 1 if patience_s is not None else math.floor(rate * handle_s) + 1
    while expected(rate, handle_s, patience_s, agents, threshold_s).service_level < target:
        agents += 1
    return agents


def expected(rate: float, handle_s: float, patience_s: float | None, agents: int, threshold_s: float) -> Theory:
    """Erlang A, or Erlang C where callers never give up (``patience_s`` None)."""
    if patience_s is None:
        return erlang_c(rate, handle_s, agents, threshold_s)
    return erlang_a(rate, handle_s, patience_s, agents, threshold_s)
