"""A private Asterisk in a centre's home folder: rendered, started, found again, reloaded, stopped.

It runs as the ordinary user who starts it, in a session of its own: a daemon that is killed leaves it and its calls
alone, and the next one adopts it. Only the process that was started here is ever signalled.
"""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from acd.adapters.asterisk.provisioning import Options, SwitchSecrets, render
from acd.embedded.g711 import convert_music
from acd.embedded.installation import Installation
from acd.embedded.instance_files import instance_files
from acd.embedded.layout import Ports, check_free, folders_of
from acd.embedded.login import Login, booted
from acd.embedded.process import Mark, load_mark, stop
from acd.errors import PlatformError
from acd.model.centre import Centre
from acd.resources import resource

START_S = 30.0
STOP_S = 10.0
CLI_S = 20.0
_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Changed:
    """Which parts of a running Asterisk a new configuration concerns."""

    dialplan: bool = False
    sip: bool = False
    manager: bool = False
    restart: bool = False


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

        True: it is new (there are no calls). Raises PlatformError: a port is taken, or Asterisk did not come up.
        """
        self._folders.make()
        alive = self.running()
        changed = self._write(centre, secrets, options)
        if alive:
            if changed.restart:
                raise PlatformError("the Asterisk of this home runs with other ports; stop it first: acd down")
            self._reload(changed)
            self._wait_booted(Login(self._ports.ami_host, self._ports.ami, options.ami_user, secrets.ami))
            return False
        self._link_data()
        check_free(self._ports)
        self._spawn()
        self._wait_booted(Login(self._ports.ami_host, self._ports.ami, options.ami_user, secrets.ami))
        return True

    def apply(self, centre: Centre, secrets: SwitchSecrets, options: Options) -> None:
        """Take over a changed centre without touching calls: phones, trunks, numbers, failsafe, manager user."""
        self._reload(self._write(centre, secrets, options))

    def stop(self, seconds: float = STOP_S) -> None:
        """End this home's Asterisk and its calls, whoever started it."""
        mark = load_mark(self._mark)
        if mark is not None:
            stop(mark, seconds)
        if self._process is not None:
            self._process.wait()
            self._process = None
        self._mark.unlink(missing_ok=True)

    def cli(self, command: str) -> str:
        """Run a command of Asterisk's console, as ``core show channels``; its output."""
        answer = subprocess.run(
            [*self._installation.asterisk, "-C", str(self._folders.etc / "asterisk.conf"), "-rx", command],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=CLI_S,
            check=False,
        )
        if answer.returncode != 0:
            raise PlatformError(f"Asterisk's console refused {command!r}: {answer.stdout.strip()[:200]}")
        return answer.stdout

    @property
    def _mark(self) -> Path:
        return self._folders.base / "process.json"

    def _write(self, centre: Centre, secrets: SwitchSecrets, options: Options) -> Changed:
        """Write what differs from the files there; tells what that concerns."""
        music = {queue.music for queue in centre.queues.values()}
        changed: set[str] = set()
        for name, text in instance_files(self._folders, self._ports, music).items():
            changed |= _replace(self._folders.etc / name, text)
        dialplan = resource("dialplan")
        for source in dialplan.glob("*.conf"):
            changed |= _replace(self._folders.etc / "acd" / source.name, source.read_text("utf-8"))
        for name, text in render(centre, secrets, options).items():
            changed |= _replace(self._folders.etc / "acd" / name, text)
        _replace(self._folders.etc / "extensions.conf", _EXTENSIONS)
        manager = {"acd-manager.conf"}
        sip = {"acd-pjsip.conf"}
        fixed = {"asterisk.conf", "modules.conf", "rtp.conf", "pjsip.conf", "manager.conf"}
        return Changed(
            dialplan=bool(changed - manager - sip - fixed),
            sip=bool(changed & sip),
            manager=bool(changed & manager),
            restart=bool(changed & fixed),
        )

    def _reload(self, changed: Changed) -> None:
        commands = []
        if changed.sip:
            commands.append("module reload res_pjsip.so")
        if changed.dialplan:
            commands += ["dialplan reload", "module reload res_musiconhold.so"]
        if changed.manager:
            commands.append("manager reload")
        for command in commands:
            self.cli(command)

    def _link_data(self) -> None:
        """Prompts by language, Asterisk's description of itself, and music in the trunks' codecs."""
        for language, folder in self._installation.sounds.items():
            _link(self._folders.data / "sounds" / language, folder)
        if self._installation.documentation is not None:
            _link(self._folders.data / "documentation", self._installation.documentation)
        self._folders.music.mkdir(parents=True, exist_ok=True)
        if self._installation.music is not None:
            convert_music(self._installation.music, self._folders.music)

    def _spawn(self) -> None:
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
        while time.monotonic() < deadline:
            if booted(login, deadline):
                return
            if not self.running():
                break
            time.sleep(_POLL_S)
        self.stop()
        raise PlatformError(f"Asterisk did not start: see {self._folders.log}/messages.log and console.log there")


_EXTENSIONS = '#include "acd/extensions.conf"\n'


def _replace(path: Path, text: str) -> set[str]:
    """Write ``text`` if it is not there yet, for this user alone; the file's name if it changed."""
    if path.exists() and path.read_text("utf-8") == text:
        return set()
    part = path.with_name(path.name + ".part")
    part.touch(mode=0o600)
    part.write_text(text, "utf-8")
    shutil.move(part, path)
    return {path.name}


def _link(link: Path, target: Path) -> None:
    """Point ``link`` to ``target``, also when it points elsewhere (an older private copy) so far."""
    if link.is_symlink() and link.readlink() == target:
        return
    link.unlink(missing_ok=True)
    link.symlink_to(target)
