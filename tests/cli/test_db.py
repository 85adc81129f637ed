"""The database is brought up to date."""

import json
from pathlib import Path

from tests.cli.conftest import Acd


def test_the_database_is_brought_up_to_date_and_stays_so(acd: Acd, tmp_path: Path) -> None:
    first = json.loads(acd("db", "upgrade", "--json").out)
    assert first["revision"]
    assert (tmp_path / "home" / "acd.db").exists()
    assert json.loads(acd("db", "upgrade", "--json").out) == first


def test_a_wrong_configuration_ends_with_2(acd: Acd, tmp_path: Path) -> None:
    (tmp_path / "acd.toml").write_text("[http]\nx = 1\n")
    outcome = acd("db", "upgrade", "--acd", "acd.toml")
    assert (outcome.code, outcome.err) == (2, "acd.toml:2: http.x: unknown key (known: hosts, listen)\n")
