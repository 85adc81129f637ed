"""Where the tests' PostgreSQL comes from: this machine, or Debian's packages unpacked privately."""

import os
import shutil
import tempfile
from pathlib import Path

from acd.embedded import cache_folder
from acd.embedded.fetch import Tree, fetch_packages
from acd.embedded.progress import silent
from acd.errors import PlatformError

PROGRAMS = ("initdb", "postgres")


def installed_programs() -> Path | None:
    """The folder that has both programs; Debian keeps it out of PATH."""
    on_path = [Path(found).resolve().parent for name in PROGRAMS if (found := shutil.which(name))]
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in (*on_path, *packaged):
        if all((folder / name).exists() for name in PROGRAMS):
            return folder
    return None


def fetched_programs(folder: Path) -> Path:
    """Scripts in ``folder`` that run Debian's newest PostgreSQL through its own loader. Raises PlatformError."""
    tree = fetch_packages(("postgresql",), _shared_cache(), silent)
    found = sorted(tree.root.glob("usr/lib/postgresql/*/bin"))
    if not found:
        raise PlatformError(f"{tree.root} has no PostgreSQL: remove it and start again")
    programs = found[-1]
    share = tree.root / "usr/share/postgresql" / programs.parent.name
    # initdb looks for postgres beside itself, where it must find the script; postgres finds its files by its own place.
    _write_script(folder / "initdb", tree, folder / "initdb", programs / "initdb", f"-L '{share}'")
    _write_script(folder / "postgres", tree, programs / "postgres", programs / "postgres")
    return folder


def _write_script(path: Path, tree: Tree, called: Path, program: Path, options: str = "") -> None:
    loader, *arguments = tree.program(str(program.relative_to(tree.root)))
    command = " ".join(f"'{word}'" for word in (loader, "--argv0", str(called), *arguments))
    path.write_text(f'#!/bin/sh\nexec {command} {options} "$@"\n')
    path.chmod(0o755)


def _shared_cache() -> Path:
    """Root's own cache is closed to ``nobody``, who runs the server then."""
    if os.getuid() != 0:
        return cache_folder()
    folder = Path(tempfile.gettempdir()) / "acd-test-packages"
    folder.mkdir(mode=0o755, exist_ok=True)
    if folder.stat().st_uid != 0:
        raise PlatformError(f"{folder} belongs to somebody else: remove it")
    return folder
