"""``acd.toml`` and the environment to ``Operations``; secrets are read from the files it names."""

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import ValidationError

from acd.config.environment import Overridden, override
from acd.config.explain import findings
from acd.config.keylines import KeyPath
from acd.config.operations_file import (
    AsteriskTable,
    DatabaseTable,
    HttpTable,
    JournalTable,
    LogTable,
    OperationsTable,
    OutboxTable,
)
from acd.config.source import Source, dotted, read_source
from acd.errors import ConfigError, Problem
from acd.model.centre import Centre

SECRET_BYTES_MAX = 4096


@dataclass(frozen=True, slots=True)
class Operations:
    """The operations of one daemon. File names in it are relative to ``folder``, that of ``acd.toml``."""

    asterisk: tuple[AsteriskTable, ...]
    database: DatabaseTable
    http: HttpTable
    journal: JournalTable
    outbox: OutboxTable
    log: LogTable
    folder: Path

    def asterisk_secret(self, node: AsteriskTable) -> str:
        """The manager user's secret. Raises ConfigError when its file is missing, open to others or no secret."""
        if not node.secret_file:
            raise ConfigError(f"asterisk {node.name}: secret_file is missing; name the file with the manager's secret")
        return read_secret(self.folder / node.secret_file)

    def rendered_folder(self, node: AsteriskTable, home: Path) -> Path:
        """Where the files for this Asterisk are written."""
        return self.folder / node.rendered_folder if node.rendered_folder else home / "asterisk" / node.name

    def database_url(self, home: Path) -> str:
        """The URL with its password, a relative SQLite file placed in ``home``. Raises ConfigError (password file)."""
        url = self.database.url or "sqlite:///acd.db"
        if url.startswith("sqlite:///"):
            return f"sqlite:///{(home / url.removeprefix('sqlite:///')).absolute()}"
        if not self.database.password_file:
            return url
        parts = urlsplit(url)
        password = quote(read_secret(self.folder / self.database.password_file), safe="")
        user, at, place = parts.netloc.rpartition("@")
        if not at:
            raise ConfigError(
                "database.url names no user for the password of password_file: postgresql://user@host/name"
            )
        return urlunsplit(parts._replace(netloc=f"{user}:{password}@{place}"))


def load_operations(path: Path | None, environment: Mapping[str, str]) -> Operations:
    """Read an ``acd.toml`` (None: all defaults) and the overrides. Raises ConfigError with all faults of both."""
    source = read_source(path) if path else Source("acd.toml", "", {})
    overridden = override(source.data, environment, OperationsTable)
    problems = [Problem("environment", 0, name, why) for name, why in overridden.unusable.items()]
    table: OperationsTable | None = None
    try:
        table = OperationsTable.model_validate(overridden.data)
    except ValidationError as error:
        found = findings(error, OperationsTable)
        problems += [_problem(source, overridden, fault_path, text) for fault_path, text in found]
    if table is not None:
        problems += _repeated_names(source, table.asterisk)
    if problems or table is None:
        raise ConfigError(problems=sorted(problems, key=lambda problem: problem.line))
    folder = path.parent if path else Path()
    return Operations(
        tuple(table.asterisk), table.database, table.http, table.journal, table.outbox, table.log, folder.absolute()
    )


def _problem(source: Source, overridden: Overridden, path: KeyPath, text: str) -> Problem:
    variable = overridden.variable_of(path)
    if variable is None:
        return source.problem(path, text)
    return Problem("environment", 0, variable, f"{dotted(path)}: {text}")


def _repeated_names(source: Source, nodes: Iterable[AsteriskTable]) -> list[Problem]:
    names: list[str] = []
    problems: list[Problem] = []
    for place, node in enumerate(nodes):
        if node.name in names:
            problems.append(source.problem(("asterisk", place, "name"), f'the name "{node.name}" is given twice'))
        names.append(node.name)
    return problems


def unknown_nodes(centre: Centre, nodes: Iterable[str]) -> list[str]:
    """Phones and trunks of the centre that refer to an Asterisk which ``acd.toml`` does not have, as sentences."""
    known = frozenset(nodes)
    users = [("phone", phone.id, phone.node) for phone in centre.phones.values()]
    users += [("trunk", trunk.id, trunk.node) for trunk in centre.trunks.values()]
    return [f'{kind} {id_}: no [[asterisk]] is named "{node}"' for kind, id_, node in users if node not in known]


def read_secret(path: Path) -> str:
    """The one line of a secret file. Raises ConfigError when it is missing, open to others, empty or no text."""
    try:
        mode = path.stat().st_mode
        with path.open("rb") as file:
            content = file.read(SECRET_BYTES_MAX + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO) and not _is_mounted_secret(path):
        raise ConfigError(f"{path}: others on this machine can read this secret; run: chmod 600 {path}")
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        lines = []
    if len(lines) != 1 or not lines[0].isprintable() or not lines[0].strip() or len(content) > SECRET_BYTES_MAX:
        raise ConfigError(f"{path}: expected a secret on one line, of printable characters")
    return lines[0].strip()


def _is_mounted_secret(path: Path) -> bool:
    """Secrets that Docker or systemd provide: their modes are not ours to set, their folder is the protection."""
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    return path.is_relative_to("/run/secrets") or (credentials is not None and path.is_relative_to(credentials))
