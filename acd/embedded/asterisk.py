"""A private Asterisk in a centre's home folder: rendered, started, found again, reloaded, stopped.

It runs as the ordinary user who starts it, in a session of its own: a daemon that is killed leaves it and its calls
alone, and the next one adopts it. Only the process that was started here is ever signalled.
"""

import os
import re
import subprocess
import time
from dataclasses import replace
from pathlib import Path

from acd.adapters.asterisk.provisioning import Options, SwitchSecrets
from acd.embedded.configuration import difference, wanted_files, write
from acd.embedded.g711 import convert_music, write_silence
from acd.embedded.installation import Installation
from acd.embedded.layout import LOOPBACK, Ports, check_free, folders_of
from acd.embedded.login import Login, booted
from acd.embedded.process import Mark, load_mark, stop
from acd.errors import PlatformError
from acd.model.centre import Centre

START_S = 30.0
STOP_S = 10.0
CLI_S = 20.0
CLI_SETTLE_S = 1.0
_POLL_S = 0.02


class PrivateAsterisk:
    """One instance; ``home`` is the centre's home folder, ``cache`` the user's (music in the trunks' codecs)."""

    def __init__(self, home: Path, installation: Installation, ports: Ports, cache: Path) -> None:
        self._installation = installation
        self._ports = ports
        version = ".".join(map(str, installation.version))
        music = cache / f"music-{version}" if installation.music else home.resolve() / "asterisk/music"
        self._folders = folders_of(home, music, installation.modules)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def ports(self) -> Ports:
        return self._ports

    @property
    def log_folder(self) -> Path:
        """``messages.log``, ``security.log`` and ``console.log`` (what Asterisk wrote before it could log)."""
        return self._folders.log

    @property
    def cdr_file(self) -> Path:
        """Asterisk's own call detail records, in the columns that ``dialplan/cdr.conf`` asks for."""
        return self._folders.log / "cdr-csv/Master.csv"

    @property
    def sounds_folder(self) -> Path:
        """Prompts: a folder for each language."""
        return self._folders.data / "sounds"

    def running(self) -> bool:
        """Whether this home's Asterisk is alive, whoever started it."""
        return load_mark(self._mark) is not None

    def start(self, centre: Centre, secrets: SwitchSecrets, options: Options) -> bool:
        """Start it, or adopt the live one of this home; returns when AMI accepts and Asterisk has fully booted.

        True: it is new (there are no calls). Raises PlatformError: a port is taken, Asterisk did not come up, or the
        live one has calls but other ports; ConfigError: the centre cannot be rendered.
        """
        options = self._fitting(options)
        login = Login(self._ports.ami_host, self._ports.ami, options.ami_user, secrets.ami)
        self._folders.make()
        changed = difference(self._folders.etc, wanted_files(self._folders, self._ports, centre, secrets, options))
        if self.running() and changed.fixed:
            self._end_idle(changed.fixed)
        if self.running():
            write(self._folders.etc, changed)
            self._reload(changed.reloads)
            self._wait_booted(login)
            return False
        self._link_data()
        check_free(self._ports)
        write(self._folders.etc, changed)
        self._spawn()
        try:
            self._wait_booted(login)
        except BaseException:  # also a Ctrl-C: nobody would know of it
            self.stop()
            raise
        return True

    def apply(self, centre: Centre, secrets: SwitchSecrets, options: Options) -> None:
        """Take over a changed centre without touching calls: phones, trunks, numbers, failsafe, manager user.

        Raises ConfigError when the centre cannot be rendered; then nothing has changed.
        """
        wanted = wanted_files(self._folders, self._ports, centre, secrets, self._fitting(options))
        changed = difference(self._folders.etc, wanted)
        write(self._folders.etc, changed)
        self._reload(changed.reloads)

    def stop(self, seconds: float = STOP_S) -> None:
        """End this home's Asterisk and its calls, whoever started it; killed if it does not end in ``seconds``."""
        mark = load_mark(self._mark)
        if mark is not None:
            stop(mark, seconds)
        if self._process is not None:
            self._process.wait()
            self._process = None
        self._mark.unlink(missing_ok=True)

    def cli(self, command: str) -> str:
        """Run a command of Asterisk's console, as ``core show channels``; its output. PlatformError: it was refused."""
        deadline = time.monotonic() + CLI_SETTLE_S
        while True:
            code, output = self._console(command)
            unknown = output.startswith("No such command")
            if code == 0 and not unknown:
                return output
            # Asterisk says that it has booted a moment before it knows its last commands (main/asterisk.c).
            if not unknown or time.monotonic() > deadline:
                raise PlatformError(f"Asterisk's console refused {command!r}: {output.strip()[:200]}")
            time.sleep(_POLL_S)

    @property
    def _mark(self) -> Path:
        return self._folders.base / "process.json"

    def _console(self, command: str) -> tuple[int, str]:
        arguments = [*self._installation.asterisk, "-C", str(self._folders.etc / "asterisk.conf"), "-rx", command]
        try:
            answer = subprocess.run(
                arguments, capture_output=True, text=True, errors="replace", timeout=CLI_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise PlatformError(f"Asterisk's console did not answer {command!r} within {CLI_S:.0f} s") from error
        return answer.returncode, answer.stdout

    def _fitting(self, options: Options) -> Options:
        """The options for this Asterisk: its version, and a manager user who may come from where it listens."""
        permit = options.ami_permit
        if self._ports.ami_host not in (LOOPBACK, "0.0.0.0"):
            permit = (*permit, f"{self._ports.ami_host}/255.255.255.255")
        return replace(options, version=self._installation.version[:2], ami_permit=permit)

    def _end_idle(self, fixed: list[str]) -> None:
        """Make room for an Asterisk with other ports, folders or modules, unless the live one has calls."""
        calls = re.search(r"^(\d+) active channel", self.cli("core show channels count"), re.MULTILINE)
        if calls is None or calls.group(1) != "0":
            raise PlatformError(
                f"the Asterisk of {self._folders.base} is still running with calls and another {', '.join(fixed)}: "
                "start with the options it was started with, or wait until its calls have ended"
            )
        self.stop()

    def _reload(self, commands: list[str]) -> None:
        for command in commands:
            self.cli(command)

    def _link_data(self) -> None:
        """Prompts by language, Asterisk's description of itself, and music in the trunks' codecs."""
        for language, folder in self._installation.sounds.items():
            _link(self._folders.data / "sounds" / language, folder)
        if self._installation.documentation is not None:
            _link(self._folders.data / "documentation", self._installation.documentation)
        write_silence(self._folders.silence)
        self._folders.music.mkdir(parents=True, exist_ok=True)
        if self._installation.music is not None:
            convert_music(self._installation.music, self._folders.music)

    def _spawn(self) -> None:
        if self._process is not None:
            self._process.wait()  # it died, else there would be none to start
        command = [*self._installation.asterisk, "-C", str(self._folders.etc / "asterisk.conf"), "-f", "-q"]
        environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        with (self._folders.log / "console.log").open("wb") as out:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self._folders.base,
                env=environment,
                start_new_session=True,
                umask=0o077,
            )
        mark = Mark.of(self._process.pid)
        if mark is not None:
            mark.save(self._mark)

    def _wait_booted(self, login: Login) -> None:
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self.running():
            if booted(login, deadline):
                return
            time.sleep(_POLL_S)
        state = "does not answer on its manager port" if self.running() else "did not start"
        raise PlatformError(f"Asterisk {state}: see {self._folders.log}/messages.log and console.log there")


def _link(link: Path, target: Path) -> None:
    """Point ``link`` to ``target``, also when it points elsewhere (an older private copy) so far."""
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)
