import os
from pathlib import Path

from acd.bootstrap.ports import remember_ports, remembered_ports
from acd.config.home import Home
from acd.embedded import Ports
from acd.embedded.process import Mark


def home_with_a_process(folder: Path, pid: int | None) -> Home:
    home = Home(folder)
    (folder / "asterisk").mkdir()
    mark = Mark.of(pid) if pid is not None else None
    if mark is not None:
        mark.save(folder / "asterisk" / "process.json")
    return home


def test_the_ports_of_an_asterisk_that_still_runs_are_found_again(tmp_path: Path) -> None:
    home = home_with_a_process(tmp_path, os.getpid())
    remember_ports(home, Ports(sip=17_060, ami=17_038))
    found = remembered_ports(home)
    assert found is not None
    assert (found.sip, found.ami) == (17_060, 17_038)


def test_without_a_running_asterisk_its_ports_are_free_to_change(tmp_path: Path) -> None:
    home = home_with_a_process(tmp_path, None)
    remember_ports(home, Ports(sip=17_060, ami=17_038))
    assert remembered_ports(home) is None


def test_a_damaged_file_counts_for_nothing(tmp_path: Path) -> None:
    home = home_with_a_process(tmp_path, os.getpid())
    (tmp_path / "ports.json").write_text("{", "utf-8")
    assert remembered_ports(home) is None
