"""Who is there when: from groups of agents and their shifts to each agent's stays; and phones for all of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from acd.model.centre import Centre, Phone
from acd.sim.scenario import MS_PER_HOUR, Group, Staff

MS_PER_DAY = 24 * MS_PER_HOUR


def staff_of(groups: Iterable[Group], begins_ms: int, length_ms: int) -> tuple[Staff, ...]:
    """``begins_ms``: the time of day when the scenario begins. Shifts are the same every day."""
    stays = [stay for group in groups for stay in _stays(group, begins_ms, length_ms)]
    return tuple(sorted(stays, key=lambda stay: stay.from_ms))


def _stays(group: Group, begins_ms: int, length_ms: int) -> Iterator[Staff]:
    if not group.shifts:
        yield from (Staff(agent) for agent in group.agents)
        return
    for day_ms in range(0, begins_ms + length_ms, MS_PER_DAY):
        for from_ms, to_ms in group.shifts:
            begin, end = day_ms + from_ms - begins_ms, day_ms + to_ms - begins_ms
            if end > 0 and begin < length_ms:
                yield from (Staff(agent, max(begin, 0), end) for agent in group.agents)


def with_phones(centre: Centre) -> Centre:
    """Everybody has a phone of their own on the one simulated node."""
    agents = {agent.id: replace(agent, phone=f"sim-{agent.id}") for agent in centre.agents.values()}
    phones = {f"sim-{id_}": Phone(f"sim-{id_}") for id_ in agents}
    return replace(centre, agents=agents, phones=phones)
