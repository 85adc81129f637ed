"""The version, for people and programs."""

import json

from acd import __version__
from tests.cli.conftest import Acd


def test_version(acd: Acd) -> None:
    assert acd("version").out == acd("--version").out == f"acd {__version__}\n"
    assert json.loads(acd("version", "--json").out)["version"] == __version__
