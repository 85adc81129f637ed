"""Reading a configuration file into text and TOML data; every failure names the file and what to do."""

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from acd.config.keylines import KeyLines, KeyPath, scan
from acd.errors import ConfigError, Problem

BYTES_MAX = 16 * 1024 * 1024  # a centre of 10,000 agents takes one; a video given by mistake more

_TWICE = re.compile(r"Cannot (declare|overwrite|mutate|redefine)|Duplicate")


@dataclass(frozen=True)
class Source:
    """A parsed TOML text and the name it has in messages."""

    name: str
    text: str
    data: dict[str, Any]

    @cached_property
    def lines(self) -> KeyLines:
        return scan(self.text)

    def problem(self, path: KeyPath, text: str) -> Problem:
        path = self._as_written(path)
        return Problem(self.name, self.lines.nearest(path), dotted(path), text)

    def _as_written(self, path: KeyPath) -> KeyPath:
        """Without the places of lists that were written as a single value."""
        written: list[str | int] = []
        value: Any = self.data
        for part in path:
            if isinstance(part, int) and not isinstance(value, list):
                continue
            written.append(part)
            value = _inside(value, part)
        return tuple(written)


def _inside(value: Any, part: str | int) -> Any:
    try:
        return value[part]
    except (KeyError, IndexError, TypeError):
        return None  # a key that is missing or wrong


def dotted(path: KeyPath) -> str:
    """The path as it would be written in TOML: ``queues.sales.wrap_up_s``, ``asterisk[0].host``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = part if re.fullmatch(r"[A-Za-z0-9_-]+", part) else toml_string(part)
            text += f".{name}" if text else name
    return text


def toml_string(text: str) -> str:
    """A TOML basic string that reads back as ``text``."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def read_source(path: Path) -> Source:
    """Read and parse a TOML file. Raises ConfigError: missing, a folder, unreadable, too large, not UTF-8, not TOML."""
    return parse_source(read_text(path), str(path))


def read_text(path: Path) -> str:
    """The text of a configuration file. Raises ConfigError."""
    name = str(path)
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_MAX + 1)
    except FileNotFoundError:
        raise _whole(name, "there is no such file") from None
    except IsADirectoryError:
        raise _whole(name, "this is a folder, a TOML file is expected") from None
    except OSError as error:
        raise _whole(name, f"cannot be read: {error.strerror}") from None
    if len(content) > BYTES_MAX:
        raise _whole(name, f"larger than {BYTES_MAX // 1024 // 1024} MB, so hardly a configuration")
    return decode(content, name)


def decode(content: bytes, name: str) -> str:
    """Decode a configuration text; TOML is UTF-8 (a byte order mark is accepted). Raises ConfigError with the line."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        text = f"not UTF-8 (byte 0x{content[error.start]:02x}); save the file as UTF-8"
        raise ConfigError(problems=[Problem(name, line, "", text)]) from None


def parse_source(text: str, name: str) -> Source:
    """Parse a TOML text that is called ``name`` in messages. Raises ConfigError with line and column."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(problems=[_syntax(text, name, str(error))]) from None
    except RecursionError:
        raise _whole(name, "nested too deeply") from None
    return Source(name, text, data)


def _syntax(text: str, name: str, message: str) -> Problem:
    """Say what the parser says; of a key given twice also which key and where it was given first."""
    if _TWICE.search(message):
        lines = scan(text)
        for path, line in lines.again.items():
            again = f"given twice (first on line {lines.first[path]}); keep one"
            return Problem(name, line, dotted(path), again)
    found = re.fullmatch(r"(?P<what>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", message, re.DOTALL)
    if found is None:
        return Problem(name, text.count("\n") + 1, "", f"TOML syntax: {message}")
    return Problem(name, int(found["line"]), "", f"TOML syntax, column {found['column']}: {found['what']}")


def _whole(name: str, text: str) -> ConfigError:
    return ConfigError(problems=[Problem(name, 0, "", text)])
