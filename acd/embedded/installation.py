"""Which Asterisk and SIPp this machine runs: one already there, or the private copy."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from acd.embedded.fetch import SWITCH_PACKAGES, Tree, fetch_packages
from acd.embedded.progress import Progress
from acd.errors import PlatformError

LEAST_MAJOR = 18
_LANGUAGE_FOLDERS = {"en": ("en", "en_US_f_Allison"), "ru": ("ru", "ru_RU_f_IvrvoiceRU")}
_SYSTEM_PLACES = "/usr/sbin:/usr/local/sbin"  # not in an ordinary user's PATH
_SYSTEM_DATA = (Path("/usr/share/asterisk"), Path("/var/lib/asterisk"))


@dataclass(frozen=True, slots=True)
class Installation:
    """An Asterisk that can be run. ``modules`` None: where the program itself looks for them."""

    asterisk: tuple[str, ...]  # argv prefix
    version: tuple[int, int, int]
    modules: Path | None
    sounds: dict[str, Path]  # language -> folder of prompts
    music: Path | None  # a folder of music files (wav)
    documentation: Path | None  # Asterisk refuses to start without the XML that describes its options


def find_asterisk(cache: Path, progress: Progress) -> Installation:
    """An Asterisk >= 18 of this machine, else the private copy (fetched when it is not there yet)."""
    program = shutil.which("asterisk") or shutil.which("asterisk", path=_SYSTEM_PLACES)
    if program:
        version = _version((program,))
        if version[0] >= LEAST_MAJOR:
            return _of_system(program, version)
    return of_tree(fetch_packages(SWITCH_PACKAGES, cache, progress, least_major=LEAST_MAJOR))


def find_sipp(cache: Path, progress: Progress) -> tuple[str, ...]:
    """The argv prefix of SIPp: the machine's own, else the private copy."""
    program = shutil.which("sipp")
    if program:
        return (program,)
    return fetch_packages(SWITCH_PACKAGES, cache, progress, least_major=LEAST_MAJOR).program("usr/bin/sipp")


def of_tree(tree: Tree) -> Installation:
    """The installation inside unpacked Debian packages."""
    asterisk = tree.program("usr/sbin/asterisk")
    data = tree.root / "usr/share/asterisk"
    return Installation(
        asterisk=asterisk,
        version=_version(asterisk),
        modules=tree.libraries / "asterisk/modules",
        sounds=_sounds(data),
        music=_if_there(data / "moh"),
        documentation=_if_there(data / "documentation"),
    )


def _of_system(program: str, version: tuple[int, int, int]) -> Installation:
    data = next((folder for folder in _SYSTEM_DATA if (folder / "sounds").is_dir()), None)
    return Installation(
        asterisk=(program,),
        version=version,
        modules=None,
        sounds=_sounds(data) if data else {},
        music=_if_there(data / "moh") if data else None,
        documentation=_if_there(data / "documentation") if data else None,
    )


def _if_there(folder: Path) -> Path | None:
    return folder if folder.is_dir() else None


def _sounds(data: Path) -> dict[str, Path]:
    """The folders of prompts by language. A distribution links ``en`` to a voice when it installs; here nobody did."""
    found: dict[str, Path] = {}
    for language, names in _LANGUAGE_FOLDERS.items():
        for name in names:
            if (data / "sounds" / name).is_dir():
                found[language] = data / "sounds" / name
                break
    return found


def _version(asterisk: tuple[str, ...]) -> tuple[int, int, int]:
    answer = subprocess.run([*asterisk, "-V"], capture_output=True, text=True, timeout=20, check=False)
    found = re.match(r"Asterisk (?:certified/)?(\d+)(?:\.(\d+))?(?:\.(\d+))?", answer.stdout)
    if found is None:
        raise PlatformError(f"{asterisk[-1]} -V says {(answer.stdout or answer.stderr).strip()[:200]!r}, no version")
    major, minor, patch = (int(part or 0) for part in found.groups())
    return major, minor, patch
