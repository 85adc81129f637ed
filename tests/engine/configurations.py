"""The centres that the random tests go through; a run may change from one to another while calls go on."""

from dataclasses import replace

from acd.model.campaigns import Campaign, CampaignMode
from acd.model.centre import (
    Announcements,
    CallerList,
    Centre,
    Desk,
    Destination,
    Fairness,
    Hours,
    Message,
    Number,
    Overflow,
    OverLimit,
    Reason,
    Relaxation,
    Strategy,
    Trunk,
)
from acd.testing.engine import NODE
from tests.scenarios.campaigns import campaign
from tests.scenarios.words import AGENTS, centre

CENTRES: dict[str, Centre] = {
    "plain": centre(sales={"wrap_up_ms": 4_000}),
    "overflow": centre(
        sales={"overflows": (Overflow(15_000, to_queue="support"),), "ring_ms": 8_000},
        support={"overflows": (Overflow(25_000),), "refusals_max": 1, "wrap_up_ms": 2_000},
    ),
    "to and fro": centre(
        sales={"overflows": (Overflow(7_000, to_queue="support"),)},
        support={"overflows": (Overflow(5_000, to_queue="sales"),)},
    ),
    "other agents": centre(agents={k: v for k, v in AGENTS.items() if k != "102"} | {"105": ("support", "sales")}),
}


def skilled() -> Centre:
    """Skills, steps of relaxation, priority, a number for one agent, the last agent, queues that compete."""
    steps = (Relaxation(6_000, "cards"), Relaxation(12_000, whole_project=True, drop_caller_requires=True))
    plain = centre(
        sales={"requires": "cards >= 5", "relax": steps, "last_agent_ms": 60_000, "last_agent_wait_ms": 4_000},
        support={"strategy": Strategy.FEWEST_CALLS, "weight": 2.0, "overflows": (Overflow(20_000, to_queue="sales"),)},
    )
    skills: dict[str, dict[str, int]] = {"101": {"cards": 7}, "102": {"cards": 3, "french": 2}, "103": {"french": 5}}
    return replace(
        plain,
        agents={id_: replace(agent, skills=skills.get(id_, {})) for id_, agent in plain.agents.items()},
        numbers={
            "100": Number("100", "sales", priority=1),
            "200": Number("200", "support", requires="french or not cards"),
            "999": Number("999", "sales", agent="102"),
        },
        fairness=Fairness.TARGET,
    )


CENTRES["skills"] = skilled()
CENTRES["ways out"] = centre(
    sales={
        "length_max": 2,
        "when_full": Destination(to_queue="support"),
        "join_unstaffed": False,
        "leave_unstaffed_ms": 3_000,
        "keys": {"0": Destination(to_queue="support"), "5": Destination(message=Message.CLOSED)},
        "announce": Announcements(first_after_ms=1_000, every_ms=10_000, position=True),
        "regain_place_ms": 30_000,
    },
    support={
        "leave_unstaffed_ms": 0,
        "when_unstaffed": Destination(message=Message.CLOSED),
        "overflows": (Overflow(expected_wait_ms=5_000, message=Message.ALL_BUSY), Overflow(40_000)),
        "announce": Announcements(first_after_ms=0, every_ms=12_000, expected_wait=True, messages=("queue-thankyou",)),
    },
)
CENTRES["ring all"] = centre(
    sales={"strategy": Strategy.RING_ALL, "ring_ms": 8_000}, support={"strategy": Strategy.ROUND_ROBIN}
)
CENTRES["overflow"] = replace(CENTRES["overflow"], desk=Desk(lamps=True))
CENTRES["to and fro"] = replace(  # the break of whoever takes one there
    CENTRES["to and fro"],
    reasons={"lunch": Reason("lunch", "Lunch", limit_ms=9_000, at_once_max=2, over_limit=OverLimit.READY)},
)
EVERY_OTHER_MINUTE = tuple(f"12:{minute:02}-12:{minute + 1:02}" for minute in range(0, 58, 2))
ODD_MINUTES = tuple(f"12:{minute:02}-12:{minute + 1:02}" for minute in range(1, 58, 3))
CENTRES["hours"] = replace(
    centre(
        sales={"hours": "even", "serve_after_closing": False, "closed": Destination(to_queue="support", priority=1)},
        support={"hours": "odd", "overflows": (Overflow(9_000, to_queue="sales"),)},
    ),
    numbers={
        "100": Number("100", "sales"),
        "200": Number("200", agent="104"),
        "500": Number("500", menu="main", hours="even", closed=Destination(to_queue="sales")),
        "999": Number("999", message=Message.NO_SERVICE, hours="odd"),
    },
    hours={
        "even": Hours("even", "UTC", {"mon-sun": EVERY_OTHER_MINUTE}),
        "odd": Hours("odd", "Europe/Moscow", {"mon-sun": tuple(text.replace("12:", "15:") for text in ODD_MINUTES)}),
    },
    callers={"all": CallerList("all", ("+7*",), priority=2, requires="not french")},
)
CENTRES["no support"] = replace(
    centre(agents={"101": ("sales",), "103": ("sales",)}),
    queues={"sales": CENTRES["plain"].queues["sales"]},
    numbers={"100": CENTRES["plain"].numbers["100"]},
    menus={},
)


def calling(name: str, *campaigns: Campaign) -> None:
    """The centre of this name calls people, too."""
    trunks = {"out": Trunk("out", NODE, (), "a.example", channels_max=4, calls_per_second=2.0)}
    given = {each.id: replace(each, jurisdiction="none") for each in campaigns}
    CENTRES[name] = replace(CENTRES[name], campaigns=given, trunks=trunks)


calling("plain", campaign(), campaign("autumn", CampaignMode.POWER, ratio=2.0, queue="support"))
calling("overflow", campaign(mode=CampaignMode.PREDICTIVE), campaign("autumn"))
calling("skills", campaign(mode=CampaignMode.POWER, ratio=1.5))
calling("ring all", campaign())
