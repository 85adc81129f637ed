import stat
from pathlib import Path

import pytest

from acd.embedded.credentials import provide
from acd.errors import ConfigError
from acd.model.centre import Agent, Centre, Phone

CENTRE = Centre(agents={"101": Agent("101", "Ann", ()), "102": Agent("102", "Bob", ())}, phones={"1001": Phone("1001")})


def test_everybody_gets_a_secret_of_their_own(tmp_path: Path) -> None:
    made = provide(tmp_path, CENTRE)
    assert set(made.phones) == {"1001"}
    assert set(made.agents) == {"101", "102"}
    assert all(len(pin) == 6 and pin.isdecimal() for pin in made.agents.values())
    assert len({made.ami, made.phones["1001"]}) == 2
    assert len(made.ami) >= 32


def test_secrets_stay_the_same(tmp_path: Path) -> None:
    assert provide(tmp_path, CENTRE) == provide(tmp_path, CENTRE)


def test_two_centres_have_nothing_in_common(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    one, other = provide(tmp_path, CENTRE), provide(tmp_path / "other", CENTRE)
    assert one.ami != other.ami
    assert one.phones != other.phones


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    provide(tmp_path, CENTRE)
    assert stat.S_IMODE((tmp_path / "secrets.toml").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secrets.toml"]


def test_a_new_phone_gets_one_and_a_changed_one_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    file.touch(mode=0o600)
    file.write_text('[phones]\n1001 = "chosen"\n[agents]\n103 = "0007"\n')
    made = provide(tmp_path, CENTRE)
    assert made.phones["1001"] == "chosen"
    assert made.agents["103"] == "0007"
    assert made.of_switch().phones["1001"] == "chosen"
    assert provide(tmp_path, CENTRE) == made


@pytest.mark.parametrize("text", ["[phones", "phones = 1", "[phones]\n1001 = 1"])
def test_a_damaged_file_is_named_and_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "secrets.toml"
    file.touch(mode=0o600)
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"secrets\.toml"):
        provide(tmp_path, CENTRE)
    assert file.read_text() == text


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    provide(tmp_path, CENTRE)
    (tmp_path / "secrets.toml").chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        provide(tmp_path, CENTRE)
