"""Write requirements/run.txt and requirements/dev.txt: the exact version of every package, direct or not.

pip resolves for the Python that runs this. A package that only another supported Python needs is added with its
marker, so that one lock serves them all. The files name no index: pip takes packages from wherever the
machine's own configuration says.
"""

import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by scripts/lock from pyproject.toml: the exact version of every package, direct or not.\n"
PYTHONS = ("3.11.0", "3.11.2", "3.11.9", "3.12.0", "3.13.0", "3.14.0")


def environments() -> list[dict[str, str]]:
    """The marker environments of every Python that the lock serves."""
    here = {key: str(value) for key, value in default_environment().items()}
    return [here | {"python_full_version": full, "python_version": full.rpartition(".")[0]} for full in PYTHONS]


def needed_somewhere(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Whether any supported Python needs ``requirement`` of a package that is installed with ``extras``."""
    if requirement.marker is None:
        return True
    marker = requirement.marker
    return any(marker.evaluate(env | {"extra": extra}) for env in environments() for extra in (*extras, ""))


def resolve(requirements: Iterable[str], constraints: Path | None) -> dict[str, Any]:
    """pip's choice for ``requirements`` on this Python: each package's metadata by its canonical name."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += ["--only-binary=:all:", "--report", str(report), *requirements]
        if constraints:
            command += ["--constraint", str(constraints)]
        subprocess.run(command, check=True)
        chosen = json.loads(report.read_text())["install"]
    return {canonicalize_name(item["metadata"]["name"]): item["metadata"] for item in chosen}


def walk(roots: Iterable[str], packages: dict[str, Any]) -> Iterator[Requirement]:
    """Every requirement that any supported Python has, direct or not."""
    todo = [Requirement(root) for root in roots]
    seen: set[str] = set()
    while todo:
        requirement = todo.pop()
        if str(requirement) in seen:
            continue
        seen.add(str(requirement))
        yield requirement
        metadata = packages.get(canonicalize_name(requirement.name), {})
        needs = (Requirement(text) for text in metadata.get("requires_dist", ()))
        todo += [need for need in needs if needed_somewhere(need, requirement.extras)]


def lock(roots: list[str], constraints: Path | None) -> list[str]:
    """The lock's lines for ``roots``, in order of name."""
    asked, markers = list(roots), dict[str, str]()
    while True:
        packages = resolve(asked, constraints)
        missing = [need for need in walk(asked, packages) if canonicalize_name(need.name) not in packages]
        if not missing:
            break
        for need in missing:
            markers[canonicalize_name(need.name)] = str(need.marker)
            asked.append(f"{need.name}{need.specifier}")
    return [
        f"{name}=={packages[name]['version']}" + (f" ; {markers[name]}" if name in markers else "")
        for name in sorted(packages)
    ]


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    run = project["dependencies"] + extras["postgres"] + extras["redis"]
    folder = ROOT / "requirements"
    folder.mkdir(exist_ok=True)
    write(folder / "run.txt", lock(run, constraints=None))
    write(folder / "dev.txt", lock(run + extras["dev"], constraints=folder / "run.txt"))


def write(path: Path, lines: list[str]) -> None:
    path.write_text(HEADER + "\n".join(lines) + "\n")
    print(f"requirements/{path.name}: {len(lines)} packages")


if __name__ == "__main__":
    main()
