from pathlib import Path

import pytest

from acd.embedded import installation
from acd.embedded.fetch import Tree
from acd.embedded.installation import find_asterisk, find_sipp, of_tree
from acd.embedded.progress import silent
from acd.errors import PlatformError


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Unpacked packages whose loader runs shell scripts."""
    root = tmp_path / "tree"
    script(root / "usr/lib/test-linux-gnu/ld-linux-test.so.2", 'shift 2; exec /bin/sh "$@"')
    script(root / "usr/sbin/asterisk", "echo Asterisk 22.10.1+dfsg")
    for folder in ("sounds/en_US_f_Allison", "sounds/ru", "moh", "documentation"):
        (root / "usr/share/asterisk" / folder).mkdir(parents=True)
    return Tree(root)


@pytest.fixture
def fetched(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """The private copy; nothing is downloaded."""
    monkeypatch.setattr(installation, "fetch_packages", lambda *args, **kwargs: tree)
    return tree


def test_unpacked_packages_run_through_their_own_loader(tree: Tree) -> None:
    found = of_tree(tree)
    assert found.version == (22, 10, 1)
    assert found.asterisk[0].endswith("ld-linux-test.so.2")
    assert found.modules == tree.root / "usr/lib/test-linux-gnu/asterisk/modules"
    assert {language: folder.name for language, folder in found.sounds.items()} == {"en": "en_US_f_Allison", "ru": "ru"}


def test_an_asterisk_of_the_machine_is_used(fetched: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "bin/asterisk", "echo Asterisk certified/18.9-cert4")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    found = find_asterisk(tmp_path, silent)
    assert found.asterisk == (str(tmp_path / "bin/asterisk"),)
    assert (found.version, found.modules) == ((18, 9, 0), None)


@pytest.mark.parametrize("said", ["Asterisk 16.28.0", None])
def test_without_one_or_with_an_old_one_the_private_copy_is_used(
    fetched: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str | None
) -> None:
    (tmp_path / "bin").mkdir()
    if said:
        script(tmp_path / "bin/asterisk", f"echo {said}")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(installation, "_SYSTEM_PLACES", "")
    assert find_asterisk(tmp_path, silent).version == (22, 10, 1)
    assert find_sipp(tmp_path, silent)[-1] == str(fetched.root / "usr/bin/sipp")


def test_a_sipp_of_the_machine_is_used(fetched: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "bin/sipp", "true")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert find_sipp(tmp_path, silent) == (str(tmp_path / "bin/sipp"),)


def test_a_program_that_is_no_asterisk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path / "bin/asterisk", "echo nonsense")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(PlatformError, match="nonsense"):
        find_asterisk(tmp_path, silent)


def test_a_damaged_copy_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PlatformError, match="remove"):
        Tree(tmp_path).program("usr/sbin/asterisk")
    (tmp_path / "usr/lib/test-linux-gnu").mkdir(parents=True)
    with pytest.raises(PlatformError, match="remove"):
        Tree(tmp_path).program("usr/sbin/asterisk")
