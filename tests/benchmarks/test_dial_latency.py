"""Which dial an agent who became free has caused."""

from benchmarks.dial_latency import SOON_NS, Watch
from benchmarks.rig.endpoint import Leg
from benchmarks.rig.phones import Ringing

RINGING = Ringing("1001", "+7", Leg("1", "", "", ""), 0)
MS = 1_000_000


def test_each_free_agent_causes_one_dial_in_turn() -> None:
    watch = Watch()
    watch.dial("+71", 0)  # nobody had become free: the campaign began
    for at_ns in (10 * MS, 11 * MS):
        watch.freed(RINGING, at_ns, True)
    for number, at_ns in (("+72", 14 * MS), ("+73", 16 * MS), ("+73", 17 * MS)):
        watch.dial(number, at_ns)
    assert watch.samples_ms == [4.0, 5.0]
    assert (watch.dialled, len(watch.numbers)) == (4, 3)


def test_a_dial_much_later_has_other_causes() -> None:
    watch = Watch()
    watch.freed(RINGING, 0, True)
    watch.dial("+71", SOON_NS + 1)
    assert watch.samples_ms == []
