"""Debian packages for an ordinary user: downloaded and checked by the machine's own apt, installed nowhere.

apt is pointed at private folders by a configuration file of our own, so that neither its lists nor the system's
package state change. The mirror comes from the machine's apt sources, the signatures are checked with the machine's
Debian keyring; nothing is named here but the suite.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from acd.embedded.progress import Progress
from acd.errors import PlatformError

ELSEWHERE = "use docker-compose.yml instead, or install Asterisk 18 or later on this machine"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SOURCES = "$(REPO_URI)\t$(ORIGIN)\t$(LABEL)"
UPDATE_S = 180
DOWNLOAD_S = 900
_FIELD_UNKNOWN = re.compile(r"\$\(")
_NO_SUITE = "does not have a Release file"  # apt's words
_VERSION = re.compile(r"^(?:\d+:)?(\d+)")


class NoSuchSuiteError(PlatformError):
    """The mirror has no such suite."""


@dataclass(frozen=True, slots=True)
class Apt:
    """A private apt in ``folder`` that knows one suite of one mirror."""

    folder: Path
    mirror: str
    suite: str

    def update(self, progress: Progress) -> None:
        """Fetch the suite's package list. Raises NoSuchSuiteError, or PlatformError: no network, signature refused."""
        self.write_configuration()
        step = f"Reading the package list of Debian {self.suite}"
        progress(step, None)
        self._run(["apt-get", "update", "--error-on=any"], UPDATE_S, progress, step)

    def major_version(self, package: str) -> int | None:
        """The upstream major version of ``package`` in the suite; None: the suite lacks it."""
        answer = subprocess.run(
            ["apt-cache", "-c", str(self.configuration), "show", "--no-all-versions", package],
            capture_output=True,
            text=True,
            timeout=UPDATE_S,
            check=False,
            env=_environment(),
        )
        found = re.search(r"^Version: (.+)$", answer.stdout, re.MULTILINE)
        version = _VERSION.match(found.group(1)) if found else None
        return int(version.group(1)) if version else None

    def download(self, packages: tuple[str, ...], progress: Progress) -> list[Path]:
        """Download ``packages`` and all they depend on; the files, sorted by name."""
        step = "Downloading " + packages[0]
        command = ["apt-get", "install", "--yes", "--download-only", *packages]
        self._run(command, DOWNLOAD_S, progress, step)
        return sorted((self.folder / "cache/archives").glob("*.deb"))

    @property
    def configuration(self) -> Path:
        """The file that makes apt ours (``-c``)."""
        return self.folder / "apt.conf"

    def write_configuration(self) -> None:
        """Make the private folders, and the file that points apt at them."""
        for name in ("state/lists/partial", "cache/archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").write_text("")
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        (self.folder / "sources.list").write_text(f"deb {signed}{self.mirror} {self.suite} main\n")
        settings = {
            "Dir::State": self.folder / "state",
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "Dir::Etc::SourceList": self.folder / "sources.list",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "Debug::NoLocking": "1",
            "APT::Sandbox::User": "",
            "APT::Install-Recommends": "0",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "20",
            "Acquire::https::Timeout": "20",
        }
        # The system's hooks (a container's "delete what was downloaded", for one) are not meant for us.
        hooks = ("APT::Update::Pre-Invoke", "APT::Update::Post-Invoke", "APT::Update::Post-Invoke-Success")
        lines = [f"#clear {hook};" for hook in (*hooks, "DPkg::Pre-Invoke", "DPkg::Post-Invoke")]
        lines += [f'{key} "{value}";' for key, value in settings.items()]
        self.configuration.write_text("\n".join(lines) + "\n")

    def _run(self, command: list[str], seconds: int, progress: Progress, step: str) -> None:
        """Run apt, telling ``progress`` what its status channel says."""
        reader, writer = os.pipe()
        full = [command[0], "-c", str(self.configuration), "-q", "-o", f"APT::Status-Fd={writer}", *command[1:]]
        log = self.folder / "apt.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                ["timeout", str(seconds), *full], stdout=out, stderr=out, pass_fds=(writer,), env=_environment()
            )
        os.close(writer)
        with open(reader, encoding="utf-8", errors="replace") as status:
            for line in status:
                fields = line.split(":")
                if fields[0] == "dlstatus" and len(fields) > 2:
                    progress(step, int(float(fields[2])))
        if process.wait() != 0:
            complaint = _complaint(log)
            kind = NoSuchSuiteError if _NO_SUITE in complaint else PlatformError
            raise kind(f"{' '.join(command[:2])} failed ({complaint}); {ELSEWHERE}")


def mirrors() -> list[str]:
    """The Debian mirrors of this machine's apt sources, the most likely first. Raises PlatformError without any."""
    for program in ("apt-get", "apt-cache", "dpkg-deb", "timeout"):
        if shutil.which(program) is None:
            raise PlatformError(f"this machine has no {program} to fetch a private Asterisk with; {ELSEWHERE}")
    answer = subprocess.run(
        ["apt-get", "indextargets", "--format", SOURCES],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=_environment(),
    )
    known: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for line in answer.stdout.splitlines():
        uri, origin, label = [*line.split("\t"), "", ""][:3]
        if origin == "Debian" and label == "Debian":
            known[uri] = None
        elif _FIELD_UNKNOWN.search(origin) or not origin:
            unknown[uri] = None  # apt has not fetched its lists yet: it may be Debian's
    found = [*known, *(uri for uri in unknown if uri not in known)]
    if not found:
        raise PlatformError(f"this machine's apt has no Debian mirror to fetch a private Asterisk from; {ELSEWHERE}")
    return found


def _environment() -> dict[str, str]:
    """apt's messages in English, since some are read here."""
    return {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


def _complaint(log: Path) -> str:
    """apt's first error line; the whole log stays beside it."""
    for line in log.read_text("utf-8", errors="replace").splitlines():
        if line.startswith("E: "):
            return line.removeprefix("E: ")
    return f"see {log}"
