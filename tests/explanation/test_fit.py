"""What keeps an agent from a call, whatever happens around."""

import pytest

from acd.explanation.fit import Asked, Situation, Why, candidates, engaged
from acd.model.agents import Agent
from acd.model.centre import Centre, Project
from acd.model.queues import Queue, Relaxation
from acd.model.states import AgentState, PhoneState
from acd.routing.demand import DemandKey

RELAX = (Relaxation(10_000, "cards"), Relaxation(20_000, whole_project=True, drop_caller_requires=True))
CENTRE = Centre(
    projects={"shop": Project("shop", "Shop"), "city": Project("city", "City")},
    queues={
        "cards": Queue("cards", "Cards", "shop", requires="cards >= 3", relax=RELAX),
        "other": Queue("other", "Other", "shop"),
        "taxi": Queue("taxi", "Taxi", "city"),
    },
    agents={
        "101": Agent("101", "Ann", ("cards",), skills={"cards": 5}),
        "102": Agent("102", "Bob", ("cards",), skills={"cards": 1}),
        "103": Agent("103", "Cid", ("other",)),
        "104": Agent("104", "Dan", ("taxi",), skills={"cards": 9}),
    },
)


@pytest.mark.parametrize(
    ("key", "agent", "why", "text"),
    [
        (DemandKey("cards"), "101", None, ""),
        (DemandKey("cards"), "102", Why.LACKS_SKILL, "lacks skills: cards is 1, needed 3 to 10"),
        (DemandKey("cards", 1), "102", None, ""),
        (DemandKey("cards", 0, "russian >= 5"), "101", Why.LACKS_SKILL, "russian is 0, needed 5 to 10"),
        (DemandKey("cards", 2, "russian >= 5"), "103", None, ""),
        (DemandKey("cards", 1), "103", Why.OTHER_QUEUES, "does not serve queue cards"),
        (DemandKey("cards", 2), "104", Why.OTHER_QUEUES, "does not serve queue cards"),
        (DemandKey("cards", 0, "", "102"), "102", None, ""),
        (DemandKey("cards", 0, "", "102"), "101", Why.OTHER_AGENT_WANTED, "kept for agent 102"),
    ],
)
def test_who_fits_what_is_asked_for(key: DemandKey, agent: str, why: Why | None, text: str) -> None:
    found = Asked.of(CENTRE, key).unfit(CENTRE, CENTRE.agents[agent])
    assert (found.code if found is not None else None) is why
    assert text in (found.text if found is not None else "")


def test_the_candidates_of_a_queue_are_all_whom_it_may_ever_ask() -> None:
    assert candidates(CENTRE, CENTRE.queues["cards"]) == ["101", "102", "103"]
    assert candidates(CENTRE, CENTRE.queues["other"]) == ["103"]
    assert candidates(CENTRE, CENTRE.queues["other"], wanted="104") == ["103", "104"]


@pytest.mark.parametrize(
    ("at", "why", "text"),
    [
        (Situation(AgentState.READY, 0, phone="1001", phone_state=PhoneState.IDLE), None, ""),
        (Situation(AgentState.READY, 0), None, ""),  # as far as the records tell
        (Situation(AgentState.LOGGED_OUT, 0), Why.LOGGED_OUT, "not logged in"),
        (Situation(AgentState.NOT_READY, 10_000, "lunch"), Why.NOT_READY, "not ready (lunch) for 20.0 s"),
        (Situation(AgentState.RINGING, 29_000, call=7), Why.RINGING, "being rung for call 7 for 1.0 s"),
        (Situation(AgentState.TALKING, 0, call=7), Why.TALKING, "talking with call 7 for 30.0 s"),
        (Situation(AgentState.WRAP_UP, 28_000, call=7), Why.WRAP_UP, "in wrap-up after call 7 for 2.0 s"),
        (
            Situation(AgentState.READY, 0, rest_until_ms=30_400, phone_state=PhoneState.IDLE),
            Why.RESTING,
            "ready, but rests 0.4 s more after a call that failed",
        ),
        (Situation(AgentState.READY, 0, phone_state=PhoneState.UNREACHABLE), Why.PHONE_UNREACHABLE, "is unreachable"),
        (Situation(AgentState.READY, 0, phone_state=PhoneState.IN_USE), Why.PHONE_BUSY, "the phone is in use"),
        (Situation(AgentState.READY, 0, phone_state=PhoneState.RINGING), Why.PHONE_BUSY, "rings for somebody else"),
        (Situation(AgentState.READY, 0, phone_state=PhoneState.UNKNOWN), Why.PHONE_UNKNOWN, "has not yet told"),
    ],
)
def test_what_occupies_an_agent(at: Situation, why: Why | None, text: str) -> None:
    found = engaged(at, 30_000)
    assert (found.code if found is not None else None) is why
    assert text in (found.text if found is not None else "")
