"""Orders to dial against a fake Asterisk: each that came to nothing is told once."""

import pytest

from acd.adapters.asterisk import node
from acd.events import AttemptFailed
from acd.testing.ami import FakeAmi
from tests.adapters.asterisk.links import Eventually
from tests.adapters.asterisk.test_dial import DIAL
from tests.adapters.asterisk.test_switch import Daemon, NodesTo, daemon, nodes_to, up

__all__ = ["daemon", "nodes_to"]  # fixtures


def refuse(ami: FakeAmi) -> None:
    ami.responders["originate"] = lambda connection, action: connection.respond(
        action, "Error", ("Message", "Extension does not exist.")
    )


async def test_a_refused_order_has_failed(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    refuse(ami)
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    nodes.send(DIAL)
    await eventually(lambda: daemon.events[-1] == AttemptFailed("main", "acd-a7", "", 0, 0))
    assert daemon.kinds().count("AttemptFailed") == 1


async def test_an_order_for_a_node_that_is_away_has_failed(nodes_to: NodesTo, ami: FakeAmi, daemon: Daemon) -> None:
    nodes_to(main=ami).send(DIAL)
    nodes_to().send(DIAL)
    assert daemon.events == [AttemptFailed("main", "acd-a7", "", 0, 0)] * 2


async def test_an_order_whose_link_is_lost_is_never_told_nor_repeated(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually
) -> None:
    ami.responders["originate"] = lambda connection, _action: connection.drop()
    nodes = nodes_to(main=ami)
    await up(nodes, daemon, eventually)
    nodes.send(DIAL)
    await eventually(lambda: daemon.kinds().count("NodeAudited") == 2)
    assert len(ami.named("Originate")) == 1
    assert "AttemptFailed" not in daemon.kinds()


async def test_a_failure_of_which_no_more_is_told(
    ami: FakeAmi, nodes_to: NodesTo, daemon: Daemon, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(node, "HANGUP_GRACE_S", 0.01)
    await up(nodes_to(main=ami), daemon, eventually)
    ami.event("OriginateResponse", ("Response", "Failure"), ("Reason", "0"), ("Uniqueid", "acd-a7"))
    await eventually(lambda: daemon.events[-1] == AttemptFailed("main", "acd-a7", "CHANUNAVAIL", 0, 0))
    assert daemon.order[-1] == "batch end"
