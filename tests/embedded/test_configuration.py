import stat
from pathlib import Path

import pytest

from acd.embedded.configuration import Difference, difference, write


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    (tmp_path / "acd").mkdir()
    (tmp_path / "rtp.conf").write_text("same")
    (tmp_path / "acd/acd-wait.conf").write_bytes(b"\xff old")
    changed = difference(tmp_path, {"rtp.conf": "same", "acd/acd-wait.conf": "new", "modules.conf": "new"})
    assert set(changed.files) == {"acd/acd-wait.conf", "modules.conf"}
    write(tmp_path, changed)
    assert (tmp_path / "acd/acd-wait.conf").read_text() == "new"
    assert stat.S_IMODE((tmp_path / "modules.conf").stat().st_mode) == 0o600
    assert not difference(tmp_path, {"modules.conf": "new"}).files
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize(
    ("files", "reloads", "fixed"),
    [
        (["acd/acd-numbers.conf"], ["dialplan reload", "module reload res_musiconhold.so"], []),
        (["acd/acd-pjsip.conf"], ["module reload res_pjsip.so"], []),
        (["acd/acd-manager.conf"], ["manager reload"], []),
        (["musiconhold.conf"], ["module reload res_musiconhold.so"], []),
        (["modules.conf", "rtp.conf"], [], ["modules.conf", "rtp.conf"]),
        (["acd/acd-wait.conf", "acd/acd-trunk.conf"], ["dialplan reload", "module reload res_musiconhold.so"], []),
        ([], [], []),
    ],
)
def test_each_file_needs_its_reload_or_a_new_start(files: list[str], reloads: list[str], fixed: list[str]) -> None:
    changed = Difference(dict.fromkeys(files, ""))
    assert changed.reloads == reloads
    assert changed.fixed == fixed
