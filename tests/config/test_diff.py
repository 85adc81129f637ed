"""What `apply` says it will change."""

from dataclasses import replace

from acd.config.centre import load_centre
from acd.config.diff import Change, diff_centre
from acd.model.centre import Agent, Message, Overflow, Phone
from acd.resources import resource

SAMPLE = load_centre(resource("config/centre.toml"))
SALES = SAMPLE.queues["sales"]


def test_the_same_centre_changes_nothing() -> None:
    assert diff_centre(SAMPLE, SAMPLE) == []


def test_changes_are_sentences() -> None:
    queues = {
        **SAMPLE.queues,
        "sales": replace(SALES, ring_ms=15_500, overflows=(Overflow(60_000, message=Message.CLOSED),)),
    }
    agents = {id_: agent for id_, agent in SAMPLE.agents.items() if id_ != "104"} | {
        "105": Agent("105", "Eve", ("sales",))
    }
    agents["101"] = replace(agents["101"], queues=("sales", "support"), phone=None)
    phones = SAMPLE.phones | {"1007": Phone("1007")}
    new = replace(SAMPLE, queues=queues, agents=agents, phones=phones, pin_pause_ms=90_000, pin_tries_max=5)
    assert [change.text for change in diff_centre(SAMPLE, new)] == [
        "queue sales: ring_timeout_s 20 s -> 15.5 s",
        'queue sales: overflow [{ to_queue = "support", after_s = 120 }] -> [{ message = "closed", after_s = 60 }]',
        "agent 104 removed (Глеб Громов)",
        "agent 101: queues sales -> sales, support",
        "agent 101: phone 1001 -> none",
        "agent 105 added (Eve)",
        "phone 1007 added",
        "pins: tries_max 3 -> 5",
        "pins: pause_s 60 s -> 90 s",
    ]


def test_changes_are_data_for_programs() -> None:
    new = replace(SAMPLE, queues={"sales": replace(SALES, wrap_up_ms=0)})
    assert [(change.kind, change.section, change.id, change.key) for change in diff_centre(SAMPLE, new)] == [
        ("removed", "queues", "support", None),
        ("changed", "queues", "sales", "wrap_up_s"),
    ]
    change = Change("removed", "queues", "support", None, "x")
    assert change.as_json() == {"kind": "removed", "section": "queues", "id": "support", "key": None, "text": "x"}


def test_of_a_long_list_the_changes_are_counted() -> None:
    vip = SAMPLE.callers["vip"]
    old, new = (
        replace(SAMPLE, callers={"vip": replace(vip, numbers=tuple(map(str, range(first, first + 100))))})
        for first in (1, 3)
    )
    assert [change.text for change in diff_centre(old, new)] == ["callers vip: numbers 2 added, 2 removed"]
