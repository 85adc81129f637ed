"""The people of the live campaign are those of the simulated one."""

from acd.embedded.callees import Callee
from acd.sim.dialing.callees import callee
from benchmarks.pacing_live import LEADS, PEOPLE, people
from benchmarks.rig.campaign import CAMPAIGN


def test_numbers_say_what_the_simulator_draws() -> None:
    called = people(seed=7)
    assert len({person.number for person in called}) == LEADS
    for lead in (1, 2, 3, 4, 5):
        drawn = callee(PEOPLE, f"7/0/{CAMPAIGN}", lead, 0)
        person = called[lead - 1]
        assert (person.talk_ms, person.wrap_up_ms) == (drawn.talk_ms, drawn.wrap_up_ms)
        assert person.number.startswith(f"+999{round(drawn.after_ms / 100):03}")
        assert (person.number[-1] == str(Callee.PERSON)) == drawn.person
