"""``acd simulate --from``: a recorded day again, and what if."""

import asyncio
import json
from pathlib import Path

import pytest

from acd.adapters.sql.database import Database
from acd.adapters.sql.migrate import upgrade_database
from acd.adapters.sql.rows import fact_row
from acd.model.facts import AgentStateFact, CallFact, Fact, OfferFact, VisitFact
from acd.resources import resource
from acd.sim.callers import Caller
from acd.sim.world import World
from tests.cli.conftest import Acd
from tests.sim.scenarios import scenario

TABLES = {CallFact: "call", VisitFact: "queue_visit", OfferFact: "offer", AgentStateFact: "agent_state"}


class Records:
    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def arrived(self, caller: Caller, blocked: bool) -> None:
        pass

    def recorded(self, fact: Fact) -> None:
        self.facts.append(fact)


async def store(url: str, facts: list[Fact]) -> None:
    database = Database(url)
    await upgrade_database(database)
    for kind, table in TABLES.items():
        rows = [fact_row(fact, database.times) for fact in facts if isinstance(fact, kind)]
        await database.insert({table: rows})
    await database.close()


@pytest.fixture
def recorded(acd: Acd, tmp_path: Path) -> list[Fact]:
    """An hour of a simulated centre, recorded as a real one would be; and the centre that it was."""
    records = Records()
    list(World(scenario(3, per_hour=100, talk_s=90), "1", records).run())
    (tmp_path / "home").mkdir()
    asyncio.run(store(f"sqlite:///{tmp_path}/home/acd.db", records.facts))
    agents = "".join(f'[agents.{n}]\nname = "A"\nqueues = ["sales"]\n' for n in (1001, 1002, 1003))
    queues = '[projects.shop]\nname = "S"\n[queues.sales]\nname = "S"\nproject = "shop"\n'
    (tmp_path / "home" / "centre.toml").write_text(queues + agents)
    return records.facts


def test_the_day_comes_out_as_it_was(acd: Acd, recorded: list[Fact]) -> None:
    result = json.loads(acd("simulate", "--from", "2026-01-05", "--json").out)
    waits = [fact.wait_ms / 1000 for fact in recorded if isinstance(fact, VisitFact)]
    assert result["notes"] == []
    assert result["all"]["offered"]["mean"] == len(waits) > 80
    assert result["all"]["mean_wait_s"]["mean"] == pytest.approx(sum(waits) / len(waits), rel=0.02)


def test_what_if_there_were_more_agents_or_another_centre(acd: Acd, recorded: list[Fact], tmp_path: Path) -> None:
    outcome = acd("simulate", "--from", "2026-01-05", "--add", "3:sales", "--replications", "2")
    assert outcome.code == 0
    assert "100.0 ±0.0 %" in outcome.out
    other = str(resource("config/centre.toml"))
    outcome = acd("simulate", "--from", "2026-01-05", "--centre", other, "--replications", "2")
    assert "Note: left out: agents whom the centre does not have: 1001, 1002, 1003" in outcome.out


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["--from", "2026-01-06"], 1, "acd: no calls are recorded of 2026-01-06 (UTC)"),
        (["--from", "Monday"], 2, "expected a day such as 2026-01-31, found 'Monday'"),
        (["--from", "2026-01-05", "--add", "sales"], 2, "expected N:QUEUE,... such as 2:sales"),
        (["--from", "2026-01-05", "--add", "2:sale"], 2, "there is no queue 'sale'"),
        ([], 2, "name a scenario file, or a recorded day with --from"),
        (["x.toml", "--from", "2026-01-05"], 2, "name a scenario file, or a recorded day with --from"),
        (["x.toml", "--add", "1:sales"], 2, "--centre and --add go with --from"),
    ],
)
def test_wrong_questions(acd: Acd, recorded: list[Fact], arguments: list[str], code: int, text: str) -> None:
    outcome = acd("simulate", *arguments)
    assert outcome.code == code
    assert text in " ".join(outcome.err.replace("│", " ").split())
