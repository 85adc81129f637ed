"""Where files beside the package are found."""

from pathlib import Path

import pytest

from acd.errors import PlatformError
from acd.resources import resource


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """An installed package with one packaged file, and a folder of the same name beside it."""
    package = tmp_path / "acd"
    for folder in (package / "_data/config", tmp_path / "config"):
        folder.mkdir(parents=True)
        (folder / "acd.toml").touch()
    return package


def test_an_installed_package_uses_its_own_files(package: Path) -> None:
    assert resource("config", package) == package / "_data/config"
    assert resource("config/acd.toml", package) == package / "_data/config/acd.toml"


def test_a_checkout_uses_the_files_that_people_edit(package: Path) -> None:
    (package.parent / "pyproject.toml").touch()
    assert resource("config/acd.toml", package) == package.parent / "config/acd.toml"


def test_what_neither_has_is_named(package: Path) -> None:
    with pytest.raises(PlatformError, match="'dialplan'"):
        resource("dialplan", package)


def test_this_checkout_has_its_configuration() -> None:
    assert resource("config").is_dir()
