"""Who it is that does something from the command line."""

import getpass

import pytest

from acd.cli.user import this_user


def test_the_user_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "x" * 50)
    assert this_user() == "x" * 40


def test_a_user_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise OSError("no name")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert this_user() == "cli"
