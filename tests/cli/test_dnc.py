"""Do-not-call lists by command line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Acd


def test_numbers_and_beginnings_are_added_and_checked(acd: Acd) -> None:
    added = acd("dnc", "add", "8 916 123-45-67", "+7495*", "--region", "RU", "--reason", "asked", "--by", "ann")
    assert added.out == "2 added, 0 there already\n"
    assert acd("dnc", "add", "+79161234567").out == "0 added, 1 there already\n"
    found = json.loads(acd("dnc", "check", "+74951234567", "--json").out)
    assert found["barred"]
    [entry] = found["entries"]
    assert (entry["number"], entry["reason"], entry["added_by"]) == ("+7495*", "asked", "ann")
    assert "on no do-not-call list" in acd("dnc", "check", "+78121234567").out


def test_an_entry_may_be_for_a_project_or_a_campaign(acd: Acd) -> None:
    acd("dnc", "add", "+79161234567", "--project", "shop")
    acd("dnc", "add", "+79161234567", "--campaign", "winback")
    listed = json.loads(acd("dnc", "list", "--json").out)["entries"]
    assert [(entry["project"], entry["campaign"]) for entry in listed] == [("shop", ""), ("", "winback")]
    assert len(json.loads(acd("dnc", "list", "--project", "shop", "--json").out)["entries"]) == 1
    assert "no such entry" in acd("dnc", "remove", "+79161234567").err
    assert acd("dnc", "remove", "+79161234567", "--project", "shop").code == 0
    assert "winback" in acd("dnc", "check", "+79161234567").out


def test_a_file_of_numbers(acd: Acd, tmp_path: Path) -> None:
    file, rejects = tmp_path / "dnc.csv", tmp_path / "rejects.csv"
    file.write_text("opted out\n+79161234567\n8 916 123-45-68\n112\n+7812*\n+79161234567\n")
    arguments = ("dnc", "import", str(file), "--region", "RU", "--rejects", str(rejects))
    assert json.loads(acd(*arguments, "--json").out) == {"rows": 5, "rejected": 1, "given": 4, "added": 3}
    assert rejects.read_text("utf-8").splitlines()[1].startswith("4,")
    assert acd(*arguments).out.startswith("0 added, 4 there already, 1 rejected\n  line 4: ")


def test_what_was_barred_may_be_called_again(acd: Acd, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text("phone\n+79161234567\n")
    acd("dnc", "add", "+79161234567")
    assert "1 of them on do-not-call lists" in acd("leads", "import", str(file), "--list", "a").out
    acd("dnc", "remove", "+79161234567")
    assert " 1 imported" in acd("leads", "import", str(file), "--list", "a").out


@pytest.mark.parametrize("text", ["7495*", "*", "+74a5*", "nonsense", "112", "+7"])
def test_what_is_no_number(acd: Acd, text: str) -> None:
    outcome = acd("dnc", "add", text)
    assert (outcome.code, "Traceback" in outcome.err) == (1, False)


def test_a_number_that_could_not_be_dialled_may_be_barred(acd: Acd) -> None:
    assert acd("dnc", "add", "+18005550199", "+7999999").out == "2 added, 0 there already\n"
