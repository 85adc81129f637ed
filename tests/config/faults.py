"""A small centre to make mistakes in, and the mistakes that are found."""

from pathlib import Path

import pytest

from acd.config.centre import parse_centre
from acd.config.operations import load_operations
from acd.errors import ConfigError

GOOD = """\
[projects.p]
name = "P"
[queues.q]
name = "Q"
project = "p"
[queues.r]
name = "R"
project = "p"
[agents]
101 = { name = "A", queues = ["q"], phone = "1001" }
[phones]
1001 = {}
[numbers]
700 = { queue = "q" }
[trunks.t]
match = ["192.0.2.0/24"]
"""


def centre_faults(text: str) -> list[tuple[int, str, str]]:
    """Line, key and text of every fault of a centre.toml."""
    with pytest.raises(ConfigError) as caught:
        parse_centre(text)
    return [(problem.line, problem.key, problem.text) for problem in caught.value.problems]


def operations_faults(path: Path | None, **environment: str) -> list[str]:
    """Every fault of an acd.toml and the environment, as it is printed."""
    with pytest.raises(ConfigError) as caught:
        load_operations(path, environment)
    return [str(problem) for problem in caught.value.problems]
