"""Where a private Asterisk keeps its files, and on which ports it listens."""

import contextlib
import hashlib
import os
import secrets
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from acd.errors import PlatformError

# A UNIX socket's path has at most 107 bytes (sun_path); Asterisk calls its own asterisk.ctl.
_SOCKET_PATH_MAX = 107
LOOPBACK = "127.0.0.1"
_FREE_FIRST, _FREE_COUNT, _TRIES = 20_000, 12_000, 100


@dataclass(frozen=True, slots=True)
class Ports:
    """Addresses and ports of a private Asterisk; loopback unless somebody asks for more."""

    sip: int = 5060
    ami: int = 5038
    rtp_first: int = 10_000
    rtp_last: int = 19_999
    sip_host: str = LOOPBACK
    ami_host: str = LOOPBACK


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders of an instance, all within ``base`` but for ``modules``, ``music`` and perhaps ``run``."""

    base: Path
    run: Path  # control socket
    music: Path
    modules: Path | None

    @property
    def etc(self) -> Path:
        return self.base / "etc"

    @property
    def data(self) -> Path:
        return self.base / "data"

    @property
    def lib(self) -> Path:
        return self.base / "lib"

    @property
    def spool(self) -> Path:
        return self.base / "spool"

    @property
    def silence(self) -> Path:
        return self.base / "silence"

    @property
    def log(self) -> Path:
        return self.base / "log"

    def make(self) -> None:
        """Create all that are missing, for this user alone."""
        inner = (self.etc / "acd", self.data / "sounds", self.lib, self.spool, self.log, self.log / "cdr-csv")
        for folder in (self.base, self.etc, self.data, *inner, self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def folders_of(home: Path, music: Path, modules: Path | None) -> Folders:
    """The folders for a centre whose home folder is ``home``."""
    base = home.resolve() / "asterisk"
    return Folders(base=base, run=_run_folder(base), music=music, modules=modules)


def _run_folder(base: Path) -> Path:
    """``run`` in the instance's folder; where that is too deep for a socket, one named after it in the temp folder."""
    run = base / "run"
    if len(os.fsencode(run / "asterisk.ctl")) <= _SOCKET_PATH_MAX:
        return run
    digest = hashlib.sha256(os.fsencode(base)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"acd-{os.getuid()}-{digest}"


def check_free(ports: Ports) -> None:
    """Raise PlatformError naming the first port that somebody else uses, and the option that changes it."""
    for kind, host, port, option in (
        (socket.SOCK_DGRAM, ports.sip_host, ports.sip, "--sip"),
        (socket.SOCK_STREAM, ports.ami_host, ports.ami, "--ami"),
    ):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                name = "UDP" if kind == socket.SOCK_DGRAM else "TCP"
                raise PlatformError(
                    f"{name} port {port} on {host} cannot be used ({error.strerror}): "
                    f"choose another with {option} HOST:PORT"
                ) from error


def free_ports() -> Ports:
    """Ports that nobody uses at this moment, for tests and for a second centre on one machine."""
    return Ports(sip=free_udp_port(LOOPBACK), ami=_free_port(socket.SOCK_STREAM, LOOPBACK))


def free_udp_port(host: str) -> int:
    """A UDP port that nobody uses on ``host`` at this moment."""
    return _free_port(socket.SOCK_DGRAM, host)


def _free_port(kind: socket.SocketKind, host: str) -> int:
    """Chosen at random below the kernel's own range: from that, any socket of any program may take it meanwhile."""
    for _ in range(_TRIES):
        port = _FREE_FIRST + secrets.randbelow(_FREE_COUNT)
        with socket.socket(socket.AF_INET, kind) as probe, contextlib.suppress(OSError):
            probe.bind((host, port))
            return port
    raise PlatformError(f"no free port found on {host}")
