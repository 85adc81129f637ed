"""The AMI byte stream, without I/O: bytes in, frames and messages out.

Asterisk greets with one line (``Asterisk Call Manager/<version>``) and then writes messages: header lines
``Name: value``, each ended by CR LF, a blank line after the last. A *frame* is the bytes of one message without its
blank line; most frames are events nobody wants, so a frame is only decoded (``Parser``) once its first line says that
somebody does.

Nothing in here raises on what Asterisk, or a caller through Asterisk, writes: a message that breaks the rules is left
out by whoever parses it, and counted. Everything is bounded: a message over the limit is skipped and the stream goes
on behind it; a message that arrives byte by byte is joined once (no quadratic concatenation).
"""

BLANK_LINE = b"\r\n\r\n"
GREETING = b"Asterisk Call Manager/"
GREETING_BYTES_MAX = 1024
MESSAGE_BYTES_MAX = 1 << 20
LAYOUTS_MAX = 500


class _Layout:
    """The header names of a message, in order. Asterisk writes each kind of event in one or two layouts."""

    __slots__ = ("folded", "index", "prefixes", "repeated")

    def __init__(self, names: list[str]) -> None:
        self.prefixes = tuple(f"{name}: " for name in names)
        self.index: dict[str, int] = {}
        self.folded: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            self.index.setdefault(name, place)
            self.folded.setdefault(name.lower(), []).append(place)
        self.repeated = len(self.folded) < len(names)


class Message:
    """The headers of one event or response. Names are compared without regard to case; a header can repeat.

    Inside, text is kept as Latin-1 (a character for each byte), which is quick to take apart, and a value is decoded
    as UTF-8 when it is asked for; bytes that are no UTF-8 become U+FFFD.
    """

    __slots__ = ("_layout", "_lines")

    def __init__(self, lines: list[str], layout: _Layout) -> None:
        self._lines = lines
        self._layout = layout

    def get(self, name: str, default: str = "") -> str:
        """The value of a header (the first, if it repeats); ``default`` when it is absent, "" when it is empty.

        Quickest when ``name`` is spelled as Asterisk spells it; that spelling wins over others in the same message.
        """
        place = self._layout.index.get(name)
        if place is None:
            places = self._layout.folded.get(name.lower())
            if places is None:
                return default
            place = places[0]
        value = self._lines[place][len(name) + 2 :]
        return value if value.isascii() else _utf8(value)

    def getall(self, name: str) -> list[str]:
        """All values of a header in the order written; an empty list when it is absent."""
        start = len(name) + 2
        return [_utf8(self._lines[place][start:]) for place in self._layout.folded.get(name.lower(), ())]

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._layout.folded

    def has_all(self, names: frozenset[str]) -> bool:
        """Whether all of these headers are there, spelled like this."""
        return self._layout.index.keys() >= names

    @property
    def repeated(self) -> bool:
        """Whether some header occurs more than once.

        In the events the daemon uses, Asterisk repeats only ``ChanVariable``; any other repetition is the work of a
        caller (see ``decode``).
        """
        return self._layout.repeated

    @property
    def names(self) -> tuple[str, ...]:
        """The header names as written, each spelling once, in order."""
        return tuple(self._layout.index)

    def __repr__(self) -> str:
        """The names only: values are callers' names and numbers, PINs, secrets."""
        return f"Message({', '.join(self._layout.index)})"


def _utf8(latin: str) -> str:
    return latin.encode("latin-1").decode("utf-8", "replace")


