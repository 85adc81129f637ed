"""Documented keys are accepted keys, in the reference and in the samples, with the right defaults."""

import re
import tomllib
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from acd.config.centre import parse_centre
from acd.config.centre_tables import CentreTable
from acd.config.document import configuration
from acd.config.explain import required
from acd.config.operations import load_operations
from acd.config.operations_file import OperationsTable
from acd.resources import resource

ROOT = Path(__file__).parents[2]
COMMENTED = re.compile(r'^# +(?P<key>\w+) = (?P<value>"[^"]*"|\[\]|[\d.]+)(?:  .*| [^ ].*)?$', re.MULTILINE)


def _tables(root: Any) -> Iterator[type[BaseModel]]:
    """The models inside ``root``."""
    for field in root.model_fields.values():
        kind = required(field.annotation)
        kind = (typing.get_args(kind) or (kind,))[-1]
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield kind
            yield from _tables(kind)


def _fields(root: Any) -> Iterator[tuple[str, Any]]:
    for table in _tables(root):
        yield from table.model_fields.items()


def test_the_reference_is_made_from_the_models() -> None:
    written = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    assert written == configuration(), "run: python -m acd.config.document > docs/configuration.md"


@pytest.mark.parametrize("root", [CentreTable, OperationsTable])
def test_every_key_is_described(root: type[BaseModel]) -> None:
    for key, field in _fields(root):
        assert field.description, key
        assert f"| `{key}` |" in configuration()


@pytest.mark.parametrize(("name", "root"), [("centre.toml", CentreTable), ("acd.toml", OperationsTable)])
def test_every_key_stands_in_the_sample(name: str, root: type[BaseModel]) -> None:
    text = resource(f"config/{name}").read_text("utf-8")
    for key, _ in _fields(root):
        assert re.search(rf"^(#\s+)?{key}\b", text, re.MULTILINE), key


@pytest.mark.parametrize(("name", "root"), [("centre.toml", CentreTable), ("acd.toml", OperationsTable)])
def test_the_samples_tell_the_defaults(name: str, root: type[BaseModel]) -> None:
    text = resource(f"config/{name}").read_text("utf-8")
    defaults: dict[str, list[Any]] = {}
    for key, field in _fields(root):
        defaults.setdefault(key, []).append(field.default)
    told = [(found["key"], tomllib.loads(f"v = {found['value']}")["v"]) for found in COMMENTED.finditer(text)]
    assert len(told) >= 8
    for key, value in told:
        assert value in defaults[key], key


def test_the_comments_of_the_sample_become_keys_without_their_marks(tmp_path: Path) -> None:
    text = resource("config/acd.toml").read_text("utf-8")
    path = tmp_path / "acd.toml"
    path.write_text(COMMENTED.sub(r"\g<key> = \g<value>", text.replace("# [[asterisk]]", "[[asterisk]]")))
    data = tomllib.loads(path.read_text())
    assert {
        section: len(OperationsTable.model_fields) for section in data
    }.keys() == OperationsTable.model_fields.keys()
    assert load_operations(path, {}).asterisk[0].name == "main"


def test_the_example_of_the_reference_is_what_check_says() -> None:
    text = configuration()
    assert "unknown key (did you mean wrap_up_s?)" in text
    assert "overflow goes round: sales -> support -> sales" in text


def test_an_empty_file_is_an_empty_centre() -> None:
    assert parse_centre("").queues == {}
