"""Everything at a glance; not ready is a failure."""

import json

from acd.model.health import PartHealth
from acd.testing.backend import FakeBackend
from tests.adapters.http.views_of import agent, queue
from tests.cli.conftest import Acd


def test_status(acd: Acd, backend: FakeBackend) -> None:
    backend.health = {
        "asterisk main": PartHealth(True, "22.10"),
        "records": PartHealth(False, "no answer", required=False),
    }
    backend.queue_views = [queue("sales")]
    backend.agent_views = [agent("101"), agent("102", state="talking"), agent("103")]
    outcome = acd("status")
    assert outcome.code == 0
    lines = [line.split() for line in outcome.out.splitlines()]
    assert lines[0][-1] == "ready"
    assert ["ok", "asterisk", "main", "22.10"] in lines
    assert ["away", "records", "no", "answer"] in lines
    assert ["Agents", "3", "2", "ready", "1", "talking"] in lines


def test_the_status_of_a_daemon_that_is_not_ready_fails(acd: Acd, backend: FakeBackend) -> None:
    backend.health = {"asterisk main": PartHealth(False, "refused")}
    outcome = acd("status")
    assert (outcome.code, "not ready" in outcome.out) == (1, True)
    outcome = acd("status", "--json")
    assert (outcome.code, json.loads(outcome.out)["ready"]) == (1, False)
