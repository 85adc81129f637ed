"""The demo calls people: from a CSV through the product's own import to attempts, conversations and the last report."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from acd.embedded.layout import free_udp_port
from acd.resources import resource
from tests.integration.centre import TRUNK, Centre

LONG_S = 90.0  # a person is among the first few who are called


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Centre]:
    """The sample centre, whose people are at a port of this test's own."""
    text = resource("config/centre.toml").read_text("utf-8")
    centre = Centre(tmp_path, text.replace(f"{TRUNK}:5080", f"{TRUNK}:{free_udp_port(TRUNK)}"))
    try:
        yield centre
    finally:
        centre.close()


def test_people_are_called_and_the_report_tells_how_it_went(sample: Centre) -> None:
    def results() -> list[str]:
        try:
            return [row["result"] for row in sample.sql("select result from attempt where ended_at is not null")]
        except sqlite3.OperationalError:  # there are no tables yet
            return []

    sample.start("--demo", "--json")
    sample.until(lambda: "connected" in results(), "person who was called and talked", LONG_S)
    [campaign] = sample.get("/api/v1/campaigns")["campaigns"]
    assert (campaign["id"], campaign["state"]) == ("demo", "running")
    assert sample.sql("select * from pacing_decision")
    assert sample.stop() == 0
    report = json.loads(sample.out.read_text("utf-8").splitlines()[-1])
    [dialled] = report["campaigns"]
    assert dialled["campaign"] == "demo"
    assert dialled["connected"] >= 1
    [attempts] = sample.sql("select count(*) as number from attempt")
    assert attempts["number"] == dialled["dialled"]
