"""The home folder: token, address."""

import stat
from pathlib import Path

import pytest

from acd.config.home import Home, chosen_home
from acd.errors import PlatformError


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_token_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "a" / ".acd")
    assert home.read_token() is None
    token = home.provide_token()
    assert len(token) >= 43
    assert home.provide_token() == token == home.read_token()
    assert (_mode(home.folder), _mode(home.token_file)) == (0o700, 0o600)


def test_a_token_that_others_could_read_is_replaced(tmp_path: Path) -> None:
    home = Home(tmp_path)
    token = home.provide_token()
    home.token_file.chmod(0o644)
    assert home.provide_token() != token
    assert _mode(home.token_file) == 0o600


def test_two_homes_have_two_tokens(tmp_path: Path) -> None:
    assert Home(tmp_path / "a").provide_token() != Home(tmp_path / "b").provide_token()


def test_the_address_comes_and_goes(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.clear_address()
    assert home.read_address() is None
    home.write_address("http://127.0.0.1:8088")
    home.write_address("http://127.0.0.1:9000")
    assert home.read_address() == "http://127.0.0.1:9000"
    assert [path.name for path in tmp_path.iterdir()] == ["address"]
    home.clear_address()
    assert home.read_address() is None


def test_a_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    home = Home(tmp_path / "file" / ".acd")
    assert home.read_token() is None
    with pytest.raises(PlatformError, match=r"the home folder .* cannot be made"):
        home.provide_token()


def test_a_token_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff")
    with pytest.raises(PlatformError, match="cannot be read"):
        Home(tmp_path).read_token()


@pytest.mark.parametrize(
    ("option", "environment", "folder"),
    [
        (Path("x"), {"ACD_HOME": "y"}, "x"),
        (None, {"ACD_HOME": "y"}, "y"),
        (None, {"ACD_HOME": ""}, ".acd"),
        (None, {}, ".acd"),
    ],
)
def test_which_home(option: Path | None, environment: dict[str, str], folder: str) -> None:
    assert chosen_home(option, environment) == Home(Path(folder))
