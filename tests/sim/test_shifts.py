"""From shifts of the day to stays after the beginning."""

from acd.model.centre import Agent
from acd.sim.scenario import MS_PER_HOUR, Group, Staff
from acd.sim.shifts import staff_of, with_phones
from tests.sim.scenarios import centre

ANY = Agent("", "", ("sales",))


def hours(*stays: tuple[str, float, float]) -> tuple[Staff, ...]:
    return tuple(Staff(agent, round(begin * MS_PER_HOUR), round(end * MS_PER_HOUR)) for agent, begin, end in stays)


def test_without_shifts_all_the_time() -> None:
    assert staff_of([Group(ANY, ("1", "2"))], 0, MS_PER_HOUR) == (Staff("1"), Staff("2"))


def test_shifts_every_day_as_far_as_the_scenario_reaches() -> None:
    day = Group(ANY, ("1",), ((8 * MS_PER_HOUR, 12 * MS_PER_HOUR), (13 * MS_PER_HOUR, 17 * MS_PER_HOUR)))
    found = staff_of([day], 9 * MS_PER_HOUR, 24 * MS_PER_HOUR)
    assert found == hours(("1", 0, 3), ("1", 4, 8), ("1", 23, 27))
    assert staff_of([day], 17 * MS_PER_HOUR, MS_PER_HOUR) == ()


def test_everybody_gets_a_phone() -> None:
    found = with_phones(centre(3))
    assert sorted(found.phones) == sorted(str(agent.phone) for agent in found.agents.values())
