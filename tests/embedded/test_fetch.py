"""Fetching with a Debian of a few shell scripts: which suite, once, whole or not at all."""

import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest

from acd.embedded.apt import Apt
from acd.embedded.fetch import Tree, cache_folder, fetch_packages
from acd.embedded.progress import silent
from acd.errors import PlatformError

PACKAGES = ("asterisk", "sip-tester")

APT_GET = r"""
echo "$@" >> "$FAKE/apt-get.calls"
case "$1" in
indextargets) printf "$FAKE_TARGETS"; exit 0 ;;
esac
conf=$2
lists=$(sed -n 's/^Dir::Etc::SourceList "\(.*\)";/\1/p' "$conf")
cache=$(sed -n 's/^Dir::Cache "\(.*\)";/\1/p' "$conf")
fd=$(echo "$*" | sed -n 's/.*APT::Status-Fd=\([0-9]*\).*/\1/p')
case "$*" in
*update*) grep -q "$FAKE_SUITE" "$lists" || { echo "E: The repository does not have a Release file." >&2; exit 100; }
    [ -z "$FAKE_NETWORK" ] || { echo "E: Failed to fetch: $FAKE_NETWORK" >&2; exit 100; } ;;
*install*)
    for name in one two; do : > "$cache/archives/$name.deb"; done
    printf "dlstatus:1:50.5:Retrieving\npmstatus:x:1:y\n" > "/proc/self/fd/$fd" ;;
esac
"""
APT_CACHE = 'echo "Package: asterisk"; echo "Version: 1:$FAKE_VERSION+dfsg-1"'
DPKG_DEB = 'case "$2" in *$FAKE_BROKEN*) echo "no space left" >&2; exit 2;; esac; : > "$3/$(basename "$2").unpacked"'


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that is the whole PATH."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, text in {"apt-get": APT_GET, "apt-cache": APT_CACHE, "dpkg-deb": DPKG_DEB}.items():
        (programs / name).write_text(f"#!/bin/sh\nPATH={os.environ['PATH']}\n{text}\n")
        (programs / name).chmod(0o755)
    timeout = shutil.which("timeout")
    assert timeout
    (programs / "timeout").symlink_to(timeout)
    for name, value in {
        "PATH": str(programs),
        "FAKE": str(tmp_path),
        "FAKE_TARGETS": "http://mirror.example/debian/\tDebian\tDebian\n",
        "FAKE_SUITE": "forky",
        "FAKE_VERSION": "22.10.1",
        "FAKE_BROKEN": "nothing",
        "FAKE_NETWORK": "",
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def calls(debian: Path) -> str:
    return (debian / "apt-get.calls").read_text()


def test_packages_are_fetched_once(debian: Path, tmp_path: Path) -> None:
    seen: list[tuple[str, int | None]] = []
    tree = fetch_packages(PACKAGES, tmp_path / "cache", lambda *step: seen.append(step), least_major=18)
    assert sorted(path.name for path in tree.root.iterdir()) == ["one.deb.unpacked", "two.deb.unpacked"]
    assert ("Downloading asterisk", 50) in seen
    assert ("Unpacking 2 packages", 100) in seen
    before = calls(debian)
    assert fetch_packages(PACKAGES, tmp_path / "cache", silent) == tree
    assert calls(debian) == before
    assert not list((tmp_path / "cache").glob("*.part"))


def test_other_packages_are_another_tree(debian: Path, tmp_path: Path) -> None:
    one = fetch_packages(PACKAGES, tmp_path / "cache", silent)
    assert fetch_packages(("postgresql",), tmp_path / "cache", silent) != one


@pytest.mark.parametrize("suite", ["testing", "sid"])
def test_the_next_suite_is_tried(debian: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suite: str) -> None:
    monkeypatch.setenv("FAKE_SUITE", suite)
    assert fetch_packages(PACKAGES, tmp_path / "cache", silent).root.is_dir()


def test_debians_own_mirror_is_taken_and_no_other(
    debian: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "FAKE_TARGETS",
        "http://node.example/\t. nodistro\tnode\n"
        "http://security.example/\tDebian\tDebian-Security\n"
        "http://mirror.example/debian/\tDebian\tDebian\n",
    )
    monkeypatch.setenv("FAKE_SUITE", "http://mirror.example/debian/ forky main")
    fetch_packages(PACKAGES, tmp_path / "cache", silent)


def test_a_machine_that_never_updated_its_lists_is_asked_all_the_same(
    debian: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_TARGETS", "http://mirror.example/debian/\t$(ORIGIN)\t$(LABEL)\n")
    fetch_packages(PACKAGES, tmp_path / "cache", silent)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("FAKE_SUITE", "none", "no Debian suite of forky, testing, sid carries asterisk.*docker-compose"),
        ("FAKE_NETWORK", "Could not resolve", "Could not resolve.*docker-compose"),
        ("FAKE_VERSION", "16.2", "carries asterisk.*docker-compose"),
        ("FAKE_TARGETS", "http://node.example/\t. nodistro\tnode\n", "no Debian mirror.*docker-compose"),
        ("FAKE_BROKEN", "two", "two.deb.*no space left"),
    ],
)
def test_what_is_missing_is_said_and_nothing_half_is_kept(
    debian: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(PlatformError, match=said):
        fetch_packages(PACKAGES, tmp_path / "cache", silent, least_major=18)
    monkeypatch.undo()
    assert not [path for path in (tmp_path / "cache").iterdir() if path.is_dir() and path.suffix != ".part"]


@pytest.mark.parametrize("program", ["apt-get", "dpkg-deb"])
def test_a_machine_without_apt_is_sent_elsewhere(debian: Path, tmp_path: Path, program: str) -> None:
    (debian / "bin" / program).unlink()
    with pytest.raises(PlatformError, match=f"no {program}.*docker-compose"):
        fetch_packages(PACKAGES, tmp_path / "cache", silent)


def test_two_at_once_download_once(debian: Path, tmp_path: Path) -> None:
    trees: list[Tree] = []

    def fetch() -> None:
        trees.append(fetch_packages(PACKAGES, tmp_path / "cache", silent))

    threads = [threading.Thread(target=fetch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trees[0] == trees[1]
    assert calls(debian).count("--download-only") == 1


def test_apt_reads_our_configuration_alone(tmp_path: Path) -> None:
    real = shutil.which("apt-config")
    if real is None:
        pytest.skip("this machine has no apt")
    apt = Apt(tmp_path, "http://mirror.example/debian/", "forky")
    apt.write_configuration()
    read = subprocess.run(
        [real, "-c", str(apt.configuration), "dump"], check=True, capture_output=True, text=True
    ).stdout
    assert f'dir::etc::sourcelist "{tmp_path}/sources.list";' in read.lower()
    assert 'dir::etc::sourceparts "/dev/null";' in read.lower()
    assert "Post-Invoke:: " not in read


def test_the_cache_is_the_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder(tmp_path) == tmp_path / "xdg/acd"
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert cache_folder(tmp_path / "home") == tmp_path / "home/cache"
    with pytest.raises(PlatformError, match="XDG_CACHE_HOME"):
        cache_folder()
