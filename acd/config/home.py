"""The daemon's home folder: everything it writes on this machine, and how the command line finds it.

| file | what |
|---|---|
| `address` | where the running daemon's admin endpoint is (a URL); absent while none runs |
| `token` | the token of the admin endpoint; mode 0600, made at the first start |
| `centre.toml` | the centre in effect after `acd apply` |
| `journal/`, `outbox/` | all events; records waiting for the database |
| `callbacks/` | the pending callbacks, which outlive a journal that is lost |
| `voicemail/` | messages that callers left, `<date>/<call>.wav` |
| `acd.db` | records, unless `database.url` names another place |
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acd.errors import PlatformError

DEFAULT = ".acd"
VARIABLE = "ACD_HOME"
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder; it need not exist before ``make``."""

    folder: Path

    @property
    def token_file(self) -> Path:
        return self.folder / "token"

    @property
    def address_file(self) -> Path:
        return self.folder / "address"

    @property
    def centre_file(self) -> Path:
        return self.folder / "centre.toml"

    @property
    def journal(self) -> Path:
        return self.folder / "journal"

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    @property
    def callbacks(self) -> Path:
        return self.folder / "callbacks"

    @property
    def voicemail(self) -> Path:
        return self.folder / "voicemail"

    def make(self) -> None:
        """Create the folder, for its owner alone. Raises PlatformError."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise PlatformError(f"the home folder {self.folder} cannot be made: {error.strerror}") from None

    def provide_token(self) -> str:
        """The token, made at the first call. A file that others could read is closed to them, its token replaced."""
        existing = self.read_token()
        if existing and self.token_file.stat().st_mode & 0o077 == 0:
            return existing
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._write(self.token_file, token)
        return token

    def read_token(self) -> str | None:
        """None when there is none. Raises PlatformError when it belongs to somebody else."""
        return self._read(self.token_file)

    def write_address(self, url: str) -> None:
        self._write(self.address_file, url)

    def clear_address(self) -> None:
        self.address_file.unlink(missing_ok=True)

    def read_address(self) -> str | None:
        """The URL of the daemon that runs here; after a crash it may name one that is gone."""
        return self._read(self.address_file)

    def _read(self, path: Path) -> str | None:
        try:
            return path.read_text("utf-8").strip() or None
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no text"
            raise PlatformError(f"{path} cannot be read: {why}; run acd as the daemon's user, or give --home") from None

    def _write(self, path: Path, line: str) -> None:
        """Put the line in place at once, so that no reader ever sees half of it. Raises PlatformError."""
        self.make()
        new = path.with_name(f".{path.name}.new")
        try:
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(line + "\n")
            new.replace(path)
        except OSError as error:
            raise PlatformError(f"{path} cannot be written: {error.strerror}") from None


def chosen_home(option: Path | None, environment: Mapping[str, str]) -> Home:
    """The folder of ``--home``, of ``ACD_HOME``, or ``.acd`` of the current folder."""
    return Home(option or Path(environment.get(VARIABLE) or DEFAULT))
