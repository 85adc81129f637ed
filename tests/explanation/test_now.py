"""In whole centres under random use, explanations agree with the routing: no other reason, and none is missing."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from acd.engine.context import Context, demand_key
from acd.explanation.fit import Why, candidates
from acd.explanation.now import asked_now, is_available, waiting_in, why_not_now
from acd.model.states import AgentState, CallState, PhoneState
from acd.testing.engine import passes, script
from tests.engine.centres import Centres
from tests.explanation.stories import agent_story, call_story
from tests.scenarios.words import arrives, centre


class ExplainedCentres(Centres):
    """Every fourth moment, since all of it is looked at."""

    moments = 0

    @invariant()
    def what_is_explained_is_true(self) -> None:
        self.moments += 1
        if self.moments % 4:
            return
        ctx = Context(self.play.state)
        self._agents_are_available_or_have_a_reason(ctx)
        for call in self.play.state.calls.values():
            if call.visit is not None:
                self._nobody_could_take(ctx, call.id)
            call_story(self.play, call.id)

    def _agents_are_available_or_have_a_reason(self, ctx: Context) -> None:
        for agent in ctx.state.agents.values():
            available = is_available(ctx.state, agent, self.play.now_ms)
            assert available == ctx.available(agent), agent
            if agent.id not in ctx.state.centre.agents:
                continue
            story = agent_story(self.play, agent.id)
            assert available == (not [o for o in story["obstacles"] if o["why"] != Why.OTHER_QUEUES]), story
            for view in story["queues"]:
                ready = [entry[3] for entry in ctx.floor.plain[view["queue"]].ready]
                assert view["rank"] == (ready.index(agent.id) + 1 if agent.id in ready else None)

    def _nobody_could_take(self, ctx: Context, call_id: int) -> None:
        """Each reason is looked at by itself; the floor, made anew, says who could serve."""
        state, call = ctx.state, ctx.state.calls[call_id]
        assert call.visit is not None
        visit, asked, now_ms = call.visit, asked_now(state, call, call.visit), self.play.now_ms
        key = demand_key(call, visit)
        ctx.floor.demand(key)
        for agent_id in candidates(state.centre, state.centre.queues[visit.queue], call.wanted_agent):
            why = why_not_now(state, call, asked, agent_id, now_ms)
            assert why is not None, f"{agent_id} could take {call} now"
            seated = {seat.demand.key for seat in ctx.floor.seats(agent_id)}
            unfit = asked.unfit(state.centre, state.centre.agents[agent_id])
            assert (unfit is None) == (key in seated), f"{agent_id} {key} {unfit}"
            self._is_true(agent_id, why.code, call_id)
        for agent_id in state.centre.agents:
            others = candidates(state.centre, state.centre.queues[visit.queue], call.wanted_agent)
            fits = key in {seat.demand.key for seat in ctx.floor.seats(agent_id)}
            assert not fits or agent_id in others, f"{agent_id} may be asked and is not explained"

    def _is_true(self, agent_id: str, why: Why, call_id: int) -> None:
        state = self.play.state
        agent, call = state.agents.get(agent_id), state.calls[call_id]
        in_state = agent.state if agent is not None else AgentState.LOGGED_OUT
        phone = state.phones.get(agent.phone or "", PhoneState.UNKNOWN) if agent is not None else PhoneState.UNKNOWN
        ready = agent is not None and agent.state is AgentState.READY
        config = state.centre.agents[agent_id]
        linked = state.nodes.get(call.node, False)
        true = {
            Why.OTHER_QUEUES: call.queue not in config.queues,
            Why.OTHER_AGENT_WANTED: call.wanted_agent not in ("", agent_id),
            Why.LACKS_SKILL: not call.wanted_agent and bool(call.visit),
            Why.LOGGED_OUT: in_state is AgentState.LOGGED_OUT,
            Why.NOT_READY: in_state is AgentState.NOT_READY,
            Why.RINGING: in_state is AgentState.RINGING,
            Why.TALKING: in_state is AgentState.TALKING,
            Why.WRAP_UP: in_state is AgentState.WRAP_UP,
            Why.RESTING: ready and agent is not None and agent.rest_until_ms > 0,
            Why.PHONE_UNREACHABLE: ready and phone is PhoneState.UNREACHABLE,
            Why.PHONE_BUSY: ready and phone in (PhoneState.IN_USE, PhoneState.RINGING),
            Why.PHONE_UNKNOWN: ready and phone is PhoneState.UNKNOWN,
            Why.LATER_IN_ORDER: ready and call.offer is not None and call.offer.agent != agent_id,
            Why.CALL_CANNOT: ready and (not linked or call.state is not CallState.WAITING),
        }
        assert true[why], f"{agent_id}: {why} of {call}"


def test_who_waits_is_listed_in_the_order_of_service() -> None:
    play = script(centre())
    play >> arrives("c1") >> passes(1) >> arrives("c2") >> passes(1) >> arrives("c3", dialled="200")
    play.call("c2").priority = 1
    assert [call.uniqueid for call, _ in waiting_in(play.state, "sales")] == ["c2", "c1"]


TestExplainedCentres = ExplainedCentres.TestCase
TestExplainedCentres.settings = settings(
    max_examples=60, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True,
    print_blob=True,
)  # fmt: skip
