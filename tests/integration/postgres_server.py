"""A PostgreSQL of the tests' own: unprivileged, on a free loopback port, without fsync, stopped by process id."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from acd.errors import PlatformError
from tests.integration.postgres_programs import fetched_programs, installed_programs

_START_S = 30.0


@contextlib.contextmanager
def open_server(*, start: bool = True) -> "Iterator[PostgresServer]":
    """A new server, stopped and removed at the end. Skips, loudly, on a machine that cannot have one."""
    folder = Path(tempfile.mkdtemp(prefix="acd-postgres-"))
    try:
        programs = installed_programs() or fetched_programs(folder)
    except PlatformError as error:
        shutil.rmtree(folder)
        pytest.skip(f"NO POSTGRESQL ON THIS MACHINE, and none to fetch: {error}")
    server = PostgresServer(programs, folder)
    try:
        if start:
            server.start()
        yield server
    finally:
        server.close()


class PostgresServer:
    """One instance. The server refuses to run as root, so root's child becomes ``nobody``."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._user = pwd.getpwnam("nobody") if os.getuid() == 0 else None
        self._folder = folder
        self._data = self._folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        self._run("initdb", "-D", str(self._data), "-U", "acd", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self) -> None:
        """Start and wait until it takes connections."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(self.port),
            "fsync": "off",
            "max_connections": "40",
            "shared_buffers": "32MB",
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, *options],
                stdout=log,
                stderr=log,
                cwd="/",
                user=None if self._user is None else self._user.pw_uid,
                group=None if self._user is None else self._user.pw_gid,
                extra_groups=None if self._user is None else [],
            )
        deadline = time.monotonic() + _START_S
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise AssertionError(f"PostgreSQL did not start: {(self._folder / 'log').read_text()[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Stop at once, as a crash would, with all its children."""
        assert self._process is not None
        self.resume()
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(_START_S)

    def stall(self) -> None:
        """Freeze every process of the server: connections stay open and nothing answers."""
        for pid in self._pids():
            os.kill(pid, signal.SIGSTOP)

    def resume(self) -> None:
        for pid in self._pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://acd@127.0.0.1:{self.port}/{database}"

    async def create_database(self, name: str) -> str:
        """A new empty database; returns its URL."""
        connection = await asyncpg.connect(self.url("postgres"))
        await connection.execute(f'CREATE DATABASE "{name}"')
        await connection.close()
        return self.url(name)

    def _answers(self) -> bool:
        """Whether it lets somebody in: the first byte of its answer to a start-up message is R, not E."""
        message = struct.pack("!I", 196_608) + b"user\0acd\0database\0postgres\0\0"
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(struct.pack("!I", len(message) + 4) + message)
                return connection.recv(1) == b"R"
        except OSError:
            return False

    def _pids(self) -> Iterator[int]:
        """The server, then its children."""
        assert self._process is not None
        server = self._process.pid
        yield server
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[1]) == server:
                    yield int(stat.parent.name)

    def _run(self, program: str, *arguments: str) -> None:
        result = subprocess.run(
            [self._programs / program, *arguments],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=None if self._user is None else self._user.pw_uid,
            group=None if self._user is None else self._user.pw_gid,
            extra_groups=None if self._user is None else [],
        )
        assert result.returncode == 0, f"{program} failed: {result.stderr[-2000:]}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
