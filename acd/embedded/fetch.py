"""A private copy of Debian packages, unpacked in the user's cache: Asterisk and SIPp, or PostgreSQL for tests.

Nothing is installed: packages are unpacked into a folder, and their programs run through the folder's own dynamic
loader and libraries, so that the distribution underneath does not matter. The folder is complete or absent: it is
unpacked under another name and renamed. Two processes that want it at once wait for one download.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acd.embedded.apt import ELSEWHERE, Apt, NoSuchSuiteError, mirrors
from acd.embedded.progress import Progress
from acd.errors import PlatformError

SUITES = ("forky", "testing", "sid")  # tried in this order; older Debian suites carry no Asterisk
SWITCH_PACKAGES = (
    "asterisk",
    "sip-tester",
    "asterisk-moh-opsound-wav",
    "asterisk-core-sounds-en-gsm",
    "asterisk-core-sounds-ru-gsm",
)


@dataclass(frozen=True, slots=True)
class Tree:
    """Unpacked packages; ``root`` stands for ``/``."""

    root: Path

    def program(self, path: str) -> tuple[str, ...]:
        """The argv prefix that runs ``path`` (as ``usr/sbin/asterisk``) with the tree's own loader and libraries."""
        libraries = self.libraries
        loader = next(iter(sorted(libraries.glob("ld-linux*.so.*"))), None)
        if loader is None:
            raise PlatformError(f"{libraries} has no dynamic loader: remove {self.root} and start again")
        return (str(loader), "--library-path", str(libraries), str(self.root / path))

    @property
    def libraries(self) -> Path:
        """The folder of shared libraries (``usr/lib/x86_64-linux-gnu``)."""
        found = sorted(self.root.glob("usr/lib/*-linux-gnu*"))
        if not found:
            raise PlatformError(f"{self.root} has no libraries: remove it and start again")
        return found[0]


def cache_folder(home: Path | None = None) -> Path:
    """``$XDG_CACHE_HOME/acd`` or ``~/.cache/acd``; where that cannot be written, ``cache`` in the centre's ``home``."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    candidates = [Path(base) / "acd", *([home / "cache"] if home else [])]
    for folder in candidates:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    raise PlatformError(f"no writable cache folder (tried {', '.join(map(str, candidates))}): set XDG_CACHE_HOME")


def fetch_packages(
    packages: tuple[str, ...], cache: Path, progress: Progress, *, least_major: int | None = None
) -> Tree:
    """The unpacked ``packages`` with all they depend on, from ``cache`` or from the machine's Debian mirror.

    ``least_major`` is the oldest acceptable major version of the first package. Raises PlatformError on a machine
    without apt, without network, or whose mirror lacks the packages.
    """
    name = f"{packages[0]}-{platform.machine()}-{hashlib.sha256(' '.join(packages).encode()).hexdigest()[:12]}"
    tree = cache / name
    if tree.is_dir():
        return Tree(tree)
    cache.mkdir(parents=True, exist_ok=True)
    with _lock(cache / f"{name}.lock", progress):
        if tree.is_dir():  # another process fetched it while this one waited
            return Tree(tree)
        work = cache / f"{name}.part"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        archives = _find_suite(packages[0], work, progress, least_major).download(packages, progress)
        _unpack(archives, work / "root", progress)
        (work / "root").rename(tree)
        shutil.rmtree(work, ignore_errors=True)
    return Tree(tree)


def _find_suite(package: str, work: Path, progress: Progress, least_major: int | None) -> Apt:
    """The first suite of the first mirror that carries ``package``."""
    complaint = PlatformError(f"no Debian suite of {', '.join(SUITES)} carries {package}; {ELSEWHERE}")
    for mirror in mirrors():
        for suite in SUITES:
            apt = Apt(work / "apt", mirror, suite)
            try:
                apt.update(progress)
            except NoSuchSuiteError:
                continue
            except PlatformError as error:
                complaint = error
                break  # the mirror cannot be reached, whatever the suite
            major = apt.major_version(package)
            if major is not None and major >= (least_major or 0):
                return apt
    raise complaint


def _unpack(archives: list[Path], root: Path, progress: Progress) -> None:
    root.mkdir()
    step = f"Unpacking {len(archives)} packages"
    done = 0
    progress(step, 0)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as workers:
        for failure in workers.map(lambda archive: _extract(archive, root), archives):
            if failure:
                raise PlatformError(failure)
            done += 1
            progress(step, done * 100 // len(archives))


def _extract(archive: Path, root: Path) -> str:
    """Unpack one archive; what went wrong, or an empty string."""
    result = subprocess.run(
        ["dpkg-deb", "--extract", str(archive), str(root)], capture_output=True, text=True, check=False
    )
    return f"cannot unpack {archive.name} ({result.stderr.strip()}): is the disk full?" if result.returncode else ""


@contextmanager
def _lock(path: Path, progress: Progress) -> Iterator[None]:
    """Hold ``path`` alone; the lock goes with the process, so a crash leaves none behind."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("Waiting for another process that is fetching the same packages", None)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
