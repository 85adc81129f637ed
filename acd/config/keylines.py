"""On which line each key of a TOML text stands, which the standard library's parser does not tell.

The text has been accepted by ``tomllib`` (or refused for a key given twice), so this scan only follows the structure:
headers, keys, strings, lists, inline tables. Paths are those of the parsed data: strings for keys, integers for the
places in lists.
"""

import re
import tomllib
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


@dataclass(slots=True)
class KeyLines:
    """``first`` has the first line of every key, ``again`` the lines of keys that were given a second time.

    ``implied`` has the lines of tables that only longer headers or keys name (``a`` by ``[a.b]`` or ``a.b = 1``).
    """

    first: dict[KeyPath, int] = field(default_factory=dict)
    implied: dict[KeyPath, int] = field(default_factory=dict)
    again: dict[KeyPath, int] = field(default_factory=dict)

    def nearest(self, path: KeyPath) -> int:
        """The line of the key, or of the innermost table around it that has one; 0 when there is none."""
        for length in range(len(path), 0, -1):
            if line := self.first.get(path[:length]) or self.implied.get(path[:length]):
                return line
        return 0


def scan(text: str) -> KeyLines:
    """Find the keys of a TOML text; a text that is not TOML yields the keys up to the place where it stops being so."""
    scanner = _Scanner(text)
    with suppress(IndexError, ValueError, RecursionError):  # the parser has said what is wrong there
        scanner.document()
    return scanner.lines


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n") + "\n"
        self.at = 0
        self.newlines = [found.start() for found in re.finditer("\n", self.text)]
        self.lines = KeyLines()
        self.table: KeyPath = ()
        self.counts: dict[KeyPath, int] = {}  # how many tables each array of tables has so far

    def document(self) -> None:
        while self._skip(" \t\n"):
            if self._peek() == "[":
                self._header()
            else:
                self._entry(self.table)

    def _peek(self) -> str:
        return self.text[self.at]

    def _skip(self, blanks: str) -> bool:
        """Pass blanks and comments; False at the end of the text."""
        while self.at < len(self.text):
            if self._peek() == "#":
                self.at = self.text.index("\n", self.at)
            elif self._peek() in blanks:
                self.at += 1
            else:
                return True
            if "\n" not in blanks and self.text[self.at] == "\n":
                return True
        return False

    def _line(self, at: int) -> int:
        return bisect_left(self.newlines, at) + 1

    def _note(self, path: KeyPath, at: int) -> None:
        line = self._line(at)
        if self.lines.first.setdefault(path, line) != line:
            self.lines.again.setdefault(path, line)

    def _header(self) -> None:
        start = self.at
        array = self.text.startswith("[[", start)
        self.at += 2 if array else 1
        path: KeyPath = ()
        names = self._dotted()
        for name in names[:-1]:
            path = self._inside((*path, name))
            self.lines.implied.setdefault(path, self._line(start))
        path = (*path, names[-1])
        if array:
            self.lines.first.setdefault(path, self._line(start))
            self.counts[path] = self.counts.get(path, 0) + 1
            path = self._inside(path)
        self._note(path, start)
        self.table = path
        self.at = self.text.index("\n", self.at)

    def _inside(self, path: KeyPath) -> KeyPath:
        """A path through an array of tables means its latest table."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _entry(self, table: KeyPath) -> None:
        start = self.at
        path = table
        for name in self._dotted():
            path = (*path, name)
            if path != (*table, name):  # a.b = 1 also names a
                self.lines.implied.setdefault(path[:-1], self._line(start))
        self._note(path, start)
        self.at = self.text.index("=", self.at) + 1
        self._skip(" \t")
        self._value(path)

    def _dotted(self) -> list[str]:
        names = [self._name()]
        while self._skip(" \t") and self._peek() == ".":
            self.at += 1
            names.append(self._name())
        return names

    def _name(self) -> str:
        self._skip(" \t")
        start = self.at
        if self._peek() in "\"'":
            self._string()
            return str(tomllib.loads("name = " + self.text[start : self.at])["name"])
        while self._peek() in _BARE:
            self.at += 1
        if self.at == start:
            raise ValueError(f"no key at offset {start}")
        return self.text[start : self.at]

    def _value(self, path: KeyPath) -> None:
        opening = self._peek()
        if opening in "\"'":
            self._string()
        elif opening == "[":
            self._list(path)
        elif opening == "{":
            self._inline_table(path)
        else:
            while self._peek() not in ",]}\n#":
                self.at += 1

    def _string(self) -> None:
        quote = self._peek()
        end = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(end)
        while not self.text.startswith(end, self.at):
            self.at += 2 if self._peek() == "\\" and quote == '"' else 1
        self.at += len(end)
        while len(end) == 3 and self._peek() == quote:  # a multi-line string may end in up to two more quotes
            self.at += 1

    def _list(self, path: KeyPath) -> None:
        self.at += 1
        place = 0
        while self._skip(" \t\n,") and self._peek() != "]":
            start = self.at
            self._note((*path, place), start)
            self._value((*path, place))
            if self.at == start:
                raise ValueError(f"no value at offset {start}")
            place += 1
        self.at += 1

    def _inline_table(self, path: KeyPath) -> None:
        self.at += 1
        while self._skip(" \t\n,") and self._peek() != "}":
            self._entry(path)
        self.at += 1
