from pathlib import Path

import pytest

from acd.bootstrap.centre_source import initial_centre, keep_centre
from acd.config.home import Home
from acd.errors import ConfigError
from acd.model.centre import Centre, Project


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.make()
    return home


def test_a_new_home_begins_with_the_sample_and_its_comments(home: Home) -> None:
    centre = initial_centre(home, None)
    assert {"sales", "support"} <= centre.queues.keys()
    assert "#" in home.centre_file.read_text("utf-8")


def test_what_was_applied_last_is_in_effect_after_a_restart(home: Home) -> None:
    applied = Centre(projects={"shop": Project("shop", "Shop")})
    keep_centre(home, applied)
    assert initial_centre(home, None) == applied


def test_a_named_file_wins_and_is_kept(home: Home, tmp_path: Path) -> None:
    keep_centre(home, Centre())
    chosen = tmp_path / "centre.toml"
    chosen.write_text('[projects.shop]\nname = "Shop"\n', "utf-8")
    assert set(initial_centre(home, chosen).projects) == {"shop"}
    assert set(initial_centre(home, None).projects) == {"shop"}


def test_a_wrong_file_changes_nothing(home: Home, tmp_path: Path) -> None:
    before = initial_centre(home, None)
    wrong = tmp_path / "centre.toml"
    wrong.write_text('[projects.shop]\nnmae = "Shop"\n', "utf-8")
    with pytest.raises(ConfigError, match="nmae"):
        initial_centre(home, wrong)
    assert initial_centre(home, None) == before
