"""What is installed: the lock has what pyproject.toml asks for, and the wheel carries the files beside the package."""

import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    loaded: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return loaded


def locked(file: str) -> dict[str, Version]:
    """Exact versions by canonical name; every line must name one, and nothing else."""
    lines = [line for line in (ROOT / "requirements" / file).read_text().splitlines() if not line.startswith("#")]
    pins = [Requirement(line) for line in lines]
    assert all([spec.operator for spec in pin.specifier] == ["=="] and pin.url is None for pin in pins)
    assert lines == sorted(lines, key=lambda line: line.split("==")[0])
    return {canonicalize_name(pin.name): Version(next(iter(pin.specifier)).version) for pin in pins}


def unsatisfied(asked: list[str], pins: dict[str, Version]) -> set[str]:
    """The requirements among ``asked``, and among those of the installed packages, that the lock does not satisfy."""
    missing = set()
    todo, seen = [Requirement(text) for text in asked], set()
    while todo:
        need = todo.pop()
        key = (canonicalize_name(need.name), frozenset(need.extras))
        if key[0] not in pins or pins[key[0]] not in need.specifier:
            missing.add(str(need))
        if key in seen:
            continue
        seen.add(key)
        try:
            further = [Requirement(text) for text in requires(need.name) or ()]
        except PackageNotFoundError:
            further = []  # of another Python, or an extra that is not installed here
        todo += [
            one
            for one in further
            if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in (*need.extras, ""))
        ]
    return missing


def test_the_lock_of_the_daemon_satisfies_the_project(project: dict[str, Any]) -> None:
    extras = project["optional-dependencies"]
    asked = project["dependencies"] + extras["postgres"] + extras["redis"]
    assert unsatisfied(asked, locked("run.txt")) == set()


def test_the_lock_of_the_checkout_satisfies_the_project_and_agrees(project: dict[str, Any]) -> None:
    run, everything = locked("run.txt"), locked("dev.txt")
    assert {name: everything.get(name) for name in run} == run
    asked = project["dependencies"] + [need for needs in project["optional-dependencies"].values() for need in needs]
    assert unsatisfied(asked, everything) == set()


def test_the_build_uses_the_locked_backend(project: dict[str, Any]) -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert unsatisfied(build, locked("dev.txt")) == set()


def test_the_wheel_carries_every_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    beside = {
        f"acd/_data/{path.relative_to(ROOT)}"
        for folder in ("dialplan", "config", "migrations")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    code = {str(path.relative_to(ROOT)) for path in (ROOT / "acd").rglob("*.py")}
    assert {path.split("/")[2] for path in beside} == {"dialplan", "config", "migrations"}
    assert (beside | code) - packed == set()
    strangers = {path for path in packed if not path.startswith(("acd/", "acd-"))}
    assert strangers == set()
