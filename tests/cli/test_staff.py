"""``acd staff``: the answer, its formula, and wrong questions."""

import json
from pathlib import Path

from tests.cli.conftest import Acd
from tests.cli.test_simulate import SMALL, write


def test_the_answer(acd: Acd, tmp_path: Path) -> None:
    outcome = acd("staff", write(tmp_path))
    assert outcome.code == 0
    assert outcome.out.startswith("2 agents for 80/20 at 00:00\n")
    assert "Formula: Erlang A (M/M/n+M, patience 60 s)." in outcome.out
    assert [line for line in outcome.out.splitlines() if line.startswith("00:30")] == ["00:30     2 " + 40 * "█"]
    assert "simulating 2 agents" in outcome.err


def test_json_for_another_target_and_time(acd: Acd, tmp_path: Path) -> None:
    outcome = acd("staff", write(tmp_path), "--json", "--target", "95/10", "--at", "00:30", "--abandoned", "1")
    result = json.loads(outcome.out)
    [group] = result["groups"]
    assert (group["queues"], group["agents"]) == (["sales"], result["agents"])
    assert result["agents"] >= 4
    assert result["queues"]["sales"]["service_level"]["mean"] >= 0.95
    assert result["at_ms"] % 3_600_000 == 1_800_000


def test_wrong_questions(acd: Acd, tmp_path: Path) -> None:
    outcome = acd("staff", write(tmp_path), "--target", "80")
    assert (outcome.code, "expected PERCENT/SECONDS such as 80/20, found '80'" in outcome.err) == (2, True)
    outcome = acd("staff", write(tmp_path), "--at", "00:10")
    assert (outcome.code, "they begin from 00:00 to 00:30" in outcome.err) == (2, True)
    outcome = acd("staff", write(tmp_path, SMALL.replace("per_hour = 60", "per_hour = 0")))
    assert (outcome.code, outcome.err.splitlines()[-1]) == (1, "acd: no calls come at that time")
