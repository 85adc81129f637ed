"""The centre in effect, as a file that is nobody's yet."""

import json
from pathlib import Path

import pytest

from acd.config.centre import load_centre, parse_centre
from acd.resources import resource
from acd.testing.backend import FakeBackend
from tests.cli.conftest import Acd

SAMPLE = load_centre(resource("config/centre.toml"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.toml"


def test_export_to_standard_output_and_to_a_file(acd: Acd, backend: FakeBackend, file: Path) -> None:
    assert parse_centre(acd("export").out) == SAMPLE
    assert acd("export", str(file)).code == 0
    assert load_centre(file) == SAMPLE
    assert json.loads(acd("export", "--json").out)["centre"]["agents"]["101"]["name"] == "Alice Adams"


def test_export_replaces_no_file_unasked(acd: Acd, backend: FakeBackend, file: Path) -> None:
    file.write_text("precious")
    outcome = acd("export", str(file))
    assert (outcome.code, file.read_text()) == (1, "precious")
    assert "--force" in outcome.err
    assert acd("export", str(file), "--force").code == 0
    assert load_centre(file) == SAMPLE


def test_export_into_a_missing_folder(acd: Acd, backend: FakeBackend, file: Path) -> None:
    outcome = acd("export", str(file / "x"))
    assert (outcome.code, "cannot be written" in outcome.err) == (1, True)
