"""Several callers and several agents at once: the pairing with the least cost that serves the most urgent callers.

Callers are taken one by one, the most urgent first, and each is given an agent over the shortest augmenting path
(Jonker and Volgenant, Computing 38, 1987): earlier callers may change their agent for a later one's sake, but none
loses it. So as many callers are served as can be, among those the most urgent ones (the sets that can be served
together are a matroid, in which going by urgency is right), and of all ways to do so the one with the least cost is
taken.
"""

from collections.abc import Mapping, Sequence

Costs = Sequence[Mapping[str, float]]
"""For each caller, in order of urgency: the agents who can serve, with the cost of that."""


def assign(costs: Costs) -> dict[int, str]:
    """Place of the caller in ``costs`` -> agent; callers who can have nobody are not in it."""
    pairing = _Pairing(costs)
    for caller in range(len(costs)):
        pairing.add(caller)
    return pairing.agent_of


class _Pairing:
    def __init__(self, costs: Costs) -> None:
        self._costs = costs
        self.agent_of: dict[int, str] = {}
        self._caller_of: dict[str, int] = {}
        self._price: dict[str, float] = {}  # what an agent is worth to those who are served (the dual)

    def add(self, caller: int) -> None:
        """Give ``caller`` an agent if there is a way; else leave everything as it is."""
        distance: dict[str, float] = {}
        taker: dict[str, int] = {}  # agent -> the caller who would take it
        settled: dict[str, float] = {}
        at, reached = caller, 0.0
        while True:
            self._look_from(at, reached, distance, taker, settled)
            agent = min((agent for agent in distance if agent not in settled), key=distance.__getitem__, default=None)
            if agent is None:
                return
            reached = distance[agent]
            if agent not in self._caller_of:
                break
            settled[agent] = reached
            at = self._caller_of[agent]
        for passed, passed_at in settled.items():
            self._price[passed] = self._price.get(passed, 0.0) - (reached - passed_at)
        self._hand_over(agent, caller, taker)

    def _look_from(
        self, at: int, reached: float, distance: dict[str, float], taker: dict[str, int], settled: Mapping[str, float]
    ) -> None:
        """Shorten the ways to the agents whom the caller ``at`` could take."""
        own = self.agent_of.get(at)
        base = reached - (self._costs[at][own] - self._price.get(own, 0.0) if own is not None else 0.0)
        for agent, cost in self._costs[at].items():
            length = base + cost - self._price.get(agent, 0.0)
            if agent not in settled and length < distance.get(agent, float("inf")):
                distance[agent], taker[agent] = length, at

    def _hand_over(self, agent: str, caller: int, taker: Mapping[str, int]) -> None:
        """Walk the way back: each caller on it takes the agent that was found, and leaves the former one."""
        while True:
            at = taker[agent]
            former = self.agent_of.get(at)
            self.agent_of[at], self._caller_of[agent] = agent, at
            if at == caller or former is None:
                return
            agent = former
