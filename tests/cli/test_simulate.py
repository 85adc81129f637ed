"""``acd simulate``: a table and a chart for people, JSON for programs, a drawing, mistakes named."""

import json
from pathlib import Path

from acd.resources import resource
from tests.cli.conftest import Acd

SMALL = """[scenario]
hours = 1
replications = 3
[queues.sales]
[[callers]]
queue = "sales"
per_hour = 60
talk = { exponential_s = 60 }
patience = { exponential_s = 60 }
[[agents]]
count = 2
queues = ["sales"]
"""


def write(folder: Path, text: str = SMALL) -> str:
    file = folder / "small.toml"
    file.write_text(text)
    return str(file)


def test_table_and_chart(acd: Acd, tmp_path: Path) -> None:
    outcome = acd("simulate", write(tmp_path))
    assert outcome.code == 0
    assert outcome.out.startswith("3 runs of 1 h, seed 1; ± is the 95 % confidence interval\n")
    [row] = [line for line in outcome.out.splitlines() if line.startswith("sales")]
    assert row.count("±") == 9
    assert [line[:5] for line in outcome.out.splitlines() if "█" in line] == ["00:00", "00:30"]
    assert outcome.err == "simulating\n"


def test_the_sample_runs(acd: Acd) -> None:
    outcome = acd("simulate", str(resource("config/scenario.toml")), "--replications", "2")
    assert outcome.code == 0
    assert "\nall " in outcome.out


def test_json_with_another_seed_and_a_drawing(acd: Acd, tmp_path: Path) -> None:
    file = write(tmp_path)
    outcome = acd("simulate", file, "--json", "--seed", "7", "--replications", "1", "--chart", str(tmp_path / "x.svg"))
    result = json.loads(outcome.out)
    assert (result["seed"], result["samples"], result["samples_are"]) == (7, 20, "batches")
    assert 0 < result["queues"]["sales"]["service_level"]["mean"] < 1
    assert (tmp_path / "x.svg").read_text().startswith("<svg")


def test_mistakes_and_a_drawing_that_cannot_be_written(acd: Acd, tmp_path: Path) -> None:
    outcome = acd("simulate", write(tmp_path, SMALL.replace("hours", "hour")))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.endswith("small.toml:2: scenario.hour: unknown key (did you mean hours?)\n")
    outcome = acd("simulate", write(tmp_path), "--chart", str(tmp_path))
    assert (outcome.code, "cannot be written" in outcome.err) == (1, True)


DIALLED = """[scenario]
hours = 0.5
replications = 2
[queues.sales]
[[campaigns]]
campaign = "spring"
queue = "sales"
mode = "progressive"
[[agents]]
count = 3
queues = ["sales"]
"""


def test_a_campaign_alone(acd: Acd, tmp_path: Path) -> None:
    outcome = acd("simulate", write(tmp_path, DIALLED), "--chart", str(tmp_path / "x.svg"))
    assert outcome.code == 0, outcome.err
    [row] = [line for line in outcome.out.splitlines() if line.startswith("spring")]
    assert row.count("±") == 6
    assert [line[:5] for line in outcome.out.splitlines() if "█" in line] == ["00:00"]
    assert "persons abandoned, %" in (tmp_path / "x.svg").read_text()


def test_arms_side_by_side(acd: Acd, tmp_path: Path) -> None:
    file, drawing = write(tmp_path, DIALLED), tmp_path / "x.svg"
    outcome = acd("simulate", file, "--arms", "progressive,power", "--chart", str(drawing))
    assert outcome.code == 0, outcome.err
    assert [line.split()[0] for line in outcome.out.splitlines() if line.count("±") == 6] == ["progressive", "power"]
    assert "power over progressive: occupancy " in outcome.out
    assert "progressive" in drawing.read_text()
    result = json.loads(acd("simulate", file, "--arms", "progressive,power", "--json").out)
    assert result["arms"]["power"]["gains"]["spring"]["occupancy"]["mean"] == 0  # of one lead for each agent


def test_arms_that_are_not_there(acd: Acd, tmp_path: Path) -> None:
    outcome = acd("simulate", write(tmp_path, DIALLED), "--arms", "power,clever")
    assert (outcome.code, "expected some of" in outcome.err) == (2, True)
    outcome = acd("simulate", write(tmp_path), "--arms", "power")
    assert (outcome.code, "has no [[campaigns]]" in outcome.err) == (2, True)
