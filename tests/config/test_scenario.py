"""Scenario files: what they mean, and that every mistake is named with line and key."""

from pathlib import Path

import pytest
from pydantic import BaseModel

from acd.config.scenario import load_scenario, parse_scenario
from acd.config.scenario_durations import DurationTable, LogNormalTable
from acd.config.scenario_file import AgentsTable, CallersTable, RunTable
from acd.errors import ConfigError
from acd.resources import resource
from acd.sim.distributions import Empirical, Exponential, Fixed, LogNormal
from acd.sim.scenario import MONDAY_MS, MS_PER_HOUR, Rate

TEXT = """[scenario]
begins = "08:00"
hours = 2
[queues.sales]
service_level_s = 15
[queues.support]
wrap_up_s = 30
[[callers]]
queue = "sales"
per_half_hour = [10, 20, 30, 40]
talk = { lognormal = { mean_s = 180, cv = 1.2 } }
patience = { exponential_s = 120 }
[[callers]]
queue = "support"
per_hour = 60
talk = { empirical_s = [90, 10] }
[[agents]]
count = 2
queues = ["sales", "support"]
[[agents]]
count = 1
queues = ["support"]
shifts = ["08:30-12:00"]
"""


def test_what_a_file_means() -> None:
    found = parse_scenario(TEXT)
    sales, support = found.callers
    assert found.begins_ms == MONDAY_MS + 8 * MS_PER_HOUR
    assert found.length_ms == 2 * MS_PER_HOUR
    assert found.centre.queues["sales"].service_level_ms == 15_000
    assert found.centre.numbers[sales.number].queue == "sales"
    assert (sales.talk, sales.patience) == (LogNormal(180, 1.2), Exponential(120))
    assert sales.rates[1] == Rate(MS_PER_HOUR / 2, MS_PER_HOUR, 40)
    assert (support.talk, support.patience) == (Empirical((10, 90)), None)
    assert [agent.queues for agent in found.centre.agents.values()] == [("sales", "support")] * 2 + [("support",)]
    assert [(stay.agent, stay.from_ms) for stay in found.staff] == [("10001", 0), ("10002", 0), ("10003", 1_800_000)]
    assert found.habits.answer == Fixed(0)
    assert [len(group.agents) for group in found.groups] == [2, 1]


def test_the_agents_own_wrap_up_is_not_cut_by_the_queue() -> None:
    found = parse_scenario(TEXT.replace("hours = 2", "hours = 2\nwrap_up = { fixed_s = 20 }"))
    assert found.habits.wrap_up == Fixed(20)
    assert [queue.wrap_up_ms for queue in found.centre.queues.values()] == [3_600_000, 30_000]


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "text"),
    [
        ("hours = 2", "hors = 2", 3, "scenario.hors", "unknown key (did you mean hours?)"),
        ("hours = 2", "hours = 2\nwarm_up_min = 120", 4, "scenario.warm_up_min", "expected less than the scenario's 2"),
        ('"08:00"', '"8"', 2, "scenario.begins", 'expected a time of day such as "08:30"'),
        ("wrap_up_s = 30", "wrap_up_s = -1", 7, "queues.support.wrap_up_s", "expected at least 0, found -1"),
        ('queue = "sales"', 'queue = "sale"', 9, "callers[0].queue", 'there is no queue "sale" (did you mean sales?)'),
        (", 30, 40]", "]", 10, "callers[0].per_half_hour", "covers only 2 half hours of 4"),
        ("mean_s = 180, cv", "mean_s = 0, cv", 11, "callers[0].talk.lognormal.mean_s", "expected at least 0.001"),
        ("exponential_s = 120", "", 12, "callers[0].patience", "exactly one of fixed_s, exponential_s"),
        ("per_hour = 60", "per_hour = 60\nat_s = [1]", 13, "callers[1]", "exactly one of per_hour"),
        ("per_hour = 60", 'name = "sales"\nper_hour = 60', 13, "callers[1]", 'two kinds of callers are called "sales"'),
        ("count = 1\n", "", 20, "agents[1]", "exactly one of count (new agents) and ids"),
        ("count = 1\n", 'ids = ["1"]\n', 21, "agents[1].ids", "the scenario names no centre"),
        ('["support"]', '["suport"]', 22, "agents[1].queues[0]", 'no queue "suport" (did you mean support?)'),
        ('["support"]', '["support"]\nqueus = 1', 23, "agents[1].queus", "unknown key (did you mean queues?)"),
        ("08:30-12:00", "8-12", 23, "agents[1].shifts[0]", 'expected two times of day such as "08:00-16:30"'),
        ("08:30-12:00", "12:00-08:30", 23, "agents[1].shifts[0]", "ends before it begins"),
    ],
)
def test_mistakes(old: str, new: str, line: int, key: str, text: str) -> None:
    assert old in TEXT
    with pytest.raises(ConfigError) as wrong:
        parse_scenario(TEXT.replace(old, new, 1))
    [problem] = wrong.value.problems
    assert (problem.line, problem.key) == (line, key)
    assert text in problem.text


def test_a_file_without_queues_says_what_is_missing() -> None:
    with pytest.raises(ConfigError, match=r"no \[queues\]; or name a centre\.toml"):
        parse_scenario('[[callers]]\nqueue = "a"\nper_hour = 1\ntalk = { fixed_s = 1 }\n')


def test_the_centre_of_another_file(tmp_path: Path) -> None:
    centre = resource("config/centre.toml").read_text()
    (tmp_path / "centre.toml").write_text(centre)
    file = tmp_path / "scenario.toml"
    head = '[scenario]\ncentre = "centre.toml"\n[[callers]]\nqueue = "support"\nper_hour = 1\ntalk = { fixed_s = 1 }\n'
    file.write_text(head)
    everybody = load_scenario(file)
    assert len(everybody.staff) == len(everybody.centre.agents) == 4
    file.write_text(head + '[[agents]]\nids = ["101"]\nshifts = ["09:00-17:00"]\n')
    assert [stay.agent for stay in load_scenario(file).staff] == ["101"]
    file.write_text(head + '[[agents]]\nids = ["10l"]\n')
    with pytest.raises(ConfigError, match=r"agents\[0\]\.ids\[0\]: expected 1 to 10 digits"):
        load_scenario(file)
    file.write_text(head + '[[agents]]\nids = ["110"]\n')
    with pytest.raises(ConfigError, match=r'agents\[0\]\.ids\[0\]: there is no agent "110" in the centre \(did you'):
        load_scenario(file)
    file.write_text(head + "[[agents]]\ncount = 3\n")
    with pytest.raises(ConfigError, match=r"agents\[0\]\.count: the agents are those of the centre"):
        load_scenario(file)
    file.write_text(head + "[queues.mine]\n")
    with pytest.raises(ConfigError, match=r"queues: this is said by the centre"):
        load_scenario(file)
    file.write_text(head)
    (tmp_path / "centre.toml").unlink()
    with pytest.raises(ConfigError, match="there is no such file"):
        load_scenario(file)


def test_the_sample() -> None:
    sample = load_scenario(resource("config/scenario.toml"))
    assert len(sample.callers) == 2
    assert len(sample.staff) == 20


@pytest.mark.parametrize("table", [RunTable, CallersTable, AgentsTable, DurationTable, LogNormalTable])
def test_the_sample_names_every_key(table: type[BaseModel]) -> None:
    text = resource("config/scenario.toml").read_text()
    assert not [key for key in table.model_fields if f"{key} = " not in text]
