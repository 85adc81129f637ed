"""Tables of reports: that every figure has its place, whatever the outcome."""

import pytest
from pydantic import BaseModel

from acd.adapters.http import report_views
from acd.cli.report_tables import CSV_COLUMNS, show_queues
from acd.model.counts import QueueCounts, Waits
from acd.model.report import QUEUE_FORMULAS, QueueRow
from acd.model.states import VisitOutcome

HEAD = {
    "from": "a",
    "to": "b",
    "timezone": "UTC",
    "project": None,
    "queue": None,
    "agent": None,
    "short_abandon_s": 5.0,
}


def test_csv_has_the_fields_of_the_api() -> None:
    views: list[type[BaseModel]] = [report_views.QueueFigures, report_views.AgentFigures]
    views += [report_views.IntervalFigures, report_views.SingleCall]
    for columns, view in zip(CSV_COLUMNS.values(), views, strict=True):
        assert set(columns) == set(view.model_fields)


def test_every_outcome_is_counted_in_one_column(capsys: pytest.CaptureFixture[str]) -> None:
    counts = QueueCounts(outcomes={outcome: 2**place for place, outcome in enumerate(VisitOutcome)})
    row = QueueRow("sales", "shop", counts, Waits(1_000, 61_000, None)).figures()
    show_queues({**HEAD, "formulas": QUEUE_FORMULAS, "queues": [row], "total": row}, "service_level")
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("sales"))
    _, offered, answered, abandoned, _, moved, other, *_ = line.split()
    closed = counts.of(VisitOutcome.CLOSED)
    assert int(answered) + int(abandoned) + int(moved) + int(other) == counts.received
    assert int(offered) == counts.received - closed
    assert "1:01" in line