class Parser:
    """Decodes the frames of one connection.

    It remembers the layouts it has seen: a frame whose lines all begin as in a known layout is taken apart without
    looking for names again, and just as strictly.
    """

    def __init__(self) -> None:
        self._layouts: dict[tuple[str, int], _Layout] = {}  # by first line and number of lines

    def parse(self, frame: bytes) -> Message | None:
        """None when any line is no header."""
        return self._parse(frame, strict=True)

    def parse_leniently(self, frame: bytes) -> Message:
        """Pass over lines that are no headers: for answers to our own actions."""
        message = self._parse(frame, strict=False)
        assert message is not None
        return message

    def _parse(self, frame: bytes, *, strict: bool) -> Message | None:
        lines = frame.decode("latin-1").split("\r\n")
        layout = self._layouts.get((lines[0], len(lines)))
        if layout is None or not all(map(str.startswith, lines, layout.prefixes)):
            names = [header_name(line) for line in lines]
            if "" in names:
                if strict:
                    return None
                lines = [line for line, name in zip(lines, names, strict=True) if name]
            layout = self._learn(lines, [name for name in names if name])
        return Message(lines, layout)

    def _learn(self, lines: list[str], names: list[str]) -> _Layout:
        layout = _Layout(names)
        if len(self._layouts) >= LAYOUTS_MAX:
            self._layouts.clear()
        if lines:
            self._layouts[lines[0], len(lines)] = layout
        return layout


def header_name(line: str) -> str:
    """The name in ``Name: value``, or in ``Name:`` with an empty value; "" when the line is no header."""
    name, colon, _ = line.partition(": ")
    if colon:
        return name
    return line[:-1] if line.endswith(":") else ""


class Framer:
    """Cuts the stream of one connection into frames.

    ``greeting`` is None until the first line has come, then that line; ``foreign`` is set when that line is not
    Asterisk's: the port speaks something else. ``oversize`` counts the messages skipped for their length.
    """

    def __init__(self, limit_bytes: int = MESSAGE_BYTES_MAX) -> None:
        self.greeting: str | None = None
        self.foreign = False
        self.oversize = 0
        self._limit = limit_bytes
        self._held = bytearray()  # the message that is still coming
        self._edge = b""  # the last three bytes of the stream, since a blank line may be cut
        self._skipping = False

    def feed(self, data: bytes) -> list[bytes]:
        """Take the next bytes of the stream, cut anywhere; returns the frames that are complete now."""
        if self.greeting is None:
            data = self._greet(data)
        if self._skipping:
            data = self._skip(data)
        if not data:
            return []
        if self._held:
            if BLANK_LINE not in data and BLANK_LINE not in self._edge + data[:3]:
                self._hold(data)
                return []
            data = bytes(self._held) + data
            self._held = bytearray()
            self._edge = b""
        frames = data.split(BLANK_LINE)
        rest = frames.pop()
        if rest:
            self._hold(rest)
        if len(data) > self._limit:
            frames = self._within_limit(frames)
        return frames

    def _greet(self, data: bytes) -> bytes:
        """Take the greeting line off the beginning of the stream; returns what follows it."""
        if self.foreign:
            return b""
        data = bytes(self._held) + data
        self._held = bytearray()
        line, end, rest = data.partition(b"\r\n")
        if not GREETING.startswith(line[: len(GREETING)]) or len(line) > GREETING_BYTES_MAX:
            self.foreign = True
            return b""
        if not end:
            self._held += data
            return b""
        if not line.startswith(GREETING):
            self.foreign = True
            return b""
        self.greeting = line.decode("utf-8", "replace")
        return rest

    def _hold(self, data: bytes) -> None:
        self._held += data
        self._edge = data[-3:] if len(data) >= 3 else (self._edge + data)[-3:]
        if len(self._held) > self._limit + 3:  # up to three bytes may belong to the blank line
            self._held = bytearray()
            self._skipping = True
            self.oversize += 1

    def _skip(self, data: bytes) -> bytes:
        """Pass over the rest of an oversize message; returns what follows it."""
        seen = self._edge + data
        end = seen.find(BLANK_LINE)
        if end < 0:
            self._edge = seen[-3:]
            return b""
        self._edge = b""
        self._skipping = False
        return seen[end + len(BLANK_LINE) :]

    def _within_limit(self, frames: list[bytes]) -> list[bytes]:
        kept = [frame for frame in frames if len(frame) <= self._limit]
        self.oversize += len(frames) - len(kept)
        return kept
