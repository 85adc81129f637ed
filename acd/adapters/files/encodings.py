"""In which encoding a text file is: by its byte order mark, else UTF-8 or, where that cannot be, Windows-1251."""

import codecs

SAMPLE_BYTES = 1 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect(sample: bytes) -> str:
    """Of the beginning of a file. A few broken lines in a UTF-8 file leave it one: they are refused, each by itself."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    readable = sum(_is_utf8(line) for line in lines[:-1] or lines)
    return "utf-8" if 2 * readable >= len(lines[:-1] or lines) else "cp1251"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
