"""The floor against a plain list of who waits and who is ready, through random changes."""

from typing import Any

from hypothesis import given as for_all
from hypothesis import strategies as st

from acd.model.centre import Relaxation
from acd.routing import floor as module
from acd.routing.demand import DemandKey
from acd.routing.floor import Floor, asked_for
from acd.routing.order import Traits
from tests.routing.floors import centre

CENTRE = centre(
    {
        "101": {"queues": ("a",), "skills": {"x": 3}},
        "102": {"queues": ("a", "b"), "skills": {"x": 7, "y": 2}},
        "103": {"queues": ("b",)},
    },
    a={"requires": "x", "relax": (Relaxation(1), Relaxation(2, whole_project=True))},
    b={},
)
KEYS = st.builds(
    DemandKey,
    st.sampled_from(["a"]),
    st.integers(0, 2),
    st.sampled_from(["", "x >= 5", "y or x", "nonsense >"]),
    st.sampled_from(["", "", "103", "999"]),
)
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("waits"), st.integers(1, 6), KEYS, st.integers(0, 9)),
        st.tuples(st.just("left"), st.integers(1, 6)),
        st.tuples(st.just("ready"), st.sampled_from(["101", "102", "103"]), st.integers(0, 9)),
        st.tuples(st.just("away"), st.sampled_from(["101", "102", "103"])),
    ),
    max_size=40,
)


@for_all(CHANGES, st.sampled_from([0, 1, 1_000]))
def test_who_stands_where(changes: list[tuple[Any, ...]], spare: int) -> None:
    before, module.SPARE_DEMANDS_MAX = module.SPARE_DEMANDS_MAX, spare
    try:
        _run(changes)
    finally:
        module.SPARE_DEMANDS_MAX = before


def _run(changes: list[tuple[Any, ...]]) -> None:
    floor = Floor(CENTRE)
    callers: dict[int, tuple[DemandKey, int]] = {}
    ready: dict[str, int] = {}
    for kind, subject, *more in changes:
        match kind:
            case "waits":
                callers[subject] = (more[0], more[1])
                floor.caller_waits(subject, more[0], more[1])
            case "left":
                callers.pop(subject, None)
                floor.caller_left(subject)
            case "ready":
                ready[subject] = more[0]
                floor.agent_ready(subject, Traits(more[0]))
            case "away":
                ready.pop(subject, None)
                floor.agent_left(subject)
        _agree(floor, callers, ready)


def _agree(floor: Floor, callers: dict[int, tuple[DemandKey, int]], ready: dict[str, int]) -> None:
    for key in {key for key, _ in callers.values()} | {DemandKey("a"), DemandKey("b")}:
        demand = floor.demand(key)
        assert demand.callers == sorted((place, call) for call, (of, place) in callers.items() if of == key)
        wanted = asked_for(CENTRE, key)
        able = {id_ for id_ in floor.staff(key) if wanted.met_by(CENTRE.agents[id_].skills)}
        assert [entry[3] for entry in demand.ready] == sorted(able & ready.keys(), key=lambda id_: (ready[id_], id_))
