"""CSV line by line: a row that is broken is named and left out, and takes no other row along.

Most lines have no quotes and are split at once. A quoted field may go on over several lines; but a quote that is opened
and never closed would swallow the rest of the file, so only a few lines are looked at for its end, and if they make no
row of as many columns as the header has, the first line alone is refused and the others are read anew.
"""

import codecs
import csv
import io
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from acd.adapters.files.encodings import SAMPLE_BYTES, detect
from acd.adapters.files.rows import BadRow, Row, TableError, fitted, header_of

LINE_BYTES_MAX = 1 << 20
JOINED_LINES_MAX, JOINED_CHARS_MAX = 50, 200_000
SHOWN_CHARS = 200
DELIMITERS = (";", "\t", ",")

csv.field_size_limit(LINE_BYTES_MAX * 2)

Line = tuple[int, str | BadRow]


class CsvFile:
    """``encoding``: a name of Python's; None: found out. Raises TableError, or OSError when it cannot be opened."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        self.path = path
        self._file = path.open("rb")
        self._size = max(path.stat().st_size, 1)
        self._pushed: deque[Line] = deque()
        try:
            sample = self._file.read(SAMPLE_BYTES)
            self._file.seek(0)
            self.encoding = encoding or detect(sample)
            codecs.lookup(self.encoding)
            self._lines = self._decoded()
            self.delimiter, self.header = self._read_header()
        except LookupError:
            self._file.close()
            raise TableError(f"there is no encoding {encoding!r}: try utf-8 or cp1251") from None
        except BaseException:
            self._file.close()
            raise
        named = {"\t": "tab", ";": "semicolon", ",": "comma"}[self.delimiter]
        self.described = f"CSV, {self.encoding.removesuffix('-sig')}, {named}"

    @property
    def done(self) -> float:
        return min(self._file.tell() / self._size, 1.0)

    def close(self) -> None:
        self._file.close()

    def rows(self) -> Iterator[Row | BadRow]:
        columns, delimiter = len(self.header), self.delimiter
        while (line := self._next()) is not None:
            number, text = line
            if isinstance(text, BadRow):
                yield text
            elif '"' in text:
                yield self._quoted(number, text)
            elif text and not text.isspace():
                cells = text.split(delimiter)
                if cells[0] or any(cells):
                    yield (number, cells) if len(cells) == columns else self._checked(number, cells, text)

    def _read_header(self) -> tuple[str, list[str]]:
        line = self._next()
        while line is not None and isinstance(line[1], str) and not line[1].strip():
            line = self._next()
        if line is None:
            raise TableError("the file is empty")
        number, text = line
        if isinstance(text, BadRow):
            raise TableError(f"line {number}: {text.reason}")
        delimiter = max(DELIMITERS, key=text.count) if any(mark in text for mark in DELIMITERS) else ","
        try:
            cells = next(csv.reader([text], delimiter=delimiter, strict=True))
        except (csv.Error, StopIteration):
            raise TableError(f"line {number}: a quote is not closed in the names of the columns") from None
        return delimiter, header_of(cells)

    def _quoted(self, number: int, text: str) -> Row | BadRow:
        """A record with quotes, perhaps over several lines."""
        joined, following = text, list[Line]()
        while True:
            cells, fault = self._parse(joined)
            if cells is not None:
                row = self._checked(number, cells, text)
                if following and isinstance(row, BadRow):
                    return self._give_back(number, text, following)
                return row
            if fault:
                return self._give_back(number, text, following) if following else _bad(number, fault, text)
            line = self._next() if self._room(joined, following) else None
            if line is not None:
                following.append(line)
            if line is None or isinstance(line[1], BadRow):
                return self._give_back(number, text, following)
            joined = f"{joined}\n{line[1]}"

    def _room(self, joined: str, following: list[Line]) -> bool:
        return len(following) < JOINED_LINES_MAX and len(joined) < JOINED_CHARS_MAX

    def _give_back(self, number: int, text: str, following: list[Line]) -> BadRow:
        self._pushed.extendleft(reversed(following))
        return _bad(number, "a quote is opened and not closed", text)

    def _parse(self, text: str) -> tuple[list[str] | None, str]:
        """The cells, or the fault; neither: a quote is still open."""
        try:
            return next(csv.reader(io.StringIO(text, newline=""), delimiter=self.delimiter, strict=True)), ""
        except csv.Error as error:
            return None, "" if "end of data" in str(error) else "something stands after a closing quote"
        except StopIteration:
            return None, "nothing but quotes"

    def _checked(self, number: int, cells: list[str], text: str) -> Row | BadRow:
        columns = len(self.header)
        found = fitted(cells, columns)
        if found is not None and len(found) == columns:
            return number, found
        count = f"{len(cells)} columns, where the header has {columns}"
        return _bad(number, f"{count}; the file may end within this line" if self._at_end() else count, text)

    def _at_end(self) -> bool:
        return not self._pushed and self._file.tell() >= self._size

    def _next(self) -> Line | None:
        return self._pushed.popleft() if self._pushed else next(self._lines, None)

    def _decoded(self) -> Iterator[Line]:
        """Lines without their ends, each with its number."""
        encoding = "utf-8" if self.encoding.startswith("utf-") else self.encoding
        for number, line in enumerate(_physical(self._whole_bytes()), 1):
            if len(line) > LINE_BYTES_MAX:
                yield number, _bad(number, f"longer than {LINE_BYTES_MAX} bytes", line[:SHOWN_CHARS].decode("latin-1"))
                continue
            try:
                text = line.decode(encoding)
            except UnicodeDecodeError:
                yield number, _bad(number, f"no {encoding} text", line.decode(encoding, "replace"))
                continue
            text = text.rstrip("\r\n")
            if number == 1:
                text = text.removeprefix("\ufeff")
            if "\0" in text or "\ufffd" in text:
                fault = "a NUL byte" if "\0" in text else "a character that was broken before"
                yield number, _bad(number, fault, text)
            else:
                yield number, text

    def _whole_bytes(self) -> IO[bytes]:
        """UTF-16 and UTF-32 as UTF-8, since their line ends are no bytes."""
        if not self.encoding.startswith(("utf-16", "utf-32")):
            return self._file
        reader = codecs.StreamRecoder(
            self._file,
            codecs.getencoder("utf-8"),
            codecs.getdecoder("utf-8"),
            codecs.getreader(self.encoding),
            codecs.getwriter("utf-8"),
            "replace",
        )
        return reader


def _physical(file: IO[bytes]) -> Iterator[bytes]:
    """Lines of bounded length: of a longer one the rest is passed over."""
    while line := file.readline(LINE_BYTES_MAX + 1):
        if len(line) > LINE_BYTES_MAX and not line.endswith(b"\n"):
            while (rest := file.readline(LINE_BYTES_MAX)) and not rest.endswith(b"\n"):
                pass
        yield line


def _bad(number: int, reason: str, text: str) -> BadRow:
    return BadRow(number, reason, text[:SHOWN_CHARS])
