"""The documents of the states are what the transition tables say."""

import subprocess
import sys
from pathlib import Path

from acd.engine.agents import agent_flow
from acd.engine.calls import call_flow
from acd.engine.outbound import attempt_flow

ROOT = Path(__file__).resolve().parent.parent.parent


def states(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts/states.py"), *arguments]
    environment = {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def test_the_documents_are_up_to_date() -> None:
    checked = states("--check")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_difference_is_told_and_mended(tmp_path: Path) -> None:
    folder = str(tmp_path / "states")
    assert states("--check", "--folder", folder).returncode == 1
    assert states("--folder", folder).returncode == 0
    assert states("--check", "--folder", folder).returncode == 0
    path = tmp_path / "states/call.md"
    path.write_text(path.read_text().replace("abandoned", "gone"))
    checked = states("--check", "--folder", folder)
    assert checked.returncode == 1
    assert "call.md" in checked.stderr
    assert "gone" in path.read_text()


def test_every_arrow_has_its_own_sentence_of_a_few_words() -> None:
    for table in (call_flow.TRANSITIONS, agent_flow.TRANSITIONS, attempt_flow.TRANSITIONS):
        for arrow in table.values():
            assert 1 <= len(arrow.sentence.split()) <= 12, arrow.sentence
            assert "|" not in arrow.sentence
