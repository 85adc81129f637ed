"""The queues as people and programs see them."""

import json

from acd.testing.backend import FakeBackend
from tests.adapters.http.views_of import queue
from tests.cli.conftest import Acd


def test_queues(acd: Acd, backend: FakeBackend) -> None:
    backend.queue_views = [queue("sales", waiting=3, longest_wait_s=72.4, offered=8, answered=6, expected_wait_s=45.2)]
    backend.queue_views.append(queue("support"))
    lines = acd("queue", "list").out.splitlines()
    assert lines[-2].split() == ["sales", "Sales", "3", "1:12", "0:45", "0", "0", "0", "8", "6", "0", "75%"]
    assert lines[-1].split() == ["support", "Support", "0", "-", "-", "0", "0", "0", "0", "0", "0", "-"]
    assert json.loads(acd("queue", "list", "--json").out) == {"queues": backend.queue_views}
