"""The figures of a time."""

import json
from typing import Any

import pytest

from acd.errors import StoreError
from acd.model.report import AgentFigures, CallFigures, QueueFigures, Report
from acd.testing.backend import FakeBackend
from tests.cli.conftest import Acd


@pytest.fixture
def figures() -> dict[str, Any]:
    return Report(
        from_ms=0,
        to_ms=1,
        project=None,
        pending_facts=17,
        calls=CallFigures(
            arrived=10, offered=10, answered=8, abandoned=2, within_service_level=6, answered_wait_ms=72_000
        ),
        cdr_rows=8,
        answered_with_cdr=7,
        queues=(QueueFigures("sales", "demo", offered=10, answered=8, abandoned=2, within_service_level=6),),
        agents=(AgentFigures("101", offers=9, answered=8, talk_ms=480_000, ready_ms=600_000, talking_ms=480_000),),
    ).figures()


def test_report(acd: Acd, backend: FakeBackend, figures: dict[str, Any]) -> None:
    backend.figures = figures
    outcome = acd("report", "--from", "2026-01-01", "--to", "2026-01-02T00:00:00+03:00")
    assert (outcome.code, outcome.err) == (0, "")
    assert backend.reported == [(1_767_225_600_000, 1_767_301_200_000)]
    assert "10 offered, 8 answered, 2 abandoned; service level 60% (in time / offered), ASA 0:09" in outcome.out
    assert "Note: 7 of 8 answered calls have a CDR row" in outcome.out
    assert "Note: 17 records are still on their way" in outcome.out
    assert "sales" in outcome.out
    assert "44%" in outcome.out  # the agent's occupancy
    assert json.loads(acd("report", "--json").out)["queues"][0]["offered"] == 10


def test_a_report_of_no_time(acd: Acd, backend: FakeBackend) -> None:
    outcome = acd("report", "--from", "yesterday")
    assert (outcome.code, backend.reported) == (1, [])
    assert "from: expected ISO 8601" in outcome.err


def test_a_report_without_a_database(acd: Acd, backend: FakeBackend) -> None:
    backend.raises = StoreError("the database does not answer")
    outcome = acd("report")
    assert (outcome.code, outcome.err) == (1, "acd: the database does not answer\n")
