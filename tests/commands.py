"""The commands of ``acd``, asked from the program itself; documents and the compose file are held to them."""

import functools
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def help_of(*words: str) -> str:
    """What ``acd <words> --help`` prints. An AssertionError tells that there is no such command."""
    answer = subprocess.run(
        [sys.executable, "-m", "acd", *words, "--help"],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=ROOT,
        env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8"},
    )
    assert answer.returncode == 0, f"acd {' '.join(words)}: {answer.stderr[-500:]}"
    return answer.stdout
