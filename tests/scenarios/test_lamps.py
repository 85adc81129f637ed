"""Lamps show agents and queues, each change once, and all of them to a node that was connected anew."""

from dataclasses import replace
from typing import Any

from acd.commands import Lamp, Reply, SetLamp
from acd.events import CentreConfigured, NodeConnected, NodeLost, Origin
from acd.model.centre import Centre, Desk
from acd.model.states import PhoneState
from acd.testing.engine import NODE, Script, passes, script, unknown
from tests.scenarios.words import (
    agent_hangs_up,
    answers,
    arrives,
    audit,
    centre,
    channel,
    connects,
    fetches_back,
    hangs_up,
    logs_in,
    logs_out,
    phone_is,
    rings,
    takes_a_break,
)

R1 = Origin(request="1")
ONE: dict[str, tuple[str, ...]] = {"101": ("sales",)}
ALL_DARK = {"acd-agent-101": Lamp.UNAVAILABLE, "acd-queue-sales": Lamp.FREE, "acd-queue-support": Lamp.FREE}


def shows(name: str, lamp: Lamp) -> SetLamp:
    return SetLamp(NODE, name, lamp)


def with_lamps(lamps: bool = True, **queues: Any) -> Centre:
    return replace(centre(ONE, **queues), desk=Desk(lamps=lamps))


def agent(lamp: Lamp) -> SetLamp:
    return shows("acd-agent-101", lamp)


def sales(lamp: Lamp) -> SetLamp:
    return shows("acd-queue-sales", lamp)


def begun(**queues: Any) -> Script:
    return script(with_lamps(**queues))


def test_the_lamp_of_an_agent_follows_each_state() -> None:
    play = begun(sales={"wrap_up_ms": 5_000})
    assert (
        play
        >> logs_in("101")
        << agent(Lamp.FREE)
        >> arrives("c1")
        << connects("c1", "101", unknown())
        << agent(Lamp.RINGING)
        >> rings("1001")
        >> answers("c1", "1001")
        << agent(Lamp.IN_USE)
        >> agent_hangs_up("c1", "1001")
        << agent(Lamp.ON_HOLD)
        >> passes(5)
        << agent(Lamp.FREE)
        >> takes_a_break("101", "lunch")
        << agent(Lamp.ON_HOLD)
        >> takes_a_break("101", "school")  # another reason, the same lamp
        >> logs_out("101")
        << agent(Lamp.UNAVAILABLE)
    )


def test_the_lamp_of_a_queue_shows_who_waits_and_who_waits_too_long() -> None:
    assert (
        begun()
        >> arrives("c1")
        << sales(Lamp.IN_USE)
        >> passes(10)
        >> arrives("c2")
        >> passes(9.999)
        >> passes(0.001)
        << sales(Lamp.RINGING)
        >> hangs_up("c1")
        << sales(Lamp.IN_USE)
        >> passes(10)
        << sales(Lamp.RINGING)
        >> hangs_up("c2")
        << sales(Lamp.FREE)
    )


def test_a_caller_who_is_offered_at_once_changes_no_lamp_of_the_queue() -> None:
    play = begun()
    assert play >> logs_in("101") << agent(Lamp.FREE)
    assert play >> arrives("c1") << connects("c1", "101", unknown()) << agent(Lamp.RINGING)


def test_a_phone_that_is_lost_and_back_within_one_event_changes_nothing() -> None:
    play = begun()
    assert play >> logs_in("101") << agent(Lamp.FREE) >> passes(1)
    assert play >> phone_is("1001", PhoneState.UNREACHABLE) << agent(Lamp.ON_HOLD)
    assert play >> phone_is("1001", PhoneState.IDLE) << agent(Lamp.FREE) >> phone_is("1001", PhoneState.IDLE)


def test_a_caller_who_has_waited_long_shows_so_when_the_phone_rang_in_vain() -> None:
    play = begun(sales={"service_level_ms": 5_000})
    assert (
        play
        >> logs_in("101")
        << agent(Lamp.FREE)
        >> arrives("c1")
        << connects("c1", "101", unknown())
        << agent(Lamp.RINGING)
        >> rings("1001")
        >> passes(6)
        >> takes_a_break("101")
        << fetches_back("c1")
        << agent(Lamp.ON_HOLD)
        << sales(Lamp.RINGING)
    )


def test_a_node_that_is_connected_anew_is_told_all() -> None:
    play = begun()
    assert play >> arrives("c1") << sales(Lamp.IN_USE) >> NodeLost(NODE) >> logs_in("101")
    assert play >> NodeConnected(NODE, restarted=False)
    play >> audit(channel("c1"))
    asked = [command for command in play.commands[-10:] if isinstance(command, SetLamp)]
    assert {command.name: command.lamp for command in asked[-3:]} == {
        "acd-agent-101": Lamp.RINGING,
        "acd-queue-sales": Lamp.FREE,
        "acd-queue-support": Lamp.FREE,
    }


def test_switched_on_they_show_what_is_and_switched_off_nothing_more() -> None:
    play = script(with_lamps(lamps=False))
    assert play >> logs_in("101") >> takes_a_break("101") >> arrives("c1") >> passes(12)
    assert (
        play
        >> CentreConfigured(with_lamps(), R1)
        << Reply("1", "ok", "the configuration is in effect")
        << agent(Lamp.ON_HOLD)
        << sales(Lamp.IN_USE)
        << shows("acd-queue-support", Lamp.FREE)
        >> passes(8)
        << sales(Lamp.RINGING)
        >> CentreConfigured(with_lamps(lamps=False))
        >> logs_out("101")
        >> hangs_up("c1")
    )
    assert play.state.lamps == {}


def test_agents_and_queues_that_come_and_go_have_lamps_while_they_are_there() -> None:
    play = begun()
    more = replace(centre(), desk=Desk(lamps=True))
    play >> CentreConfigured(more)
    told = [command.name for command in play.commands if isinstance(command, SetLamp)]
    assert told[-3:] == ["acd-agent-102", "acd-agent-103", "acd-agent-104"]
    assert (
        play
        << shows(told[-3], Lamp.UNAVAILABLE)
        << shows(told[-2], Lamp.UNAVAILABLE)
        << shows(told[-1], Lamp.UNAVAILABLE)
    )
    assert play >> CentreConfigured(with_lamps())
    assert play.state.lamps == ALL_DARK
